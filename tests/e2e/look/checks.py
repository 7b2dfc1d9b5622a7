"""What has to hold for every page: each check gives the list of its findings, empty when all is well."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab

# WCAG 2.2 AA and axe's own advice; the two named rules are off unless asked for. The browser has
# read the style sheets already: loading them again is stopped by our content security policy.
_AXE = {
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"],
    "rules": {
        "label-content-name-mismatch": {"enabled": True},
        "target-size": {"enabled": True},
        # Half-finished rules of axe about things that only people can judge.
        "css-orientation-lock": {"enabled": False},
        "focus-order-semantics": {"enabled": False},
        "hidden-content": {"enabled": False},
    },
}
_MOST_STOPS = 400


def barriers(tab: Tab, options: Mapping[str, Any] = _AXE) -> list[str]:
    """What axe finds, once the page is whole."""
    tab.wait_for_load_state()
    violations = Axe().run(tab, options=dict(options)).response["violations"]
    return [f"axe {one['id']}: {' '.join(map(str, node['target']))}" for one in violations for node in one["nodes"]]


def of_the_page(tab: Tab, *names: str) -> list[str]:
    """The findings of the functions of checks.js that are named, once the page is whole."""
    tab.wait_for_load_state()
    tab.evaluate(f"window.look ??= {_script()}")
    found: list[str] = tab.evaluate("names => names.flatMap(name => window.look[name]())", list(names))
    return found


def everywhere(tab: Tab, *, but: Sequence[str] = ()) -> list[str]:
    """What holds for a page at any width, in any state; without axe's rules `but`."""
    rules = {**_AXE["rules"], **{rule: {"enabled": False} for rule in but}}  # type: ignore[dict-item]
    return [*barriers(tab, {**_AXE, "rules": rules}), *at_once(tab)]


def at_once(tab: Tab) -> list[str]:
    """As `everywhere`, for a page on which no script runs: what needs no waiting."""
    return of_the_page(tab, "sideways", "frame", "names", "small")


def invalid(html: str) -> list[str]:
    """Errors of the HTML as the standard's parser reports them (https://html.spec.whatwg.org/#parse-errors)."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return [f"HTML line {at[0]}: {code} {values or ''}".strip() for at, code, values in parser.errors]


def by_tab_key(tab: Tab) -> list[str]:
    """Walk through all stops: each is seen (WCAG 2.4.7), not covered (2.4.11), in the document's order (2.4.3)."""
    _await_the_rest(tab)
    of_the_page(tab, "remember")
    found: list[str] = []
    places: list[int] = []
    for _stop in range(_MOST_STOPS):
        tab.keyboard.press("Tab")
        stop = tab.evaluate("window.look.focused()")
        if stop is None or stop[0] in places:
            break
        places.append(stop[0])
        found += stop[1]
    if places != sorted(places):
        found.append("the focus jumps back")
    return found if places else ["nothing can be reached by keyboard"]


def _await_the_rest(tab: Tab) -> None:
    """Of what htmx asks for once the page is there; without scripts nothing does."""
    for _tenth in range(100):
        if tab.evaluate("!window.htmx || !document.querySelector('[hx-trigger=load]')"):
            return
        tab.wait_for_timeout(100)


@cache
def _script() -> str:
    return Path(__file__).with_name("checks.js").read_text(encoding="utf-8")
