"""One browser tab that goes from cell to cell of one world and writes down what it finds."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Error, Page as Tab, Response

from accounts.models import User
from tests.conftest import signed_in_staff
from tests.e2e.look import checks
from tests.e2e.look.matrix import Cell
from tests.e2e.look.world import State, World, build

# Where `make look` wants pictures and findings; without it only the tests' result counts.
FOLDER = os.environ.get("LOOK_FOLDER", "")
_HEIGHT = 900


class Tour:
    """Visits cells; `findings` has what was wrong, by cell."""

    def __init__(self, browser: Browser, base_url: str, state: State, **context: Any) -> None:
        self.base_url = base_url
        self.world: World = build(state)
        self._sessions: dict[int, str] = {}
        self._context = browser.new_context(locale="de-DE", **context)
        self._context.set_default_timeout(10_000)
        self.tab: Tab = self._context.new_page()
        # Scripts are switched off for the page alone, so that the checks can still run in it.
        self._switch = self._context.new_cdp_session(self.tab)
        self._document: Response | None = None
        self._trouble: list[str] = []
        self.tab.on("response", self._remember)
        self.tab.on("console", self._note)
        self.tab.on("pageerror", lambda error: self._trouble.append(f"script: {error}"))
        self.findings: dict[str, list[str]] = {}

    def open(self, cell: Cell) -> None:
        """Bring the tab to the cell's page, as its reader sees it."""
        self._trouble.clear()
        self.tab.set_viewport_size({"width": cell.width, "height": _HEIGHT})
        self.tab.emulate_media(color_scheme=cell.scheme)
        self._sign_in(cell.page.reader(self.world))
        self._scripts(on=cell.javascript)
        cell.page.open(self.tab, self.base_url, self.world)
        self._scripts(on=True)

    def visit(self, cell: Cell) -> None:
        """Look at one cell; a page that does not come is a finding like any other."""
        try:
            self.open(cell)
            html = self._document.text() if self._document else ""
            found = [*checks.everywhere(self.tab), *checks.invalid(html), *self._trouble]
        except Error as error:
            found, html = [f"{error.message.splitlines()[0]} ({self.tab.url})"], ""
        self._keep(cell, found, html)

    def close(self) -> None:
        """Close the tab."""
        self._context.close()

    def _keep(self, cell: Cell, found: list[str], html: str) -> None:
        if found:
            self.findings[str(cell)] = found
        if FOLDER:
            folder = Path(FOLDER)
            self.tab.screenshot(path=folder / f"{cell}.png", full_page=True)
            (folder / "html" / f"{cell.page.name}-{cell.state}.html").write_text(html, encoding="utf-8")
            note(str(cell), found)

    def _sign_in(self, person: User | None) -> None:
        self._context.clear_cookies()
        if person is None:
            return
        if person.pk not in self._sessions:
            self._sessions[person.pk] = _session(person)
        name, value = settings.SESSION_COOKIE_NAME, self._sessions[person.pk]
        self._context.add_cookies([{"name": name, "value": value, "url": self.base_url}])

    def _scripts(self, *, on: bool) -> None:
        self._switch.send("Emulation.setScriptExecutionDisabled", {"value": not on})

    def _remember(self, response: Response) -> None:
        if response.request.resource_type == "document" and not 300 <= response.status < 400:
            self._document = response

    def _note(self, message: Any) -> None:
        # A browser itself reports every answer of 400 and above; the error pages are such answers.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._trouble.append(f"console: {message.text}")


def report(findings: dict[str, list[str]]) -> str:
    """What was found where, for people."""
    return "\n".join(f"{cell}: {one}" for cell, found in findings.items() for one in found)


def note(what: str, found: list[str]) -> None:
    """A line for the summary of `make look`, which reads one file of each process."""
    if FOLDER:
        process = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        with (Path(FOLDER) / f"findings-{process}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"cell": what, "found": found}) + "\n")


def _session(person: User) -> str:
    client = signed_in_staff(person) if person.is_staff else Client()
    if not person.is_staff:
        client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
