"""Somebody who has no mouse: reaches everything by Tab and presses it with Enter or Space."""

from typing import Any

from playwright.sync_api import Page, expect

_MOST_TABS = 150


class Keyboard:
    """The keys of somebody in front of `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, role: Any, name: str, *, tabs: int = _MOST_TABS) -> None:
        """Press Tab until the focus is on what is announced so. Fails after `tabs` stops."""
        wanted = self.page.get_by_role(role, name=name)
        passed = []
        for _stop in range(tabs):
            self.page.keyboard.press("Tab")
            if wanted.evaluate_all("all => all.includes(document.activeElement)"):
                return
            passed.append(self.page.evaluate("document.activeElement.computedName || ''"))
        raise AssertionError(f"no {role} “{name}” on {self.page.url} within {tabs} stops: {passed}")

    def press(self, role: Any, name: str, *, shows: str = "") -> None:
        """Reach a link or button and press it; then wait for the heading that `shows` names."""
        self.reach(role, name)
        self.page.keyboard.press("Enter")
        if shows:
            expect(self.page.get_by_role("heading", name=shows).first).to_be_visible()

    def write(self, label: str, text: str) -> None:
        """Reach a field by its label and replace what stands in it."""
        self.reach("textbox", label)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def tick(self, label: str) -> None:
        """Reach a checkbox and switch it."""
        self.reach("checkbox", label)
        self.page.keyboard.press("Space")

    def choose(self, label: str) -> None:
        """Reach the group of a radio button, then go to it by the arrow keys."""
        wanted = self.page.get_by_role("radio", name=label)
        group = wanted.get_attribute("name")
        for _stop in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "name => document.activeElement.type === 'radio' && document.activeElement.name === name", group
            ):
                break
        self.page.keyboard.press("Space")
        for _arrow in range(30):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no radio button “{label}” on {self.page.url}")
