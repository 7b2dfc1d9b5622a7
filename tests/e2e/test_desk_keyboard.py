"""Each flow of the desk by Tab, Enter, Space and its keys alone, with JavaScript and without."""

import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from ideas import merging
from ideas.models import Collection, Comment, Feature, Idea, Merge, Retagging, Stage, Status
from moderation.models import Absence, Assignment, Report
from notifications import outbox
from notifications.models import Delivery
from pages import portal_state
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_keyboard import at
from tests.e2e.test_moderators import signed_in, state
from tests.moderation.at_the_desk import QUEUE, SPAM, item, reported, url, waiting
from texts.markers import marker_in

pytestmark = pytest.mark.e2e
SAID = ".messagelist"


def shows(page: Page, selector: str, text: str = "") -> None:
    """Wait until something is there, with these words."""
    expect(page.locator(selector).first).to_contain_text(text)


def arrives(page: Page, path: str) -> None:
    """Wait for a page, whatever stands behind its path."""
    page.wait_for_url(lambda address: urlsplit(address).path == path)


def here(page: Page, about: Idea | Comment | Report) -> None:
    """Wait for the page on which something is decided."""
    arrives(page, url("show", about))


def unfold(keys: Keyboard, action: str, key: str, *, by_key: bool) -> None:
    """Open the form of a decision: by its key where there are scripts, else where Tab leads."""
    if by_key:
        keys.page.keyboard.press(key)
    else:
        keys.enter(f"details:has(form[action*='/{action}/']) > summary")


def previewed(keys: Keyboard, action: str) -> None:
    """Look at the mail, and send it."""
    keys.enter(f"form[action*='/{action}/'] button")
    shows(keys.page, ".letter")
    keys.enter("button[name=send]")


def record(idea: Idea, name: str = "change") -> str:
    return reverse(f"admin:ideas_idea_{name}", args=[idea.pk])


def to_and_fro(keys: Keyboard, free: Idea, after: Idea, *, by_key: bool) -> None:
    """To the next one, back, and on by releasing the first."""
    if by_key:
        for key, next_one in (("j", after), ("k", free), ("a", after)):
            keys.page.keyboard.press(key)
            here(keys.page, next_one)
    else:
        for step, next_one in (("a[href$='/skip/']", after), ("a[href$='/before/']", free)):
            keys.enter(step)
            here(keys.page, next_one)
        keys.enter("form[action$='/release/'] button")
        here(keys.page, after)


def test_one_after_the_other(visitor: NewVisitor, moderator: User, javascript: bool) -> None:
    titles = ("Frei", "Korrektur", "Frage", "Werbung", "Von Erika Mustermann", "Spam")
    ideas = [waiting(title, hours=9 - number, email="gast@example.org") for number, title in enumerate(titles)]
    free, corrected, asked, refused, redacted, spam = ideas
    keys = at(signed_in(visitor(), moderator), url("show", free))
    to_and_fro(keys, free, corrected, by_key=javascript)
    page = keys.page
    keys.enter("details:has(form[action*='/correct/']) > summary")
    keys.fill("form[action*='/correct/'] input[name=title]", "Korrigiert")
    keys.take("form[action*='/correct/'] input[value=respekt]")
    keys.fill("form[action*='/correct/'] textarea[name=facts]", "Ein Tippfehler.")
    previewed(keys, "correct")
    here(page, asked)
    unfold(keys, "ask", "f", by_key=javascript)
    keys.fill("textarea[name=question]", "Welche Strecke meinen Sie?")
    previewed(keys, "ask")
    here(page, refused)
    unfold(keys, "refuse", "r", by_key=javascript)
    keys.take("form[action*='/refuse/'] input[value=werbung]")
    keys.fill("form[action*='/refuse/'] textarea[name=facts]", "Der Text wirbt für eine Firma.")
    previewed(keys, "refuse")
    here(page, redacted)
    keys.enter("a[href*='/redact/']")
    keys.fill("#id_passages", "Erika Mustermann")
    keys.fill("#id_facts", "Der Name eines Menschen.")
    keys.enter("form.decision .action--primary")
    shows(page, ".sheet__title", marker_in("de"))
    keys.enter("button[name=send]")
    here(page, spam)
    keys.enter("form[action$='/spam/'] button")
    arrives(page, QUEUE)
    published, others = [Status.PUBLISHED] * 2, [Status.RETURNED, Status.REJECTED, Status.PUBLISHED, Status.SPAM]
    assert [state(idea) for idea in ideas] == [*published, *others]


def test_reports_are_answered(visitor: NewVisitor, moderator: User, javascript: bool) -> None:
    fine, harsh = make.idea("Freibad"), make.comment(make.idea(), author=make.user())
    first, second = reported(fine), reported(harsh)
    keys = at(signed_in(visitor(width=360), moderator), url("show", first))
    if javascript:
        keys.page.keyboard.press("a")
    else:
        keys.enter("form[action$='/settle/'] button")
    here(keys.page, second)
    unfold(keys, "uphold", "r", by_key=javascript)
    keys.take("form[action*='/uphold/'] input[value=respekt]")
    keys.fill("form[action*='/uphold/'] textarea[name=facts]", "Der Text beschimpft Menschen.")
    previewed(keys, "uphold")
    arrives(keys.page, QUEUE)
    harsh.refresh_from_db()
    outcomes = []
    for report in (first, second):
        report.case.refresh_from_db()
        outcomes.append(report.case.outcome)
    assert (state(fine), harsh.status, outcomes) == (Status.PUBLISHED, Comment.Status.REMOVED, ["dismissed", "upheld"])


def test_a_flood_goes_and_comes_back_and_a_release_is_taken_back(
    visitor: NewVisitor, moderator: User, settings: LazySettings
) -> None:
    settings.DECISION_UNDO_SECONDS = 60
    kept, *junk = [waiting(f"Kredit {number}", hours=9 - number) for number in range(3)]
    person = signed_in(visitor(), moderator)
    keys = at(person, QUEUE)
    all_hits(keys, 3)
    keys.switch(f"input[name=ticket][value='{item(kept).ticket}']")
    keys.enter("form:has(.all-hits) button")
    arrives(keys.page, QUEUE)
    assert [state(idea) for idea in (kept, *junk)] == [Status.SUBMITTED, Status.SPAM, Status.SPAM]
    person.go(SPAM)
    all_hits(keys, 2)
    keys.enter("form:has(.all-hits) button")
    shows(keys.page, SAID)
    assert {state(idea) for idea in junk} == {Status.SUBMITTED}

    person.go(url("show", kept))
    keys.enter("form[action$='/release/'] button")
    here(keys.page, junk[0])
    assert state(kept) == Status.PUBLISHED
    keys.enter(".undo button")
    here(keys.page, kept)
    assert state(kept) == Status.SUBMITTED


def all_hits(keys: Keyboard, number: int) -> None:
    """Search a list of the desk, and go on to all that is found."""
    keys.fill("#searchbar", "Kredit")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_url("**q=Kredit**")
    keys.enter("a[href*='/all/']")
    expect(keys.page.locator(".all-hits li")).to_have_count(number)


def test_two_ideas_are_merged_separated_and_merged_in_vain(visitor: NewVisitor, moderator: User, citizen: User) -> None:
    idea, other = make.idea("Abendbus", author=citizen), make.idea("Nachtbus nach Zittau")
    person = signed_in(visitor(), moderator)
    keys = at(person, record(idea))
    keys.enter(f"a.action[href='{record(idea, 'merge')}']")
    keys.fill("#id_other", other.reference)
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator(".sheet__title")).to_have_count(2)
    keys.enter(".decision .action--primary")
    arrives(keys.page, record(idea))
    merge = Merge.objects.get()
    merging.carry_out(merge.pk)
    person.go(reverse("admin:ideas_merge_change", args=[merge.pk]))
    keys.enter("form[action$='/undo/'] button")
    shows(keys.page, SAID)
    assert [state(idea), state(other)] == [Status.PUBLISHED] * 2

    objected, given_up = (
        merging.propose(source.pk, target.pk, by=moderator, reason="Beide wollen Busse.")
        for source, target in ((idea, other), (make.idea("Rufbus"), make.idea("Sammeltaxi")))
    )
    mine = reverse("ideas:status_idea", args=[idea.reference])
    author = at(signed_in(visitor(), citizen), mine)
    author.enter(f"a[href$='/zusammenfuehrung/{objected.pk}/']")
    author.fill("#id_words", "Meine Idee ist eine andere.")
    author.enter("main form button[type=submit]")
    arrives(author.page, mine)
    person.go(reverse("admin:ideas_merge_change", args=[given_up.pk]))
    keys.enter("form[action$='/drop/'] button")
    shows(keys.page, SAID)
    assert [Merge.objects.get(pk=row.pk).state for row in (objected, given_up)] == ["objected", "dropped"]


def test_an_idea_is_locked_and_published_again_and_the_log_has_both(visitor: NewVisitor, moderator: User) -> None:
    idea, colleague = make.idea("Freibad"), make.user(groups=["Moderation"], display_name="Anna Noack")
    person = signed_in(visitor(width=360), moderator)
    keys = at(person, record(idea))
    keys.enter(f"a[href='{record(idea, 'lock')}']")
    keys.take("input[value=werbung]")
    keys.fill("#id_facts", "Der Text wirbt für eine Firma.")
    keys.enter("form.decision .action--primary")
    shows(keys.page, ".letter", "Der Text wirbt für eine Firma.")
    keys.enter("button[name=send]")
    arrives(keys.page, record(idea))
    assert state(idea) == Status.LOCKED
    keys.enter("form[action$='/unlock/'] button")
    shows(keys.page, SAID)
    assert state(idea) == Status.PUBLISHED
    person.go(reverse("admin:moderation_logrow_changelist"))
    expect(keys.page.locator("#result_list tbody tr")).to_have_count(3)
    keys.enter("#result_list tbody a")
    arrives(keys.page, record(idea))
    person.go(url("show", waiting("Bad")))
    keys.fill("#assign-to", str(colleague))
    keys.enter("form[action$='/assign/'] button")
    shows(keys.page, SAID, str(colleague))
    assert Assignment.objects.get().user == colleague


def test_who_goes_on_holiday_names_a_deputy_and_sees_their_authority_alone(visitor: NewVisitor) -> None:
    here_, deputy = (
        make.user(f"{name}@example.org", groups=["Moderation"], authorities=["goerlitz"], display_name=name)
        for name in ("Gerda", "Dora")
    )
    make.idea("Idee in Cottbus", status=Status.SUBMITTED, authorities=["cottbus"])
    make.idea("Idee in Görlitz", status=Status.SUBMITTED, authorities=["goerlitz"])
    person = signed_in(visitor(), here_)
    keys = at(person, reverse("admin:moderation_absence_add"))
    keys.fill("#id_user", str(here_))
    # Day and month alike: in which order they are typed is the browser's language.
    for name, day in (("since", "05052099"), ("until", "06062099")):
        keys.onto(f"#id_{name}")
        keys.page.keyboard.type(day)
    keys.fill("#id_deputy", str(deputy))
    keys.enter("input[name=_save]")
    shows(keys.page, SAID)
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy, absence.since) == (here_, deputy, date(2099, 5, 5))
    person.go(reverse("admin:index"))
    keys.enter("a.tile")
    expect(keys.page.locator(".desk-title")).to_have_text(["Idee in Görlitz"])


def test_the_office_curates(visitor: NewVisitor) -> None:
    idea, other = make.idea("Rufbus", authorities=["goerlitz"]), make.idea("Nachtbus")
    person = signed_in(visitor(), make.user(groups=["Redaktion"], display_name="Thomas Nagel"))
    keys = at(person, record(idea))
    keys.enter(f"a[href='{record(idea, 'retag')}']")
    keys.fill("#id_place", "Cottbus")
    keys.fill("#id_reason", "Der Ort liegt in Cottbus.")
    keys.enter("form.decision .action--primary")
    shows(keys.page, ".retagged ins", "Cottbus")
    keys.enter("button[name=send]")
    arrives(keys.page, record(idea))
    keys.enter(f"a[href='{record(idea, 'stage')}']")
    keys.take("input[value=under_review]")
    keys.fill("#id_reason", "Wir prüfen die Strecke.")
    keys.enter("form.decision .action--primary")
    arrives(keys.page, record(idea))
    idea.refresh_from_db()
    assert (Retagging.objects.get().reason, idea.stage) == ("Der Ort liegt in Cottbus.", Stage.UNDER_REVIEW)

    person.go(reverse("admin:ideas_feature_add"))
    keys.fill("#id_reference", idea.reference)
    keys.page.keyboard.press("Enter")
    shows(keys.page, SAID)
    assert Feature.objects.get().idea == idea
    person.go(reverse("admin:ideas_collection_add"))
    keys.fill("[name=title_de]", "Bahn und Bus")
    keys.fill("#id_slug", "bahn-und-bus")
    keys.fill("[name=introduction_de]", "Ohne Auto ans Ziel.")
    keys.enter("input[name=_save]")
    shows(keys.page, "#id_q ~ p, #order")
    for one in (idea, other):
        keys.fill("#id_q", one.reference)
        keys.page.keyboard.press("Enter")
        keys.enter("button[value=add]")
        shows(keys.page, "section[aria-labelledby=order]", one.title)
    keys.enter("button[value=up]")
    expect(keys.page.locator("section[aria-labelledby=order] li > p > a").first).to_contain_text("Nachtbus")
    assert list(Collection.objects.get().entries.values_list("idea", flat=True)) == [other.pk, idea.pk]


def test_an_administrator_reads_all_first_sends_again_and_opens_the_handbook(
    visitor: NewVisitor, administrator: User
) -> None:
    make.receipt(author=make.user(display_name="Katrin"))
    outbox.fan_out(20)
    Delivery.objects.exclude(kind="idea_submitted").update(status="dropped")
    Delivery.objects.filter(kind="idea_submitted").update(status="parked", last_error="550", attempts=3)
    person = signed_in(visitor(), administrator)
    keys = at(person, reverse("admin:index"))
    keys.enter("form[action$='/send-again/'] button")
    shows(keys.page, SAID)
    assert Delivery.objects.get(kind="idea_submitted").status == "waiting"
    keys.enter(f"a[href='{QUEUE}']")
    arrives(keys.page, QUEUE)
    keys.enter(f"a[href='{reverse('admin:pages_portalstate_hold')}']")
    keys.enter("form.decision .action--primary")
    shows(keys.page, "button[name=let_go]")
    assert portal_state.at_this_moment().is_held
    keys.enter("button[name=let_go]")
    expect(keys.page.locator("button[name=let_go]")).to_have_count(0)
    assert not portal_state.at_this_moment().is_held
    keys.enter(f"#user-tools a[href='{reverse('admin:handbook')}']")
    keys.enter(".handbook nav a")
    expect(keys.page).to_have_url(re.compile("#"))
