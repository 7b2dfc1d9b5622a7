"""Other ways to read and use a page: large text, zoom, keyboard, no motion, forced colours, more contrast."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Error, Page as Tab
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.e2e.look import checks
from tests.e2e.look.matrix import PAGES, Cell
from tests.e2e.look.tour import FOLDER, Tour, note, report
from tests.e2e.look.world import State

pytestmark = pytest.mark.e2e
# What every run looks at; `make look` takes all pages in all their states.
_SOME = {State.MANY: ("home", "list", "idea", "desk-queue"), State.ERRORS: ("write", "check", "login", "desk-idea")}
_ENHANCED = {"preload": False, "runOnly": ["color-contrast-enhanced"], "resultTypes": ["violations"]}


def _large_text(tab: Tab) -> list[str]:
    """Twice the size of text alone (WCAG 1.4.4): nothing is cut off, covered or beside the window."""
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    found = checks.of_the_page(tab, "sideways", "clipped", "overlapping")
    tab.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _zoomed(tab: Tab) -> list[str]:
    """1280 × 1024 at 400 % (WCAG 1.4.10)."""
    tab.set_viewport_size({"width": 320, "height": 256})
    return [*checks.of_the_page(tab, "sideways", "sticky"), *checks.by_tab_key(tab)]


def _without_motion(tab: Tab) -> list[str]:
    tab.emulate_media(reduced_motion="reduce")
    return checks.of_the_page(tab, "moving")


def _in_forced_colours(tab: Tab) -> list[str]:
    tab.emulate_media(forced_colors="active", reduced_motion="reduce")
    found = [*checks.of_the_page(tab, "bordered", "marked"), *checks.by_tab_key(tab)]
    tab.emulate_media(forced_colors="none")
    return found


def _with_more_contrast(tab: Tab) -> list[str]:
    tab.emulate_media(contrast="more")
    found = checks.barriers(tab, _ENHANCED)
    tab.emulate_media(contrast="no-preference")
    return found


def _by_keyboard(tab: Tab) -> list[str]:
    tab.emulate_media(reduced_motion="reduce")
    return checks.by_tab_key(tab)


_WAYS: dict[str, tuple[int, Callable[[Tab], list[str]]]] = {
    "keyboard": (1280, _by_keyboard),
    "large-text-wide": (1280, _large_text),
    "large-text-narrow": (360, _large_text),
    "still": (360, _without_motion),
    "more-contrast": (360, _with_more_contrast),
    "forced-colours": (1280, _in_forced_colours),
    "zoom": (320, _zoomed),
}


def _parts() -> list[tuple[State, list[str]]]:
    """Worlds and their pages, in pieces small enough for two processes."""
    if not FOLDER:
        return [(state, list(names)) for state, names in _SOME.items()]
    named = {state: [page.name for page in PAGES if state in page.states] for state in State}
    return [(state, names[start : start + 12]) for state, names in named.items() for start in range(0, len(names), 12)]


@pytest.fixture(autouse=True)
def _with_error_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.e2e.look.urls"


@pytest.mark.parametrize(("state", "names"), _parts(), ids=lambda part: part if isinstance(part, State) else part[0])
def test_pages_serve_everybody(browser: Browser, live_server: LiveServer, state: State, names: list[str]) -> None:
    tour = Tour(browser, live_server.url, state)
    found = {}
    for page in PAGES:
        if page.name in names:
            for way, (width, look) in _WAYS.items():
                findings = _look(tour, Cell(page, state, width, "light", javascript=True), look)
                note(f"{page.name}-{state}-{way}", findings)
                if findings:
                    found[f"{page.name}-{state}-{way}"] = findings
    tour.close()
    assert not found, report(found)


def _look(tour: Tour, cell: Cell, look: Callable[[Tab], list[str]]) -> list[str]:
    try:
        tour.open(cell)
        return look(tour.tab)
    except Error as error:
        return [error.message.splitlines()[0]]
