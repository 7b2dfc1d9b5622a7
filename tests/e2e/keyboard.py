"""Somebody who has no mouse: reaches everything by Tab and presses it with Enter or Space."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

_MOST_TABS = 150
# What is announced of the place where the focus is; nothing when that is the place that is looked for.
_NAME_UNLESS = "what => document.activeElement.matches(what) ? null : document.activeElement.computedName || ''"


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
        self._choose(self.page.get_by_role("radio", name=label), label)

    def onto(self, selector: str) -> None:
        """Wait for what the selector names, leave out a page's head by its first link, then press Tab until there."""
        self.page.locator(selector).first.wait_for(state="attached")
        if self.page.evaluate("document.activeElement === document.body"):
            self.page.keyboard.press("Tab")
            # Not what takes the focus by itself meanwhile, as the preview of a mail does.
            if self.page.evaluate("document.activeElement.matches(\"a[href^='#']\")"):
                self.page.keyboard.press("Enter")
        passed = []
        for _stop in range(_MOST_TABS):
            name = self.page.evaluate(_NAME_UNLESS, selector)
            if name is None:
                return
            passed.append(name)
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached on {self.page.url}: {passed}")

    def enter(self, selector: str) -> None:
        """Reach a link, a button or what folds, and press it."""
        self.onto(selector)
        self.page.keyboard.press("Enter")

    def fill(self, selector: str, text: str) -> None:
        """Reach a field and replace what stands in it; what a list offers is found by its first letters."""
        self.onto(selector)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def switch(self, selector: str) -> None:
        """Reach a checkbox and switch it."""
        self.onto(selector)
        self.page.keyboard.press("Space")

    def take(self, selector: str) -> None:
        """As `choose`, for a radio button that a selector names."""
        self._choose(self.page.locator(selector), selector)

    def _choose(self, wanted: Locator, name: str) -> None:
        group = wanted.get_attribute("name")
        here = wanted.evaluate_handle("radio => radio.form")
        for _stop in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "([form, name]) => { const it = document.activeElement;"
                " return it.type === 'radio' && it.name === name && it.form === form; }",
                [here, group],
            ):
                break
        self.page.keyboard.press("Space")
        for _arrow in range(30):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no radio button “{name}” on {self.page.url}")
