"""A decision can be taken back for a minute; then its mail goes, and not before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.test import Client

from accounts.models import User
from ideas import discussion, lifecycle, undoing as minute
from ideas.models import Comment, Decision, Idea, IdeaVersion, Rule, Status, Support
from ideas.redaction import Blackout
from journal.models import Entry
from moderation import deciding, undoing
from moderation.models import Case, QueueItem
from moderation.tickets import Ticket
from notifications import outbox
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import QUEUE, decide, forms_of, item, path_of, said, url
from tests.together import at_once

pytestmark = pytest.mark.django_db
REASONS = {"rule": "werbung", "facts": "Der Text wirbt für eine Firma."}
TAKE_BACK = f"{QUEUE}undo/"


@pytest.fixture(autouse=True)
def _a_minute(settings: LazySettings) -> None:
    settings.DECISION_UNDO_SECONDS = 60


def rule() -> Rule:
    return Rule.objects.get(key="werbung")


def later(decision: Decision, seconds: int) -> None:
    """As if it had been taken that long ago, its mail with it."""
    Decision.objects.filter(pk=decision.pk).update(at=F("at") - timedelta(seconds=seconds))
    Delivery.objects.update(due_at=F("due_at") - timedelta(seconds=seconds))


def state(idea: Idea) -> tuple[Any, ...]:
    """All that a decision changes."""
    idea.refresh_from_db()
    return (
        idea.status, idea.title, idea.released_version_id, idea.pending_version_id, idea.pending_since,
        idea.published_at, idea.lead_authority_id, idea.stage,
    )  # fmt: skip


DECISIONS: dict[str, Callable[[Ticket, User], Decision | None]] = {
    "release": lambda ticket, by: deciding.release(ticket, by=by),
    "correct": lambda ticket, by: deciding.correct(
        ticket, by=by, title="Besser", text="Besser.", rule=rule(), facts="Tippfehler."
    ),
    "ask": lambda ticket, by: deciding.ask(ticket, by=by, question="Wo?"),
    "refuse": lambda ticket, by: deciding.refuse(ticket, by=by, rule=rule(), facts="Werbung."),
    "discard": lambda ticket, by: deciding.discard(ticket, by=by),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_new_idea_waits_again_as_before(moderator: User, citizen: User, name: str) -> None:
    idea = make.idea(author=citizen, status=Status.SUBMITTED, authorities=["goerlitz"])
    before, ticket = state(idea), item(idea).ticket
    decision = DECISIONS[name](Ticket.of(item(idea)), moderator)
    assert decision
    assert state(idea) != before
    undoing.undo(decision.pk, by=moderator)
    assert state(idea) == before
    assert item(idea).ticket == ticket
    assert not Idea.objects.public().exists()
    assert Decision.objects.standing().count() == 0
    assert Entry.objects.filter(verb="idea.undone").count() == 1


@pytest.mark.parametrize("name", ["release", "correct", "refuse"])
def test_an_amendment_waits_again_beside_the_public_text(moderator: User, citizen: User, name: str) -> None:
    idea = make.idea("Öffentlich", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Neu"), by=citizen)
    before = state(idea)
    decision = DECISIONS[name](Ticket.of(item(idea)), moderator)
    assert decision
    undoing.undo(decision.pk, by=moderator)
    assert state(idea) == before
    assert before[:2] == ("published", "Öffentlich")


@pytest.mark.parametrize("kind", ["new", "edited"])
@pytest.mark.parametrize("name", ["release", "refuse", "discard"])
def test_a_comment(moderator: User, citizen: User, neighbour: User, kind: str, name: str) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour, publish=kind == "edited")
    if kind == "edited":
        if name == "discard":
            return
        discussion.edit(comment.pk, by=neighbour, text="Anders.")
    comment.refresh_from_db()
    before = (comment.status, comment.pending_since, comment.published_at, comment.idea.counter.comments)
    decision = DECISIONS[name](Ticket.of(item(comment)), moderator)
    assert decision
    undoing.undo(decision.pk, by=moderator)
    fresh = Comment.objects.get(pk=comment.pk)
    assert (fresh.status, fresh.pending_since, fresh.published_at, fresh.idea.counter.comments) == before


def test_a_locked_idea_is_public_again_and_the_case_is_open(moderator: User) -> None:
    idea = make.idea()
    report = make.report(idea)
    before, ticket = state(idea), item(report).ticket
    decision = deciding.uphold(Ticket.of(item(report)), by=moderator, rule=rule(), facts="Werbung.")
    undoing.undo(decision.pk, by=moderator)
    assert state(idea) == before
    assert item(report).ticket == ticket


def test_reports_that_came_meanwhile_join_the_case_that_is_open_again(moderator: User) -> None:
    idea = make.idea()
    first = make.report(idea)
    decision = deciding.settle(Ticket.of(item(first)), by=moderator, outcome=Case.Outcome.DISMISSED)
    assert decision
    second = make.report(idea)
    undoing.undo(decision.pk, by=moderator)
    assert Case.objects.get().last_report == second.pk
    assert list(Case.objects.get().reports.all()) == [first, second]


def test_what_others_did_meanwhile_is_kept(moderator: User, citizen: User, neighbour: User) -> None:
    idea = make.idea(author=citizen, status=Status.SUBMITTED)
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    Support.objects.create(idea=idea, user=neighbour)
    comment = make.comment(idea, author=neighbour)
    undoing.undo(decision.pk, by=moderator)
    assert (Support.objects.count(), Comment.objects.get().pk) == (1, comment.pk)
    assert Client().get(idea.get_absolute_url()).status_code == 404


def test_a_text_the_author_has_changed_meanwhile_is_the_one_that_waits(moderator: User, citizen: User) -> None:
    idea = make.idea("Erst", author=citizen, status=Status.SUBMITTED)
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    lifecycle.amend(idea.pk, content=make.content("Dann"), by=citizen)
    undoing.undo(decision.pk, by=moderator)
    idea.refresh_from_db()
    assert (idea.status, idea.title, item(idea).title) == ("submitted", "Dann", "Dann")


def test_the_correction_keeps_what_was_written(moderator: User, citizen: User) -> None:
    idea = make.idea("Rufbuss", author=citizen, status=Status.SUBMITTED)
    decision = DECISIONS["correct"](Ticket.of(item(idea)), moderator)
    assert decision
    first, second = IdeaVersion.objects.filter(idea=idea).order_by("number")
    assert (first.title, second.title, second.corrects) == ("Rufbuss", "Besser", first)
    idea.refresh_from_db()
    assert (idea.title, idea.released_version) == ("Besser", second)


def test_too_late_or_not_mine_or_not_the_last(moderator: User, citizen: User) -> None:
    idea = make.idea(author=citizen, status=Status.SUBMITTED)
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    with pytest.raises(minute.TooLate):
        undoing.undo(decision.pk, by=make.user(groups=["Moderation"]))
    later(decision, 61)
    with pytest.raises(minute.TooLate):
        undoing.undo(decision.pk, by=moderator)
    later(decision, -61)
    lifecycle.lock(idea.pk, by=moderator, rule=rule(), facts="Werbung.")
    with pytest.raises(deciding.AlreadyDecided):
        undoing.undo(decision.pk, by=moderator)
    idea.refresh_from_db()
    assert idea.status == Status.LOCKED


def test_what_is_gone_for_good_cannot_be_taken_back(moderator: User, citizen: User) -> None:
    idea = make.idea("Herr Krause soll zahlen", author=citizen, status=Status.SUBMITTED)
    decision = deciding.redact(
        Ticket.of(item(idea)), by=moderator, blackout=Blackout(["Herr Krause"]), rule=rule(), facts="Ein Name."
    )
    with pytest.raises(minute.TooLate):
        undoing.undo(decision.pk, by=moderator)


def test_the_mail_waits_a_minute_and_then_goes(moderator: User, citizen: User, mailoutbox: list[Any]) -> None:
    idea = make.idea(author=citizen, status=Status.SUBMITTED)
    outbox.work()
    mailoutbox.clear()
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    outbox.work()
    assert (len(mailoutbox), Delivery.objects.filter(kind="idea_published", status="waiting").count()) == (0, 1)
    later(decision, 60)
    outbox.work()
    assert [mail.to for mail in mailoutbox] == [[citizen.email]]


@pytest.mark.parametrize("told_first", [True, False])
def test_no_mail_of_what_was_taken_back(
    moderator: User, citizen: User, mailoutbox: list[Any], *, told_first: bool
) -> None:
    idea = make.idea(author=citizen, status=Status.SUBMITTED)
    outbox.work()
    mailoutbox.clear()
    decision = deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Werbung.")
    if told_first:
        outbox.work()
    undoing.undo(decision.pk, by=moderator)
    outbox.work()
    Delivery.objects.update(due_at=F("due_at") - timedelta(seconds=61))
    outbox.work()
    assert mailoutbox == []
    assert Delivery.objects.get(kind="idea_rejected").status == "dropped"


# At the desk


def test_the_next_page_offers_it_and_the_button_brings_the_item_back(as_moderator: Client) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    make.idea(status=Status.SUBMITTED)
    response = decide(as_moderator, "release", idea)
    page = as_moderator.get(response["Location"])
    decision = idea.decisions.get()
    assert f'name="decision" value="{decision.pk}"' in page.content.decode()
    back = as_moderator.post(TAKE_BACK, {"decision": decision.pk})
    assert path_of(back) == url("show", idea)
    idea.refresh_from_db()
    assert idea.status == Status.SUBMITTED
    again = as_moderator.post(TAKE_BACK, {"decision": decision.pk})
    assert len(said(again)) == len(said(back)) + 1
    assert f'name="decision" value="{decision.pk}"' not in as_moderator.get(response["Location"]).content.decode()


def test_the_empty_queue_offers_it_too(as_moderator: Client) -> None:
    response = decide(as_moderator, "release", make.idea(status=Status.SUBMITTED))
    assert path_of(response) == QUEUE
    assert 'name="decision"' in as_moderator.get(response["Location"]).content.decode()


def test_many_are_taken_back_together(as_moderator: Client) -> None:
    ideas = [make.idea(status=Status.SUBMITTED) for _ in range(3)]
    response = as_moderator.post(f"{QUEUE}release/", {"ticket": [item(idea).ticket for idea in ideas]})
    offer = as_moderator.get(response["Location"]).context["undo"]
    assert len(offer.decisions) == 3
    as_moderator.post(TAKE_BACK, {"decision": [decision.pk for decision in offer.decisions]})
    assert QueueItem.objects.count() == 3


@pytest.mark.parametrize("wrong", ["", "x", "0", "-1", "9" * 40])
def test_what_is_no_decision_is_answered(as_moderator: Client, wrong: str) -> None:
    assert as_moderator.post(TAKE_BACK, {"decision": wrong}).status_code == 302
    assert as_moderator.get(QUEUE, {"entschieden": wrong}).status_code == 200


def test_nobody_takes_back_what_others_decided(moderator: User) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    other = signed_in_staff(make.user(groups=["Moderation"]))
    assert len(said(other.post(TAKE_BACK, {"decision": decision.pk}))) == 1
    assert other.get(QUEUE, {"entschieden": decision.pk}).context["undo"] is None
    idea.refresh_from_db()
    assert idea.status == Status.PUBLISHED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(20))
def test_taking_back_against_the_mail(settings: LazySettings, round_: int) -> None:
    """At the very end of the minute: either it is taken back and unsent, or sent and stays."""
    moderator, citizen = make.user(groups=["Moderation"]), make.user()
    idea = make.idea(author=citizen, status=Status.SUBMITTED)
    outbox.work()
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    outbox.work()
    later(decision, 59 if round_ % 2 else 60)

    def back() -> str:
        try:
            undoing.undo(decision.pk, by=moderator)
        except minute.TooLate:
            return "late"
        return "undone"

    said_, _sent = at_once(back, outbox.work)
    Delivery.objects.filter(status="waiting").update(due_at=F("due_at") - timedelta(seconds=61))
    outbox.work()
    idea.refresh_from_db()
    delivery = Delivery.objects.get(kind="idea_published")
    expected = ("submitted", "dropped") if said_ == "undone" else ("published", "sent")
    assert (idea.status, delivery.status) == expected


def test_the_second_click_can_take_back_what_the_first_decided(as_moderator: Client) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    address, form = url("release", idea), forms_of(as_moderator, idea)["release"]
    first, second = (as_moderator.post(address, form) for _click in range(2))
    assert second["Location"] == first["Location"], "the same decision can be taken back"
    assert any("Das haben Sie gerade entschieden: veröffentlicht." in text for text in said(second))
    assert not [text for text in said(second) if "schon entschieden" in text]
    Decision.objects.update(at=F("at") - timedelta(minutes=2))
    late = as_moderator.post(address, form)
    assert "Location" in late
    assert any("schon entschieden" in text for text in said(late))
