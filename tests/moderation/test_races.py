"""What happens in the same moment, two hundred times each: one outcome, one mail, nothing between."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db.models import F

from accounts.models import User
from ideas import lifecycle, undoing as minute
from ideas.models import Decision, Idea, IdeaVersion, Rule, Status
from moderation import deciding, undoing
from moderation.tickets import Ticket
from notifications import outbox
from notifications.models import Delivery
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200


@pytest.fixture
def two() -> list[User]:
    return [make.user(groups=["Moderation"]) for _ in range(2)]


def ticket(idea: Idea) -> Ticket:
    return Ticket("idea", idea.pk, idea.pending_version_id or 0)


def test_two_moderators(two: list[User]) -> None:
    """One decides, the other is told; there is one decision and one entry for the author's mail."""
    rule, won = Rule.objects.get(key="werbung"), set()
    for _round in range(ROUNDS):
        idea = make.receipt().idea
        read = ticket(idea)
        released, refused = at_once(
            lambda read=read: deciding.release(read, by=two[0]),  # type: ignore[misc]
            lambda read=read: deciding.refuse(read, by=two[1], rule=rule, facts="Werbung."),  # type: ignore[misc]
        )
        idea.refresh_from_db()
        decision = idea.decisions.get()
        first, second = (released, refused) if idea.status == Status.PUBLISHED else (refused, released)
        assert first == decision
        assert isinstance(second, deciding.AlreadyDecided)
        won.add(idea.status)
    assert won == {Status.PUBLISHED, Status.REJECTED}, "either came first in some of the rounds"


def test_an_author_against_a_moderator(two: list[User], citizen: User) -> None:
    """What is released is what was read; a newer text waits beside it, or the moderator is told."""
    for number in range(ROUNDS):
        idea = make.receipt(author=citizen).idea
        read, words = ticket(idea), make.content(f"Neuer Titel {number}")
        released, amended = at_once(
            lambda read=read: deciding.release(read, by=two[0]),  # type: ignore[misc]
            lambda idea=idea, words=words: lifecycle.amend(idea.pk, content=words, by=citizen),  # type: ignore[misc]
        )
        idea.refresh_from_db()
        assert isinstance(amended, IdeaVersion), amended
        assert idea.pending_version_id == amended.pk
        if isinstance(released, Decision):
            assert (idea.status, idea.released_version_id) == (Status.PUBLISHED, read.version)
        else:
            assert isinstance(released, deciding.TextChanged)
            assert (idea.status, idea.released_version_id) == (Status.SUBMITTED, None)


def test_taking_back_against_the_end_of_the_minute(two: list[User], settings: LazySettings) -> None:
    """Taken back and nobody told, or told and it stays."""
    settings.DECISION_UNDO_SECONDS = 60
    outcomes = set()
    for number in range(ROUNDS):
        idea = make.receipt(guest={"email": f"gast{number}@example.org"}).idea
        decision = deciding.release(ticket(idea), by=two[0])
        outbox.fan_out(50)
        # Before, near and at the end of its minute.
        early = timedelta(seconds=58.8 + 0.6 * (number % 3))
        Decision.objects.filter(pk=decision.pk).update(at=F("at") - early)
        Delivery.objects.update(due_at=F("due_at") - early)
        undone, _sent = at_once(
            lambda pk=decision.pk: undoing.undo(pk, by=two[0]),  # type: ignore[misc]
            lambda: outbox.deliver_due(20),
        )
        told = Delivery.objects.filter(kind="idea_published", entry__ids__decision=decision.pk, status="sent").exists()
        idea.refresh_from_db()
        if isinstance(undone, Decision):
            assert (idea.status, told) == (Status.SUBMITTED, False)
        else:
            assert isinstance(undone, minute.TooLate)
            assert idea.status == Status.PUBLISHED
        outcomes.add(type(undone))
        outbox.deliver_due(20)
        Delivery.objects.all().delete()
    assert outcomes == {Decision, minute.TooLate}
