"""What moderators, editors and administrators do at the desk, in a real browser, at phone and desk."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from ideas.models import Idea, Status
from moderation.models import Report
from notifications import outbox
from tests import make
from tests.conftest import signed_in_staff
from tests.e2e.conftest import NewVisitor, Visitor
from tests.moderation.at_the_desk import AT_THE_QUEUE, QUEUE, SPAM, url, waiting
from texts.markers import marker_in

pytestmark = pytest.mark.e2e

FACTS = "Der zweite Absatz wirbt für eine Firma."
# What somebody does with the mouse: from a word of the title to its end.
MARK_TITLE_FROM = """word => {
    const words = document.querySelector(".sheet__title").firstChild;
    getSelection().setBaseAndExtent(words, words.data.indexOf(word), words, words.data.length);
}"""


def signed_in(person: Visitor, user: User) -> Visitor:
    """With the session of somebody who came through the door; the first test goes through it itself."""
    name = settings.SESSION_COOKIE_NAME
    cookie = signed_in_staff(user).cookies[name].value
    person.context.add_cookies([{"name": name, "value": cookie, "url": person.base_url}])
    return person


@pytest.fixture
def moderator(db: None) -> User:
    return make.user("moderation@example.org", groups=["Moderation"], display_name="Mareike Schulz")


def press(page: Page, action: str) -> None:
    """The button of the form that goes to one decision's address."""
    page.locator(f"form[action*='/{action}/'] button").first.click()


def open_and_fill(page: Page, action: str, field: str, text: str) -> None:
    form = page.locator(f"details:has(form[action*='/{action}/'])")
    form.locator("summary").click()
    form.locator(f"textarea[name={field}]").fill(text)


def bulk(page: Page, action: str) -> None:
    page.select_option("select[name=action]", action)
    page.locator("button[name=index]").click()


def one_line(text: str) -> str:
    """Without the line breaks that a mail gets at its margin, and that a page does not."""
    return " ".join(text.split())


def delivered() -> str:
    """The body of the last mail, once the workers have done their turn."""
    outbox.fan_out(20)
    outbox.deliver_due(20)
    return str(mail.outbox[-1].body)


def state(idea: Idea) -> str:
    idea.refresh_from_db()
    return idea.status


def test_the_front_door_asks_staff_for_the_second_factor(visitor: NewVisitor, moderator: User) -> None:
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(moderator, secret)
    person = visitor(width=360)
    page = person.go(QUEUE)
    assert urlsplit(page.url).path == reverse("account_login")
    page.fill("#id_login", moderator.email)
    page.fill("#id_password", make.PASSWORD)
    page.locator("main form:has(#id_password) button[type=submit]").first.click()
    page.wait_for_selector("#id_code")
    person.looks_right()
    person.go(QUEUE)
    assert urlsplit(page.url).path == reverse("mfa_authenticate"), "the password alone opens nothing"
    code = auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time())))
    page.fill("#id_code", auth.format_hotp_value(code))
    page.locator("main form:has(#id_code) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*(login|2fa))"))
    person.go(QUEUE)
    expect(page.locator("#result_list, #changelist").first).to_be_visible()
    person.looks_right()


def test_the_oldest_is_opened_and_released(visitor: NewVisitor, moderator: User) -> None:
    waiting("Neuer Radweg", hours=1)
    oldest = waiting("Alter Bahnhof", hours=24 * 14)
    waiting("Mittlere Idee", hours=20)
    anybody = visitor()
    assert anybody.go(oldest.get_absolute_url()).locator("text=Alter Bahnhof").count() == 0

    person = signed_in(visitor(width=360), moderator)
    page = person.go(reverse("admin:index"))
    page.locator(f"#content a.action[href='{QUEUE}']").click()
    expect(page.locator(".desk-title")).to_have_text(["Alter Bahnhof", "Mittlere Idee", "Neuer Radweg"])
    assert page.locator("#result_list .wait--late").count() == 1
    page.locator(".desk-title").first.click()
    press(page, "release")
    page.wait_for_url(f"**{url('show', Idea.objects.get(title='Mittlere Idee'))}?*")
    assert "Alter Bahnhof" in page.locator(".messagelist").inner_text()
    anybody.go(oldest.get_absolute_url())
    expect(anybody.page.get_by_role("heading", level=1, name="Alter Bahnhof")).to_be_visible()
    assert person.trouble == []


@pytest.mark.parametrize("width", [360, 1280])
def test_many_are_read_and_released_but_what_is_unticked_stays(
    visitor: NewVisitor, moderator: User, width: int
) -> None:
    ideas = [waiting(f"Idee {number}", hours=9 - number) for number in range(3)]
    person = signed_in(visitor(width=width), moderator)
    page = person.go(QUEUE)
    for box in page.locator(".action-select").all():
        box.check()
    bulk(page, "release")
    expect(page.locator(".sheet")).to_have_count(3)
    assert [state(idea) for idea in ideas] == [Status.SUBMITTED] * 3, "nothing is public before it was read"
    person.looks_right()
    page.locator("input[name=ticket]").nth(1).uncheck()
    page.locator("form[action$='/release/'] button").click()
    expect(page.locator(".desk-title")).to_have_text(["Idee 1"])
    assert [state(idea) for idea in ideas] == [Status.PUBLISHED, Status.SUBMITTED, Status.PUBLISHED]


def test_a_question_is_answered_by_the_guest_and_comes_back(visitor: NewVisitor, moderator: User) -> None:
    idea = waiting("Abendbus", email="gast@example.org")
    person = signed_in(visitor(width=360), moderator)
    page = person.go(url("show", idea))
    open_and_fill(page, "ask", "question", "Welche Strecke meinen Sie?")
    press(page, "ask")
    letter = one_line(page.locator(".letter").inner_text())
    assert "Welche Strecke meinen Sie?" in letter
    assert state(idea) == Status.SUBMITTED, "a preview asks nobody"
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    sent = delivered()
    assert (mail.outbox[-1].to, letter in one_line(sent)) == (["gast@example.org"], True)

    link = re.search(r"https?://\S+/stand/link/\S+", sent)
    assert link, sent
    guest = visitor(width=360)
    answer = guest.go(urlsplit(link[0]).path)
    answer.locator(f"a[href='{reverse('ideas:amend', args=[idea.reference])}']").first.click()
    answer.fill("#id_text", "Gemeint ist die Strecke nach Straupitz.")
    guest.submit("send")
    expect(answer.get_by_text("Gemeint ist die Strecke nach Straupitz.")).to_be_visible()
    person.go(QUEUE)
    page.locator(".desk-title").click()
    expect(page.locator(".changes ins").last).to_contain_text("Straupitz")
    assert person.trouble == guest.trouble == []


def test_not_published_with_rule_and_facts_and_the_mail_that_was_previewed(
    visitor: NewVisitor, moderator: User, javascript: bool
) -> None:
    idea = waiting("Kaufen Sie bei uns", email="gast@example.org")
    person = signed_in(visitor(width=1280), moderator)
    page = person.go(url("show", idea))
    open_and_fill(page, "refuse", "facts", FACTS)
    press(page, "refuse")
    expect(page.locator("#error-summary"), "without a rule nothing is refused").to_be_visible()
    assert page.locator("#reasons_facts").input_value() == FACTS
    page.check("input[name=rule][value=werbung]")
    press(page, "refuse")
    letter = one_line(page.locator(".letter").inner_text())
    assert FACTS in letter
    if javascript:
        person.looks_right()
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    assert state(idea) == Status.REJECTED
    assert letter in one_line(delivered())
    assert person.trouble == []


def test_spam_goes_aside_and_comes_back(visitor: NewVisitor, moderator: User) -> None:
    idea = waiting("Kredite ohne Auskunft")
    person = signed_in(visitor(width=360), moderator)
    page = person.go(url("show", idea))
    press(page, "spam")
    page.wait_for_url(AT_THE_QUEUE)
    assert state(idea) == Status.SPAM
    page = person.go(SPAM)
    person.looks_right()
    page.locator(".action-select").check()
    bulk(page, "restore")
    expect(page.locator(".messagelist")).to_be_visible()
    assert state(idea) == Status.SUBMITTED
    person.go(QUEUE)
    expect(page.locator(".desk-title")).to_have_text(["Kredite ohne Auskunft"])


def test_a_report_by_anybody_arrives_and_is_decided(visitor: NewVisitor, moderator: User) -> None:
    idea = make.idea("Die Nachbarn stören")
    reader = visitor(width=360)
    page = reader.go(reverse("moderation:report_idea", args=[idea.reference]))
    page.check("input[name=rule][value=respekt]")
    page.fill("#id_text", "Beleidigt meine Nachbarn.")
    reader.submit()
    page.wait_for_url("**/melden/stand/**")
    report = Report.objects.get()
    assert re.search(rf"\b{report.pk}\b", page.locator("h1").inner_text())
    reader.looks_right()

    person = signed_in(visitor(width=360), moderator)
    page = person.go(QUEUE)
    page.locator(".desk-title").click()
    assert "Beleidigt meine Nachbarn." in page.locator(".report").inner_text()
    person.looks_right()
    open_and_fill(page, "uphold", "facts", "Der Text beschimpft einzelne Menschen.")
    page.check("input[name=rule][value=respekt]")
    press(page, "uphold")
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    assert state(idea) == Status.LOCKED
    report.refresh_from_db()
    assert (report.case.outcome, report.case.closed_by) == ("upheld", moderator)


def test_the_second_of_two_moderators_is_told(visitor: NewVisitor, moderator: User) -> None:
    idea = waiting("Ein Freibad für Weißwasser")
    colleague = make.user("anna@example.org", groups=["Moderation"], display_name="Anna Noack")
    people = [signed_in(visitor(), user) for user in (colleague, moderator)]
    for person in people:
        person.go(url("show", idea))
    first, second = people
    press(first.page, "release")
    first.page.wait_for_url(AT_THE_QUEUE)
    press(second.page, "spam")
    expect(second.page.locator(".messagelist")).to_contain_text("Anna Noack")
    assert state(idea) == Status.PUBLISHED
    assert idea.decisions.count() == 1


def test_personal_data_is_taken_out_and_the_rest_released(
    visitor: NewVisitor, moderator: User, javascript: bool
) -> None:
    idea = waiting("Bus für Erika Mustermann", email="gast@example.org")
    person = signed_in(visitor(width=360 if javascript else 1280), moderator)
    page = person.go(url("show", idea))
    page.locator("a[href*='/redact/']").click()
    person.looks_right()
    if javascript:
        page.evaluate(MARK_TITLE_FROM, "Erika")
        page.locator("[data-redact] button").click()
        expect(page.locator("#id_passages")).to_have_value("Erika Mustermann\n")
    else:
        expect(page.locator("[data-redact]")).to_be_hidden()
        page.fill("#id_passages", "Erika Mustermann")
    page.fill("#id_facts", "Der Name eines Menschen steht darin.")
    page.locator(".decision button.action--primary").click()
    expect(page.locator(".sheet__title")).to_contain_text(marker_in("de"))
    assert state(idea) == Status.SUBMITTED, "a preview changes nothing"
    person.looks_right()
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    assert state(idea) == Status.PUBLISHED
    anybody = visitor().go(idea.get_absolute_url())
    expect(anybody.get_by_role("heading", level=1)).to_contain_text(marker_in("de"))
    assert "Mustermann" not in anybody.content() + delivered()
    assert person.trouble == []


def test_an_emergency_is_one_key_away(visitor: NewVisitor, moderator: User, javascript: bool) -> None:
    idea = waiting("Ein Abschied", email="gast@example.org")
    person = signed_in(visitor(width=360 if javascript else 1280), moderator)
    page = person.go(url("show", idea))
    page.locator("[accesskey=n]").click()
    page.wait_for_url("**/emergency/")
    person.looks_right()
    page.locator("a[href$='/emergency/self_harm/']").click()
    person.looks_right()
    page.locator(".decision button.action--primary").click()
    expect(page.locator(".letter")).to_contain_text("0800 1110111")
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    assert state(idea) == Status.REJECTED
    assert "0800 1110111" in delivered()
    assert person.trouble == []


def test_an_editor_exports_what_is_public_and_more_only_when_asked(
    visitor: NewVisitor, editor: User, tmp_path: Path
) -> None:
    titles = ["Bus; Bahn", 'Das „alte" Bad']
    for title in titles:
        make.idea(title)
    waiting("Noch nicht gelesen")
    person = signed_in(visitor(), editor)
    page = person.go("/admin/ideas/idea/")
    page.locator(".object-tools a").click()
    person.looks_right()
    assert [row["Titel"] for row in downloaded(page, tmp_path)] == titles
    page.select_option("select[name=status__exact]", "")
    page.check("input[name=profile][value=internal]")
    assert len(downloaded(page, tmp_path)) == 3
    person.go("/admin/ideas/idea/?status__exact=submitted")
    page.locator(".object-tools a").click()
    assert [row["Titel"] for row in downloaded(page, tmp_path)] == ["Noch nicht gelesen"]


def downloaded(page: Page, folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.locator("form[action$='/export/'] .action--primary").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline=""), delimiter=";"))


def test_the_focus_stands_on_what_is_wrong(visitor: NewVisitor, moderator: User) -> None:
    idea = waiting("Alter Bahnhof")
    person = signed_in(visitor(width=360), moderator)
    page = person.go(url("show", idea))
    form = page.locator("details:has(form[action*='/refuse/'])")
    form.locator("summary").click()
    form.locator("button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_be_in_viewport()
