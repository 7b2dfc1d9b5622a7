"""The portal in a real browser: Debian's Chromium, driven by Playwright.

Every test runs twice, with JavaScript and without. `@pytest.mark.script` is for what only exists
with it, or what was looked at by axe and looks alike without.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.e2e.look import checks

# Playwright's own event loop runs in the test's thread; Django would refuse queries there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The ways in which a test walks the portal."""
    if "javascript" in metafunc.fixturenames:
        ways = [True] if metafunc.definition.get_closest_marker("script") else [True, False]
        metafunc.parametrize("javascript", ways, ids=["script", "plain"][: len(ways)])


@pytest.fixture(autouse=True)
def _database(transactional_db: None) -> None:
    """The live server's threads see what the test has committed."""


@pytest.fixture(scope="session", autouse=True)
def _nobody_stays(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A thread of the live server may still hold a connection when the database is taken away."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-sync",
            # element.computedName, what a screen reader announces, for tests.
            "--enable-blink-features=ComputedAccessibilityInfo",
        ],
    }


class Visitor:
    """A person at a browser, who notices what breaks: errors of the page and requests elsewhere."""

    def __init__(self, context: BrowserContext, base_url: str, *, javascript: bool = True) -> None:
        self.context = context
        self.javascript = javascript
        self.base_url = base_url
        self.page: Page = context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        # A browser itself reports every answer of 400 and above; those are looked at by the tests.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.trouble.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.base_url, "data:")):
            self.trouble.append(f"request to {request.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.base_url + path)
        return self.page

    def submit(self, name: str | None = None) -> None:
        """Press the button of the form in the page's main part."""
        button = f"main button[name={name}]" if name else "main form button[type=submit]:not([name=change])"
        self.page.locator(button).last.click()

    def looks_right(self, *, but: Sequence[str] = ()) -> None:
        """What holds for every page (see `look.checks`), without the rules `but`, and no trouble.

        Axe itself needs JavaScript.
        """
        found = checks.everywhere(self.page, but=but) if self.javascript else checks.at_once(self.page)
        assert not found, f"{self.page.url}: {found}"
        assert self.trouble == []

    def scrolls_in_one_direction(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"


def _until_answered() -> None:
    """A request that is still being answered would stand in the way when the tables are emptied."""
    busy = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(f"{busy} AND state <> 'idle' LIMIT 1")
            if cursor.fetchone() is None:
                return
            time.sleep(0.02)


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer, javascript: bool) -> Iterator[NewVisitor]:
    """Makes visitors, each with a browser profile of their own."""
    made: list[BrowserContext] = []

    def make_visitor(*, width: int = 1280, scheme: Any = "light", forced_colors: Any = "none") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            forced_colors=forced_colors,
            java_script_enabled=javascript,
            locale="de-DE",
        )
        context.set_default_timeout(15_000)
        made.append(context)
        return Visitor(context, live_server.url, javascript=javascript)

    yield make_visitor
    for context in made:
        # A page that is closed saves its draft: not into the database of the next test.
        context.set_offline(True)
        context.close()
    _until_answered()
