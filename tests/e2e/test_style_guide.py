"""The style guide in a real browser: every component in every look there is."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Locator, expect
from pytest_django.fixtures import Settings

from tests.e2e.conftest import NewVisitor
from tests.lausitz_portal import demo_urls

pytestmark = [pytest.mark.e2e, pytest.mark.script]
GUIDE, BOTH = "/gestaltung/", "/gestaltung/?ansicht=beide"
# Four lists of pages and two breadcrumbs: on a page of the portal there is one.
REPEATED = "landmark-unique"


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    with override_settings(ROOT_URLCONF=demo_urls.__name__):
        yield


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier(visitor: NewVisitor, scheme: str) -> None:
    person = visitor(scheme=scheme)
    person.go(GUIDE)
    person.looks_right(but=[REPEATED])


def test_no_barrier_in_forced_colours(visitor: NewVisitor) -> None:
    """Contrast is then the system's own; axe would read our text colour on the system's ground."""
    person = visitor(scheme="dark", forced_colors="active")
    page = person.go(GUIDE)
    person.looks_right(but=[REPEATED, "color-contrast"])
    appearance = "select => getComputedStyle(select).appearance"
    assert page.locator("select").first.evaluate(appearance) == "auto", "without it the arrow is gone"
    icons = page.locator("main .icon, .site-footer .icon")
    strange = "all => all.filter(one => getComputedStyle(one).color !== getComputedStyle(one.parentNode).color).length"
    assert icons.evaluate_all(strange) == 0, "an icon is as visible as the words beside it"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_column_looks_like_a_page_of_its_scheme(visitor: NewVisitor, scheme: str) -> None:
    """Also inside a page of the other scheme."""
    colours = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"
    page = visitor(scheme=scheme).go(GUIDE)
    alone = page.locator("#knoepfe .button").first.evaluate(colours)
    other = visitor(scheme="light" if scheme == "dark" else "dark").go(BOTH)
    assert other.locator(f"#knoepfe [data-color-scheme={scheme}] .button").first.evaluate(colours) == alone


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_it(visitor: NewVisitor, scheme: str) -> None:
    page = visitor(scheme=scheme).go(GUIDE)
    colours = "all => [...new Set(all.map(one => getComputedStyle(one).color))].length"
    texts = page.locator("body, .guide__item > .muted")
    assert texts.evaluate_all(colours) == 2
    page.emulate_media(contrast="more")
    assert texts.evaluate_all(colours) == 1


def test_nothing_runs_out_of_the_page(visitor: NewVisitor) -> None:
    for width in (320, 360, 1280):
        person = visitor(width=width)
        for path in (GUIDE, BOTH):
            person.go(path)
            person.scrolls_in_one_direction()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_shown_is_the_focus(visitor: NewVisitor, scheme: str) -> None:
    page = visitor(scheme=scheme).go(GUIDE)
    for part in (".guide__item", ".guide__lake"):
        shown = page.locator(f"#knoepfe {part} .guide__focus > .button").first
        looks = _outline(shown)
        shown.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert shown.evaluate("one => one.matches(':focus-visible')")
        assert _outline(shown) == looks
        page.locator(f"#knoepfe {part} .button").first.focus()
        assert _outline(page.locator(f"#knoepfe {part} .button").nth(0)) == looks


def _outline(button: Locator) -> str:
    return str(button.evaluate("one => { const s = getComputedStyle(one); return s.outline + s.boxShadow; }"))


def test_all_of_it_is_printed(visitor: NewVisitor) -> None:
    page = visitor(scheme="dark").go(BOTH)
    # The words that unfold a chart's table are of no use on paper.
    unseen = ".visually-hidden, .visually-hidden *, svg *, option, .chart__table > summary"
    seen = f"[data-color-scheme=light] .guide__item *:not({unseen})"
    hidden = f"[...document.querySelectorAll('{seen}')].filter(one => !one.getClientRects().length)"
    page.locator("details.disclosure").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate(f"{hidden}.length") == 0
    page.emulate_media(media="print")
    assert page.evaluate(f"{hidden}.map(one => one.outerHTML)") == []
    expect(page.locator(".guide__pane[data-color-scheme=dark]").first).to_be_hidden()
