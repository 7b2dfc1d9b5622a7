"""The desk's longer ways in a real browser: correcting, taking back, complaining, merging; and by keys alone."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core import mail
from django.urls import reverse
from django.utils.translation import gettext as _, override
from playwright.sync_api import Page, expect

from accounts.models import User
from ideas import discussion, merging
from ideas.models import Decision, Idea, Merge, Rule, Status
from moderation.models import Absence, Assignment, Complaint
from notifications import outbox
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.test_keyboard import at
from tests.e2e.test_moderators import open_and_fill, press, signed_in, state
from tests.moderation.at_the_desk import AT_THE_QUEUE, QUEUE, url, waiting

pytestmark = pytest.mark.e2e


@pytest.fixture
def moderator(db: None) -> User:
    return make.user("moderation@example.org", groups=["Moderation"], display_name="Mareike Schulz")


@pytest.fixture
def colleague(db: None) -> User:
    return make.user("anna@example.org", groups=["Moderation"], display_name="Anna Noack")


def told() -> dict[str, str]:
    """The last mail to each address, once the workers have done their turn."""
    mail.outbox.clear()
    outbox.fan_out(20)
    outbox.deliver_due(20)
    return {message.to[0]: " ".join(str(message.body).split()) for message in mail.outbox}


@pytest.mark.parametrize("width", [360, 1280])
def test_a_correction_is_seen_before_it_goes(visitor: NewVisitor, moderator: User, width: int) -> None:
    idea = waiting("Ein Radweeg nach Peitz", email="gast@example.org")
    person = signed_in(visitor(width=width), moderator)
    page = person.go(url("show", idea))
    form = page.locator("details:has(form[action*='/correct/'])")
    form.locator("summary").click()
    form.locator("input[name=title]").fill("Ein Radweg nach Peitz")
    form.locator("textarea[name=facts]").fill("Ein Tippfehler im Titel.")
    form.locator("input[name=rule]").first.check()
    press(page, "correct")
    expect(page.locator(".changes ins").first).to_contain_text("Radweg")
    expect(page.locator(".letter")).to_contain_text("Ein Tippfehler im Titel.")
    assert state(idea) == Status.SUBMITTED, "a preview releases nothing"
    person.looks_right()
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    assert (state(idea), idea.title) == (Status.PUBLISHED, "Ein Radweg nach Peitz")
    assert "Ein Tippfehler im Titel." in told()["gast@example.org"]
    assert person.trouble == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_release_is_taken_back_within_its_minute(
    visitor: NewVisitor, moderator: User, settings: LazySettings, width: int
) -> None:
    settings.DECISION_UNDO_SECONDS = 60
    idea = waiting("Ein Freibad", email="gast@example.org")
    assert "gast@example.org" in told()
    person = signed_in(visitor(width=width), moderator)
    page = person.go(url("show", idea))
    press(page, "release")
    page.wait_for_url(AT_THE_QUEUE)
    assert state(idea) == Status.PUBLISHED
    person.looks_right()
    page.locator(".undo button").click()
    page.wait_for_url(f"**{url('show', idea)}")
    assert state(idea) == Status.SUBMITTED
    assert "gast@example.org" not in told()
    assert person.trouble == []


def test_from_a_refusal_to_the_answered_complaint(visitor: NewVisitor, moderator: User, colleague: User) -> None:
    idea = waiting("Strom vom Dach", email="gast@example.org")
    person = signed_in(visitor(), moderator)
    page = person.go(url("show", idea))
    open_and_fill(page, "refuse", "facts", "Der Text wirbt für eine Firma.")
    page.check("input[name=rule][value=werbung]")
    press(page, "refuse")
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    link = re.search(r"https?://\S+/stand/link/\S+", told()["gast@example.org"])
    assert link

    guest = visitor(width=360)
    complain = guest.go(urlsplit(link[0]).path)
    complain.locator("a[href*='/beschwerde/']").first.click()
    guest.looks_right()
    guest.submit()
    expect(complain.locator("#error-summary")).to_be_visible()
    complain.fill("#id_text", "Ich nenne keine Firma.")
    guest.submit()
    expect(complain.get_by_text("Ich nenne keine Firma.")).to_be_visible()
    guest.looks_right()

    complaint = Complaint.objects.get()
    assert person.go(QUEUE).locator(".desk-title").count() == 0, "nobody judges their own decision"
    second = signed_in(visitor(width=360), colleague)
    page = second.go(QUEUE)
    page.locator(".desk-title").click()
    second.looks_right()
    page.locator("input[name=outcome][value=upheld]").check()
    page.locator("textarea[name=reasons]").fill("Das stimmt: Es steht kein Name darin.")
    press(page, "answer")
    expect(page.locator(".letter")).to_contain_text("Es steht kein Name darin.")
    page.locator("button[name=send]").click()
    page.wait_for_url(AT_THE_QUEUE)
    complaint.refresh_from_db()
    assert (state(idea), complaint.outcome, complaint.decided_by) == (Status.PUBLISHED, "upheld", colleague)
    assert "Es steht kein Name darin." in told()["gast@example.org"]
    expect(guest.go(complain.url.removeprefix(guest.base_url)).get_by_text("Es steht kein Name")).to_be_visible()
    assert person.trouble == second.trouble == guest.trouble == []


@pytest.mark.parametrize("width", [360, 1280])
def test_two_ideas_become_one_and_two_again(visitor: NewVisitor, moderator: User, citizen: User, width: int) -> None:
    public = make.idea("Nachtbus nach Zittau", author=citizen, text="Ein Bus um 23 Uhr nach Zittau.")
    idea = waiting("Abendbus nach Zittau", email="gast@example.org")
    person = signed_in(visitor(width=width), moderator)
    page = person.go(url("show", idea))
    page.locator(f"a[href='/admin/ideas/idea/{idea.pk}/merge/']").click()
    person.looks_right()
    page.fill("#id_other", public.reference)
    page.locator("form.decision button").click()
    expect(page.locator(".sheet__title")).to_have_text(["Abendbus nach Zittau", "Nachtbus nach Zittau"])
    person.looks_right()
    page.locator("button.action--primary").click()
    page.wait_for_url(AT_THE_QUEUE)
    merge = Merge.objects.get()
    assert (merge.source, merge.target, state(idea)) == (idea, public, Status.PUBLISHED)
    assert set(told()) == {"gast@example.org", citizen.email}

    merging.carry_out(merge.pk)
    anybody = visitor(width=width)
    there = anybody.go(idea.get_absolute_url())
    expect(there.get_by_role("heading", level=1)).to_have_text("Nachtbus nach Zittau")
    there.locator("#aufgegangen summary").click()
    expect(there.locator("#aufgegangen .user-text")).to_be_visible()
    anybody.looks_right()

    page = person.go(f"/admin/ideas/merge/{merge.pk}/change/")
    person.looks_right()
    page.locator("form[action$='/undo/'] button").click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(anybody.go(idea.get_absolute_url()).get_by_role("heading", level=1)).to_have_text("Abendbus nach Zittau")
    assert person.trouble == anybody.trouble == []


def test_an_author_objects_to_merging(visitor: NewVisitor, moderator: User, citizen: User) -> None:
    idea = make.idea("Abendbus", author=citizen)
    merge = merging.propose(idea.pk, make.idea("Nachtbus").pk, by=moderator, reason="Beide wollen Busse.")
    author = visitor(width=360)
    name = signed_in(author, citizen)
    page = name.go(reverse("ideas:status_idea", args=[idea.reference]))
    author.looks_right()
    page.locator(f"a[href$='/zusammenfuehrung/{merge.pk}/']").click()
    author.looks_right()
    page.fill("#id_words", "Meine Idee ist eine andere.")
    author.submit()
    page.wait_for_url(f"**{reverse('ideas:status_idea', args=[idea.reference])}")
    merge.refresh_from_db()
    assert (merge.state, merge.objection) == (Merge.State.OBJECTED, "Meine Idee ist eine andere.")
    assert author.trouble == []


def test_a_colleague_gets_work_and_a_deputy_it_is_passed_to(
    visitor: NewVisitor, moderator: User, colleague: User
) -> None:
    idea = waiting("Ein Freibad")
    person = signed_in(visitor(width=360), moderator)
    page = person.go(url("show", idea))
    page.select_option("#assign-to", str(colleague.pk))
    press(page, "assign")
    expect(page.locator(".messagelist")).to_contain_text("Anna Noack")
    assert Assignment.objects.get().user == colleague
    page = person.go(reverse("admin:moderation_absence_add"))
    person.looks_right()
    assert not Absence.objects.exists()
    assert person.trouble == []


def test_who_works_for_one_authority_meets_nothing_of_another(visitor: NewVisitor) -> None:
    here = make.user("gr@example.org", groups=["Moderation"], authorities=["goerlitz"])
    for title, authority in (("Idee in Görlitz", "goerlitz"), ("Idee in Cottbus", "cottbus")):
        make.idea(title, status=Status.SUBMITTED, authorities=[authority])
    other = Idea.objects.get(title="Idee in Cottbus")
    person = signed_in(visitor(), here)
    expect(person.go(QUEUE).locator(".desk-title")).to_have_text(["Idee in Görlitz"])
    for address in (
        url("show", other),
        f"/admin/ideas/idea/{other.pk}/change/",
        f"/admin/ideas/idea/{other.pk}/merge/",
    ):
        page = person.go(address)
        assert "Cottbus" not in page.locator("main, #content").first.inner_text()


@pytest.mark.script
def test_by_the_keys_of_the_desk(visitor: NewVisitor, moderator: User) -> None:
    first, second, third = (waiting(f"Idee {number}", hours=9 - number) for number in range(3))
    person = signed_in(visitor(), moderator)
    page = person.go(url("show", first))
    page.keyboard.press("j")
    page.wait_for_url(f"**{url('show', second)}*")
    page.keyboard.press("k")
    page.wait_for_url(f"**{url('show', first)}*")
    page.keyboard.press("a")
    page.wait_for_url(f"**{url('show', second)}?*")
    assert state(first) == Status.PUBLISHED
    page.keyboard.press("r")
    assert _has_focus(page, "details:has(form[action*='/refuse/'])")
    page.keyboard.press("f")
    assert _has_focus(page, "details:has(form[action*='/ask/'])")
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert state(second) == Status.SUBMITTED, "where sentences are ticked no letter releases"
    page.keyboard.press("Tab")
    page.locator("textarea[name=question]").fill("")
    page.keyboard.type("aa")
    assert state(second) == Status.SUBMITTED, "what is typed is no key of the desk"
    page.locator("h1").click()
    page.keyboard.press("?")
    page.locator("[data-keys-off]").check()
    page.reload()
    page.locator("h1").click()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert state(second) == Status.SUBMITTED, "switched off, they stay off"
    assert state(third) == Status.SUBMITTED
    assert person.trouble == []


@pytest.mark.script
def test_a_key_pressed_twice_decides_once_and_can_be_taken_back(
    visitor: NewVisitor, moderator: User, settings: LazySettings
) -> None:
    settings.DECISION_UNDO_SECONDS = 60
    first, second = (waiting(f"Idee {number}", hours=9 - number) for number in range(2))
    page = signed_in(visitor(), moderator).go(url("show", first))
    page.evaluate("""for (let n = 0; n < 2; n++) {
        setTimeout(() => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "a", bubbles: true})), n * 5);
    }""")
    page.wait_for_url(f"**{url('show', second)}*")
    expect(page.locator(".undo button")).to_be_visible()
    assert (state(first), state(second)) == (Status.PUBLISHED, Status.SUBMITTED)


def _has_focus(page: Page, selector: str) -> bool:
    inside = "selector => document.querySelector(selector).contains(document.activeElement)"
    return bool(page.evaluate(inside, selector))


def test_a_complaint_is_answered_by_tab_and_enter(visitor: NewVisitor, moderator: User, colleague: User) -> None:
    comment = make.comment(make.idea(), author=make.user())
    removal = discussion.remove(comment.pk, by=colleague, rule=Rule.objects.get(key="werbung"), facts="Werbung.")
    complaint = Complaint.objects.create(decision=removal, text="Das ist keine Werbung.")
    with override("de"):
        stays, why, preview, heading, send = (
            _("The decision stays"), _("Why?"), _("Preview the mail"), _("Answer the complaint"),
            _("Decide, and tell them"),
        )  # fmt: skip
    keys = at(signed_in(visitor(), moderator), url_of(complaint))
    keys.choose(stays)
    keys.write(why, "Es bleibt dabei.")
    keys.press("button", preview, shows=heading)
    keys.press("button", send)
    expect(keys.page.locator(".messagelist")).to_be_visible()
    complaint.refresh_from_db()
    assert (complaint.outcome, complaint.reasons) == ("rejected", "Es bleibt dabei.")
    assert Decision.objects.filter(pk=removal.pk).exists()


def url_of(complaint: Complaint) -> str:
    return reverse("admin:moderation_queueitem_show", args=[f"complaint-{complaint.pk}"])
