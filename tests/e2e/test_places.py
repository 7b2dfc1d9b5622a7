"""The place of an idea in a browser: suggested, typed and pointed at by keyboard alone, on a phone's width too."""

import re

import pytest
from playwright.sync_api import Page, expect

from ideas.models import Draft, Idea
from tests.e2e.conftest import NewVisitor
from tests.e2e.keyboard import Keyboard
from themes.models import Place

pytestmark = pytest.mark.e2e


def unfold(page: Page) -> None:
    """From the field for the place, the next stop."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_place_and_a_point_by_keyboard_alone(visitor: NewVisitor, width: int) -> None:
    person = visitor(width=width)
    keys = Keyboard(person.go("/en/ideen/neu/"))
    page = keys.page
    keys.write("Title", "Abendbus im Spreewald")
    keys.write("Your idea", "Ein Rufbus würde reichen.")
    keys.tick("Mobility & Digital Life")
    keys.reach("combobox", "Place")
    page.keyboard.type("lubnjow")
    expect(page.get_by_label("Latitude")).to_be_hidden()
    unfold(page)
    keys.write("Latitude", "51,87 13,97")
    person.looks_right()
    keys.press("button", "Continue", shows="Check and send")
    expect(page.locator("dd", has_text="51.87° N, 13.97° E")).to_be_visible()
    expect(page.locator('dd [lang="dsb"]').first).to_have_text("Lubnjow/Błota")
    expect(page.locator(".notice")).to_contain_text("We have added District Oberspreewald-Lausitz")
    person.looks_right()
    keys.press("link", "Change place, district or city", shows="Your idea")
    expect(page.get_by_label("Latitude")).to_have_value("51,87 13,97")


@pytest.mark.script
def test_places_are_offered_by_the_browsers_own_list(visitor: NewVisitor) -> None:
    keys = Keyboard(visitor().go("/en/ideen/neu/"))
    page, asked = keys.page, []
    page.on("request", lambda request: asked.append(request.url))
    field = page.get_by_role("combobox", name="Place")
    listed = page.locator(f"#{field.get_attribute('list')} option")
    expect(listed).to_have_count(0)
    keys.reach("combobox", "Place")
    expect(listed).to_have_count(Place.objects.count())
    page.keyboard.type("lub")
    page.wait_for_timeout(500)
    assert [url.partition("/en/")[2] for url in asked if "orte" in url] == ["ideen/neu/orte/"], "no letter is sent"
    # The browser draws its list outside the page: what it would write is typed here.
    field.fill(listed.nth(0).get_attribute("value") or "")
    page.locator("#id_title").fill("Rufbus")
    page.locator("#id_text").fill("Abends.")
    page.get_by_label("Mobility & Digital Life").check()
    page.locator("main button[name=next]").click()
    expect(page.locator(".notice")).to_contain_text("We have added")
    assert Idea.objects.count() == 0


def test_a_wrong_point_is_unfolded_and_named(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/neu/")
    page.locator("#id_title").fill("Rufbus")
    page.locator("summary", has_text="Exact point").click()
    page.get_by_label("Latitude").fill("52.52")
    page.get_by_label("Longitude").fill("13.40")
    page.locator("main button[name=next]").click()
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("This point lies outside the Lausitz.")
    expect(page.get_by_label("Longitude")).to_have_value("13.40")
    summary.get_by_role("link", name=re.compile("outside the Lausitz")).click()
    expect(page.get_by_label("Latitude")).to_be_focused()
    person.looks_right()
    assert Draft.objects.get().content["lat"] == "52.52"
