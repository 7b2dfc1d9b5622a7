"""The map of ideas in a browser: by mouse, by keyboard, on a phone's width, and as a list without a script."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from ideas.models import Idea
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.keyboard import Keyboard
from themes.catalogue import gazetteer

pytestmark = pytest.mark.e2e
MAP = "/en/ideen/karte/"


def at(lon: str, lat: str, title: str = "", **fields: Any) -> Idea:
    return make.idea(title, lon=Decimal(lon), lat=Decimal(lat), **fields)


def dots(page: Page) -> Any:
    return page.locator(".map-dot")


@pytest.mark.script
@pytest.mark.parametrize(
    ("width", "scheme", "forced"), [(360, "light", "none"), (1280, "dark", "none"), (1280, "light", "active")]
)
def test_it_is_read_by_keyboard_and_looks_right(visitor: NewVisitor, width: int, scheme: str, forced: str) -> None:
    for number in range(4):
        at(f"14.{3 + number}5", "51.70", f"Bus {number}")
    alone = at("13.90", "52.20", "Ein Steg")
    person = visitor(width=width, scheme=scheme, forced_colors=forced)
    keys = Keyboard(person.go(MAP))
    page = keys.page
    expect(page.locator("#gesagt")).to_have_text("5 ideas in the part of the map shown")
    expect(page.locator("#neueste a")).to_have_count(5)
    # Axe reads the colours of the style sheet, not those that are forced.
    person.looks_right(but=["color-contrast"] if forced == "active" else [])
    person.scrolls_in_one_direction()
    keys.reach("button", "1 idea: Ein Steg")
    page.keyboard.press("Enter")
    expect(page.locator(".map-popup")).to_contain_text("New · 0 supports")
    expect(page.locator(".map-popup a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="1 idea: Ein Steg")).to_be_focused()
    keys.press("button", "4 ideas, zoom in")
    expect(dots(page).filter(has_text="4")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('#karte') !== null"), "the focus stays on the map"
    keys.reach("button", "Zoom out")
    for _step in range(2):
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)  # a press while it moves does nothing
    keys.reach("button", "1 idea: Ein Steg")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(alone.reference))
    page.go_back()
    expect(page.get_by_role("button", name="1 idea: Ein Steg")).to_be_visible()


@pytest.mark.script
def test_markup_in_a_title_is_text(visitor: NewVisitor) -> None:
    at("14.33", "51.75", "<img src=x onerror=alert(1)><b>fett</b>")
    person = visitor()
    page = person.go(MAP)
    dots(page).click()
    expect(page.locator(".map-popup a")).to_have_text("<img src=x onerror=alert(1)><b>fett</b>")
    assert page.locator(".map-popup b, .map-view img").count() == 0
    assert person.trouble == []


@pytest.mark.script
def test_a_filter_changes_the_map_and_stays_on_the_way_to_the_list(visitor: NewVisitor) -> None:
    at("14.33", "51.75", "Bus")
    at("13.55", "51.95", "Wald", themes=["landschaft-energie"])
    person = visitor()
    page = person.go(MAP)
    expect(dots(page)).to_have_count(2)
    page.get_by_label("Landscape & Energy").check()
    expect(page.get_by_role("button", name="1 idea: Wald")).to_be_visible()
    expect(dots(page)).to_have_count(1)
    expect(page.locator("#neueste a")).to_have_text(["Wald"])
    expect(page).to_have_url(re.compile(r"\?thema=landschaft-energie"))
    page.locator(".toggle a", has_text="List").click()
    expect(page.locator(".idea-row a").first).to_have_text("Wald")
    expect(page.locator(".idea-row")).to_have_count(1)
    person.looks_right()
    page.locator(".toggle a", has_text="Map").click()
    expect(dots(page)).to_have_count(1)


FAR_SOUTH = "#11/50.900/14.800"


@pytest.mark.script
def test_the_map_goes_where_the_ideas_are_only_when_none_is_shown(visitor: NewVisitor) -> None:
    at("14.80", "50.90", "Bus")
    at("14.85", "50.91", "Rufbus", authorities=["goerlitz"])
    at("13.55", "51.95", "Wald", themes=["landschaft-energie"])
    person = visitor()
    page = person.go(MAP + FAR_SOUTH)
    expect(page.locator("#gesagt")).to_have_text("2 ideas in the part of the map shown")
    page.locator("#region-goerlitz").check()
    expect(page.locator("#gesagt")).to_have_text("1 idea in the part of the map shown")
    assert page.url.endswith(f"?region=goerlitz{FAR_SOUTH}"), "a reload or a link shows the same"
    page.locator("#region-goerlitz").uncheck()
    expect(page.locator("#gesagt")).to_have_text("2 ideas in the part of the map shown")
    page.get_by_label("Landscape & Energy").check()
    expect(page.get_by_role("button", name="1 idea: Wald")).to_be_visible()
    expect(page.locator("#gesagt")).to_have_text("1 idea in the part of the map shown")
    expect(page).to_have_url(re.compile(r"\?thema=landschaft-energie#10(\.00)?/51\.9\d\d/13\.5"))


@pytest.mark.script
def test_the_back_button_undoes_filters_and_moves_the_map_back(visitor: NewVisitor) -> None:
    at("14.80", "50.90", "Bus")
    at("13.55", "51.95", "Wald", themes=["landschaft-energie"])
    person = visitor()
    page = person.go(MAP + FAR_SOUTH)
    said = page.locator("#gesagt")
    expect(said).to_have_text("1 idea in the part of the map shown")
    first, energy = page.get_by_role("button", name="1 idea: Bus"), page.get_by_label("Landscape & Energy")
    energy.check()
    expect(page.get_by_role("button", name="1 idea: Wald")).to_be_visible()
    page.get_by_label("Mobility & Digital").check()
    page.wait_for_url("**mobilitaet-digitales**")
    page.go_back()
    expect(page.get_by_label("Mobility & Digital")).not_to_be_checked()
    expect(energy).to_be_checked()
    expect(page.get_by_role("button", name="1 idea: Wald")).to_be_visible()
    page.go_back()
    expect(energy).not_to_be_checked()
    expect(first).to_be_visible()
    expect(dots(page)).to_have_count(1)
    assert page.url == person.base_url + MAP + FAR_SOUTH
    page.go_forward()
    expect(page.get_by_role("button", name="1 idea: Wald")).to_be_visible()
    expect(energy).to_be_checked()
    person.looks_right()


@pytest.mark.script
def test_on_a_phone_the_way_back_leads_through_the_open_filters_as_on_the_list(visitor: NewVisitor) -> None:
    at("14.80", "50.90", "Bus")
    at("13.55", "51.95", "Wald", themes=["landschaft-energie"])
    person = visitor(width=360)
    page = person.go(MAP + FAR_SOUTH)
    expect(page.get_by_role("button", name="1 idea: Bus")).to_be_visible()
    page.locator(".filter-open").click()
    page.get_by_label("Landscape & Energy").check()
    expect(page.get_by_role("button", name="1 idea: Wald")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Landscape & Energy")).not_to_be_checked()
    expect(page.get_by_role("button", name="1 idea: Bus")).to_be_visible()
    expect(page.locator("#filter")).to_be_visible()
    expect(page).to_have_url(person.base_url + MAP + FAR_SOUTH)
    page.go_back()
    expect(page.locator("#filter")).to_be_hidden()
    person.looks_right()


@pytest.mark.script
def test_a_filter_that_is_dropped_leaves_the_map_where_it_is(visitor: NewVisitor) -> None:
    at("14.80", "50.90", "Bus")
    at("14.85", "50.91", "Wald", themes=["landschaft-energie"])
    person = visitor()
    page = person.go(f"{MAP}?q=wald{FAR_SOUTH}")
    expect(dots(page)).to_have_count(1)
    page.locator(".active-filters a").first.click()
    expect(page.locator("#gesagt")).to_have_text("2 ideas in the part of the map shown")
    expect(page.locator("#ergebnis")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")
    assert page.url == person.base_url + MAP + FAR_SOUTH
    page.go_back()
    expect(page.locator("#gesagt")).to_have_text("1 idea in the part of the map shown")
    expect(page.locator("#q")).to_have_value("wald")
    person.looks_right()


@pytest.mark.script
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("slug", ["cottbus", "eichwalde"])
def test_a_municipality_names_some_of_its_ideas_before_the_way_to_all(
    visitor: NewVisitor, slug: str, width: int
) -> None:
    place = gazetteer().by_slug[slug]
    for number in range(3):
        make.idea(f"<b>Bus {number}</b> " + "nach Peitz " * 15, place_id=place.pk)
    person = visitor(width=width)
    # Nothing fades in: its colours are those that stay.
    person.page.emulate_media(reduced_motion="reduce")
    page = person.go(MAP)
    button = page.get_by_role("button", name=f"3 ideas: {place.label}")
    expect(button).to_be_visible()
    with page.expect_response("**/punkte/**"):  # the map moves, so that there is room
        button.click()
    links = page.locator(".map-popup a")
    titles = (re.compile(f"^<b>Bus {number}</b>") for number in (2, 1, 0))
    expect(links).to_have_text([*titles, f"All ideas from {place.label}"])
    expect(links.first).to_be_focused()
    assert page.locator(".map-popup b").count() == 0
    # Within the map, and the buttons that zoom cover none of it.
    page.wait_for_function("""() => {
        const [popup, map, zoom] = [".leaflet-popup", "#karte", ".leaflet-control-zoom"].map(
            selector => document.querySelector(selector).getBoundingClientRect());
        return popup.left >= map.left && popup.right <= map.right
            && popup.bottom <= map.bottom && popup.top >= map.top
            && (popup.top >= zoom.bottom || popup.left >= zoom.right);
    }""")
    expect(page.locator("#kartenansicht[aria-busy]")).to_have_count(0)
    person.looks_right()


@pytest.mark.script
def test_a_wheel_over_it_scrolls_the_page(visitor: NewVisitor) -> None:
    at("14.33", "51.75", "Bus")
    page = visitor().go(MAP)
    expect(dots(page)).to_have_count(1)
    page.locator("#karte").hover()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    page.wait_for_function("before => scrollY > before + 100", arg=before)
    expect(page.locator("#gesagt")).to_have_text("1 idea in the part of the map shown")


@pytest.mark.script
def test_what_could_not_be_loaded_is_said(visitor: NewVisitor) -> None:
    person = visitor()
    person.context.route("**/karte/punkte/**", lambda route: Route.fulfill(route, status=503))
    page = person.go(MAP)
    expect(page.locator("#gesagt [role=alert]")).to_contain_text("The map could not be loaded.")


def test_the_list_by_place_is_there_for_everybody(visitor: NewVisitor) -> None:
    for _number in range(2):
        make.idea(place_id=gazetteer().by_slug["zittau"].pk)
    make.idea("Ohne Ort")
    person = visitor(width=360)
    page = person.go(MAP)
    expect(page.locator("#kartenansicht")).to_be_visible(visible=person.javascript)
    expect(page.locator(".place-list li")).to_have_text([re.compile(r"Zittau\s+2 ideas")])
    person.looks_right()
    page.locator(".place-list a").click()
    expect(page.locator(".idea-row")).to_have_count(2)
    expect(page.locator(".active-filters a").first).to_contain_text("Zittau")
    page.locator(".active-filters a").first.click()
    expect(page.locator(".idea-row")).to_have_count(3)
