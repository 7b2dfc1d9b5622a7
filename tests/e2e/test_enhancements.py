"""What JavaScript adds: changes in place, said politely, the focus kept; and what happens when it fails."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from ideas import lifecycle, supporting
from ideas.models import Draft, Idea, Rule, Support
from ideas.search import vocabulary
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.script]


def signed_in(person: Visitor, user: User) -> Visitor:
    browser = Client()
    browser.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    person.context.add_cookies([{"name": name, "value": browser.cookies[name].value, "url": person.base_url}])
    return person


@pytest.fixture
def idea(transactional_db: None) -> Idea:
    return make.idea("Ein Freibad für Weißwasser")


def number(page: Page) -> Locator:
    return page.locator(".support__number")


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def said(page: Page) -> Locator:
    return page.locator("#announcements")


def counting(page: Page, path: str) -> list[str]:
    """The bodies of the requests to `path`, as they go out."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if path in request.url else None)
    return sent


def held(page: Page, path: str) -> Callable[[], None]:
    """Holds back the next answer from `path`; returns what lets it go, for a network that is slow."""
    waiting: list[Route] = []
    page.route(f"**{path}*", lambda route: waiting.append(route), times=1)  # noqa: PLW0108 - Playwright marks what it is given

    def let_go() -> None:
        waiting[0].continue_()

    return let_go


# Support


@pytest.mark.parametrize("width", [360, 1280])
def test_support_changes_in_place_by_keyboard_alone(visitor: NewVisitor, idea: Idea, citizen: User, width: int) -> None:
    person = signed_in(visitor(width=width), citizen)
    page = person.go("/en" + idea.get_absolute_url())
    button = page.locator("#support-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(number(page)).to_have_text("1")
    expect(button).to_have_text("Take support back")
    expect(focused(page)).to_have_id("support-button")
    expect(said(page)).to_have_text("You now support this idea. Thank you!")
    expect(page).to_have_title(re.compile(f"^{idea.title}"))
    person.looks_right()
    page.keyboard.press("Space")
    expect(number(page)).to_have_text("0")
    expect(said(page)).to_have_text("You have taken your support back.")
    expect(focused(page)).to_have_id("support-button")
    assert Support.objects.count() == 0
    person.looks_right()


def test_a_double_click_on_a_slow_line_supports_once(visitor: NewVisitor, idea: Idea, citizen: User) -> None:
    page = signed_in(visitor(), citizen).go(idea.get_absolute_url())
    path = reverse("ideas:support", args=[idea.reference])
    sent = counting(page, path)
    let_go = held(page, path)
    page.locator("#support-button").dblclick()
    page.locator("#support-button").click()
    let_go()
    expect(number(page)).to_have_text("1")
    assert (len(sent), Support.objects.count()) == (1, 1)


def test_a_double_click_never_presses_what_came_in_between(visitor: NewVisitor, idea: Idea, citizen: User) -> None:
    page = signed_in(visitor(), citizen).go(idea.get_absolute_url())
    page.locator("#support-button").click()
    expect(number(page)).to_have_text("1")
    page.locator("#support-button").dispatch_event("click", {"detail": 2})
    page.locator("#support-button").dispatch_event("click", {"detail": 1})
    expect(number(page)).to_have_text("0")
    assert Support.objects.count() == 0


def locked(page: Page, idea: Idea) -> None:
    rule = Rule.objects.get(key="werbung")
    lifecycle.lock(idea.pk, by=make.user(groups=["Moderation"]), rule=rule, facts="Der Text wirbt für eine Firma.")


def signed_out(page: Page, idea: Idea) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def token_gone(page: Page, idea: Idea) -> None:
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)


def too_often(page: Page, idea: Idea) -> None:
    page.route("**/unterstuetzen/", lambda route: route.fulfill(status=429, body="<h1>no</h1>"))


def offline(page: Page, idea: Idea) -> None:
    page.context.set_offline(True)


@pytest.mark.parametrize("happens", [locked, signed_out, token_gone, too_often, offline])
def test_what_cannot_be_counted_says_so_and_leaves_a_way(
    visitor: NewVisitor, idea: Idea, citizen: User, happens: Callable[[Page, Idea], None]
) -> None:
    page = signed_in(visitor(width=360), citizen).go(idea.get_absolute_url())
    happens(page, idea)
    page.locator("#support-button").focus()
    page.keyboard.press("Enter")
    alert = page.locator("#unterstuetzung [role=alert]")
    expect(alert).to_be_visible()
    page.keyboard.press("Enter")
    expect(alert).to_have_count(1)
    expect(alert.locator("a")).to_have_attribute("href", reverse("ideas:support", args=[idea.reference]))
    expect(focused(page)).to_have_id("support-button")
    expect(number(page)).to_have_text("0")
    assert Support.objects.count() == 0


# Filters


@pytest.fixture
def several(transactional_db: None) -> list[Idea]:
    return [
        make.idea("Abendbus", themes=["mobilitaet-digitales"]),
        make.idea("Seebrücke", themes=["landschaft-energie"]),
        make.idea("Rufbus", themes=["mobilitaet-digitales"], authorities=["goerlitz"]),
    ]


def titles(page: Page) -> Locator:
    return page.locator(".idea-title")


def test_filters_apply_on_change_and_the_back_button_undoes_them(visitor: NewVisitor, several: list[Idea]) -> None:
    person = visitor()
    page = person.go("/en/ideen/")
    expect(page.locator("#filter button")).to_be_hidden()
    page.locator("#thema-mobilitaet-digitales").focus()
    page.keyboard.press("Space")
    expect(titles(page)).to_have_text(["Rufbus", "Abendbus"])
    page.wait_for_url("**/en/ideen/?thema=mobilitaet-digitales")
    expect(said(page)).to_have_text("2 ideas")
    expect(focused(page)).to_have_id("thema-mobilitaet-digitales")
    expect(page.locator(".active-filters li")).to_have_count(2)
    page.locator("#region-goerlitz").check()
    expect(titles(page)).to_have_text(["Rufbus"])
    person.looks_right()

    shared = visitor().go(page.url.removeprefix(person.base_url))
    expect(titles(shared)).to_have_text(["Rufbus"])

    page.go_back()
    expect(titles(page)).to_have_text(["Rufbus", "Abendbus"])
    expect(page.locator("#region-goerlitz")).not_to_be_checked()
    page.go_back()
    expect(titles(page)).to_have_count(3)
    expect(page.locator("#thema-mobilitaet-digitales")).not_to_be_checked()
    page.go_forward()
    expect(titles(page)).to_have_text(["Rufbus", "Abendbus"])
    expect(page.locator("#thema-mobilitaet-digitales")).to_be_checked()
    page.locator("#stand-umgesetzt").check()
    expect(titles(page)).to_have_count(0)
    expect(page.locator("#filter button")).to_be_hidden()
    person.looks_right()


def test_the_order_changes_in_place_and_the_focus_stays(
    visitor: NewVisitor, several: list[Idea], citizen: User
) -> None:
    supporting.give(several[0].pk, user=citizen)
    make.census()
    person = visitor(width=360)
    page = person.go("/en/ideen/")
    expect(titles(page)).to_have_text(["Rufbus", "Seebrücke", "Abendbus"])
    page.locator("#sort").focus()
    page.locator("#sort").select_option("unterstuetzt")
    expect(titles(page)).to_have_text(["Abendbus", "Rufbus", "Seebrücke"])
    page.wait_for_url("**/en/ideen/?sort=unterstuetzt")
    expect(focused(page)).to_have_id("sort")
    expect(said(page)).to_have_text("3 ideas")


def test_words_keep_the_focus_and_what_was_found_is_said(visitor: NewVisitor, several: list[Idea]) -> None:
    vocabulary.learn()
    make.census()
    page = visitor().go("/en/ideen/")
    page.fill("#q", "Rufbus")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Rufbus"])
    expect(said(page)).to_have_text("1 idea")
    expect(focused(page)).to_have_id("q")
    page.locator("#thema-landschaft-energie").focus()
    page.keyboard.press("Space")
    expect(said(page)).to_have_text("0 ideas")
    expect(focused(page)).to_have_id("thema-landschaft-energie")
    page.get_by_role("link", name="Without “Landscape").click()
    expect(titles(page)).to_have_text(["Rufbus"])


def test_words_are_searched_when_they_are_sent_and_not_at_each_key(visitor: NewVisitor, several: list[Idea]) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/")
    sent = counting(page, "/ideen/?")
    page.locator("#q").press_sequentially("Seebrücke")
    assert sent == []
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Seebrücke"])
    expect(focused(page)).to_have_id("q")
    page.fill("#q", several[0].reference)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + several[0].get_absolute_url())


def test_of_two_quick_changes_the_last_one_counts(visitor: NewVisitor, several: list[Idea]) -> None:
    page = visitor().go("/en/ideen/")
    held(page, "/ideen/")
    page.locator("#stand-umgesetzt").check()
    page.locator("#stand-umgesetzt").uncheck()
    page.locator("#thema-landschaft-energie").check()
    expect(titles(page)).to_have_text(["Seebrücke"])
    assert page.url.endswith("?thema=landschaft-energie")


def test_a_list_that_does_not_come_says_so(visitor: NewVisitor, several: list[Idea]) -> None:
    page = visitor().go("/ideen/")
    page.context.set_offline(True)
    page.locator("#thema-landschaft-energie").check()
    alert = page.locator("#ergebnis [role=alert]")
    expect(alert).to_be_visible()
    page.context.set_offline(False)
    alert.locator("a").click()
    expect(titles(page)).to_have_text(["Seebrücke"])


@pytest.mark.parametrize("width", [360, 1280])
def test_hiding_the_button_moves_nothing(visitor: NewVisitor, several: list[Idea], width: int) -> None:
    person = visitor(width=width)
    person.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.shift += entry.value; })).observe({type: 'layout-shift', buffered: true});"
    )
    page = person.go("/ideen/")
    expect(page.locator("#filter button")).to_be_hidden()
    assert page.evaluate("window.shift") <= 0.02


# Similar ideas


def test_similar_ideas_come_before_somebody_gets_there(visitor: NewVisitor) -> None:
    idea, other = make.idea("Rufbus nach Straupitz"), make.idea("Ein Rufbus für Straupitz")
    for number in range(9):
        make.idea(f"Mehr Bäume {number}", text="Absatz.\n\n" * 40)
    vocabulary.learn()
    make.census()
    person = visitor(width=360)
    page = person.page
    sent = counting(page, reverse("ideas:alike", args=[idea.reference]))
    person.go("/en" + idea.get_absolute_url())
    expect(page.locator("#aehnliche h3")).to_have_text([other.title])
    assert (len(sent), page.evaluate("scrollY")) == (1, 0)
    person.looks_right()


# Writing


def test_similar_ideas_show_up_while_typing(visitor: NewVisitor) -> None:
    make.idea("Ein Abendbus im Spreewald")
    person = visitor(width=360)
    page = person.go("/en/ideen/neu/")
    sent = counting(page, reverse("ideas:similar"))
    title = page.title()
    page.locator("#id_title").press_sequentially("Der Abendbus")
    top = page.locator("#id_title").bounding_box()
    page.keyboard.type(" im Spreewald")
    expect(page.locator("#similar h3")).to_have_text(["Ein Abendbus im Spreewald"])
    expect(said(page)).to_have_text("There is 1 similar idea")
    expect(page).to_have_title(title)
    expect(focused(page)).to_have_id("id_title")
    assert page.locator("#id_title").bounding_box() == top, "what is typed in stays where it is"
    assert len(sent) == 1
    person.looks_right()
    page.fill("#id_title", "Nein")
    expect(page.locator("#similar")).to_be_empty()


def test_a_draft_saves_itself_and_survives_a_reload(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/neu/")
    expect(page.get_by_text("While you write, your text is saved on our server as a draft, until ")).to_be_visible()
    page.fill("#id_title", "Abendbus im Spree")
    page.locator("input[name=themes]").nth(1).check()
    state = page.locator("[data-autosave-status]")
    expect(state).to_have_text(re.compile(r"^Draft saved, \d"))
    page.wait_for_url(f"**/en/ideen/neu/{Draft.objects.get().pk}/")
    page.reload()
    expect(page.locator("#id_title")).to_have_value("Abendbus im Spree")
    expect(page.locator("input[name=themes]").nth(1)).to_be_checked()
    person.looks_right()
    page.fill("#id_text", "Text.")
    person.submit("next")
    page.wait_for_url("**/pruefen/")
    assert Draft.objects.count() == 1


def test_without_a_network_it_says_so_and_tries_again(visitor: NewVisitor) -> None:
    person = visitor()
    page = person.go("/en/ideen/neu/")
    page.context.set_offline(True)
    page.fill("#id_title", "Abendbus")
    state = page.locator("[data-autosave-status]")
    expect(state).to_have_text("Not saved. We keep trying.")
    page.context.set_offline(False)
    expect(state).to_have_text(re.compile(r"^Draft saved, \d"))
    assert Draft.objects.get().title == "Abendbus"


def test_two_windows_end_up_with_a_draft_each(visitor: NewVisitor) -> None:
    person = visitor()
    page = person.go("/en/ideen/neu/")
    page.fill("#id_title", "Abendbus")
    page.wait_for_url("**/neu/*-*/")
    other = person.context.new_page()
    other.goto(page.url)
    saved(page, "Erstes")
    other.fill("#id_title", "Zweites")
    expect(other.locator("[data-autosave-status]")).to_have_text(re.compile("^Another window changed"))
    assert {draft.title.strip() for draft in Draft.objects.all()} == {"Erstes", "Zweites"}


def saved(page: Page, title: str) -> None:
    """Waits until the server has it; what the page says may be the same sentence as before."""
    with page.expect_response(lambda response: response.url.endswith(reverse("ideas:autosave"))):
        page.fill("#id_title", title)
    assert Draft.objects.filter(content__title=title).exists()


# Counters, errors


def test_the_counter_counts_as_the_server_does(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/neu/")
    counter = page.locator("#id_title_counter")
    expect(counter).to_have_text("At most 250 characters")
    for typed, left in (
        ("🚲" * 10, "240 characters left"), ("u\u0308" * 249, "1 character left"), ("  a   b  ", "247 characters left"),
        ("a" * 250, "0 characters left"), ("a" * 251, "1 character too many"),
        ("a" * 1500, "1,250 characters too many"),
    ):  # fmt: skip
        page.fill("#id_title", typed)
        expect(counter).to_have_text(left)
    expect(said(page)).to_have_text("1,250 characters too many")
    page.fill("#id_text", "\na\r\nb\n")
    expect(page.locator("#id_text_counter")).to_have_text("9,997 characters left")
    person.looks_right()


def test_an_error_takes_the_focus_to_its_summary(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/neu/")
    person.submit("next")
    expect(focused(page)).to_have_id("error-summary")
    expect(page).to_have_title(re.compile("^Error: "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_id("id_title")
    person.looks_right()
