"""Search, filters, order and pages in a browser, with the script and without it, on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from ideas import supporting
from ideas.search import vocabulary
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor

pytestmark = pytest.mark.e2e


def titles(page: Page) -> Locator:
    return page.locator(".idea-title")


def counted() -> None:
    vocabulary.learn()
    make.census()


def press(person: Visitor, form: str, label: str) -> None:
    """The button that only stands there without the script, which sends the form by itself."""
    if not person.javascript:
        person.page.locator(form).get_by_role("button", name=label, exact=True).click()


def open_filters(page: Page) -> None:
    page.locator(".filter-open").click()


@pytest.fixture
def many(citizen: User) -> None:
    """Twenty-four ideas about a bus, of which the first has most supports, and one about the forest."""
    moderator = make.user(groups=["Moderation"])
    for number in range(1, 25):
        idea = make.idea(f"Rufbus {number}", authorities=["goerlitz"], by=moderator)
        if number == 1:
            supporting.give(idea.pk, user=citizen)
    make.idea("Mehr Wald", themes=["landschaft-energie"], text="Es ist zu warm.", by=moderator)
    counted()


@pytest.mark.usefixtures("many")
def test_searching_filtering_sorting_and_paging_on_a_phone(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/")
    page.fill("#q", "Rufbus")
    page.locator("#q").press("Enter")
    expect(page.locator("#anzahl")).to_have_text("24 ideas")
    page.locator("#sort").select_option("unterstuetzt")
    press(person, ".sorting", "Sort")
    expect(titles(page).first).to_have_text("Rufbus 1")
    open_filters(page)
    page.locator("#region-goerlitz").check()
    press(person, "#filter", "Apply filters")
    expect(page).to_have_url(re.compile(r"q=Rufbus&region=goerlitz&sort=unterstuetzt"))
    expect(page.locator("#anzahl")).to_have_text("24 ideas")
    person.looks_right()
    person.scrolls_in_one_direction()
    page.goto(page.url.partition("#")[0])
    page.locator("a[rel=next]").click()
    expect(titles(page)).to_have_count(4)
    expect(page.locator("#q")).to_have_value("Rufbus")
    page.locator("a[rel=prev]").click()
    expect(titles(page)).to_have_count(20)
    expect(titles(page).first).to_have_text("Rufbus 1")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("view", ["", "karte/"])
def test_from_an_empty_list_a_link_leads_on(visitor: NewVisitor, view: str) -> None:
    person = visitor(width=360)
    page = person.go(f"/en/ideen/{view}?region=goerlitz&thema=landschaft-energie")
    ways = page.locator(".empty li a")
    expect(ways).to_have_text([re.compile("^Without “Landscape .*”: 24 ideas$"), "Without “Görlitz/Zhorjelc”: 1 idea"])
    person.looks_right()
    person.scrolls_in_one_direction()
    ways.last.click()
    expect(page.locator("#anzahl")).to_have_text("1 idea")


@pytest.mark.usefixtures("many")
def test_the_word_that_was_meant_is_a_link(visitor: NewVisitor) -> None:
    make.idea("Rufbuss am Markt", text="Mit einem Fehler.")
    counted()
    person = visitor(width=360)
    page = person.go("/en/ideen/?q=Rufbuss&sprache=de")
    meant = page.get_by_role("link", name="Rufbus", exact=True)
    expect(meant.locator("xpath=..")).to_have_text(re.compile("^Did you mean:"))
    person.looks_right()
    meant.click()
    expect(page.locator("#q")).to_have_value("Rufbus")
    expect(page).to_have_url(re.compile(r"\?q=Rufbus&sprache=de#ergebnis$"))
    expect(titles(page)).to_have_count(20)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(("view", "name"), [("", "Ideas"), ("karte/", "Map of the ideas")])
def test_the_title_follows_each_step(visitor: NewVisitor, view: str, name: str) -> None:
    person = visitor()
    page = person.go(f"/en/ideen/{view}")
    page.fill("#q", "Rufbus")
    page.locator("#q").press("Enter")
    expect(page).to_have_title(f"{name}: “Rufbus” – Ideas for the Lausitz of tomorrow")
    page.locator("#region-goerlitz").check()
    press(person, "#filter", "Apply filters")
    expect(page).to_have_title(f"{name}: “Rufbus”, Görlitz/Zhorjelc – Ideas for the Lausitz of tomorrow")
    page.go_back()
    if not view:
        expect(page).to_have_title(f"{name}: “Rufbus” – Ideas for the Lausitz of tomorrow")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("view", ["", "karte/"])
@pytest.mark.parametrize("query", [f"q={'x' * 190}", f"q=Rufbus {'x' * 190}", f"q={'x' * 190}&region=goerlitz"])
def test_a_long_word_breaks_and_can_be_removed(visitor: NewVisitor, view: str, query: str) -> None:
    person = visitor(width=360)
    page = person.go(f"/en/ideen/{view}?{query}")
    person.scrolls_in_one_direction()
    person.looks_right()
    page.locator(".active-filters a").first.locator(".icon").click()
    expect(page.locator("#q")).to_have_value("")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_stand_apart_from_what_they_count(visitor: NewVisitor, scheme: str) -> None:
    page = visitor(scheme=scheme).go("/ideen/")
    if page.evaluate("document.fonts.status") != "loaded":
        page.wait_for_timeout(200)
    gaps = page.locator(".filter .choice__number").evaluate_all(
        """numbers => numbers.filter(number => number.checkVisibility()).map(number => {
            const text = document.createRange();
            text.selectNodeContents(number.previousElementSibling);
            return number.getBoundingClientRect().left - text.getBoundingClientRect().right;
        })"""
    )
    assert len(gaps) > 10
    assert min(gaps) >= 14


def test_similar_ideas_are_a_page_too(visitor: NewVisitor) -> None:
    idea, other = make.idea("Rufbus nach Straupitz"), make.idea("Ein Rufbus für Straupitz")
    for number in range(9):
        make.idea(f"Mehr Bäume {number}", text="Es ist zu warm.")
    counted()
    person = visitor(width=360)
    page = person.go("/en" + idea.get_absolute_url())
    title = page.title()
    assert title.startswith(idea.title)
    if person.javascript:
        expect(page.locator("#aehnliche a").first).to_be_visible()
        expect(page).to_have_title(title)
    if not person.javascript:
        page.get_by_role("link", name="Similar ideas on a page of their own").click()
        expect(page).to_have_url(re.compile(f"/{idea.reference}/.*aehnlich"))
    page.locator("#aehnliche").get_by_role("link", name=other.title, exact=True).click()
    expect(page.locator("h1")).to_have_text(other.title)
    person.scrolls_in_one_direction()
