"""One person's yes, given once and taken back; the counter changes in the same transaction."""

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from ideas import phases
from ideas.models import Idea, IdeaCounter, Support, SupportChange


@transaction.atomic
def give(idea_id: int, *, user: User) -> bool:
    """Support an idea; False when the person already does, however many requests come at once.

    Raises `phases.Closed`. Taking back is possible in every phase.
    """
    idea = Idea.objects.only(*phases.Scope._fields).get(pk=idea_id)
    phases.require(phases.Act.SUPPORT, phases.Scope.of(idea))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ideas_support (idea_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [idea_id, user.pk],
        )
        given: bool = cursor.rowcount == 1
    if given:
        _count(idea_id, 1)
    return given


@transaction.atomic
def take_back(idea_id: int, *, user: User) -> bool:
    """Take the support back; False when there was none."""
    deleted, _ = Support.objects.filter(idea_id=idea_id, user=user).delete()
    if deleted:
        _count(idea_id, -1)
    return bool(deleted)


def _count(idea_id: int, by: int) -> None:
    IdeaCounter.objects.filter(pk=idea_id).update(supports=F("supports") + by)
    SupportChange.objects.bulk_create([SupportChange(idea_id=idea_id)], ignore_conflicts=True)


@transaction.atomic
def refresh_ranks() -> int:
    """Bring the sort key of changed ideas up to their counters; returns how many ideas.

    A support that commits later leaves its mark again, so nothing is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH changed AS (DELETE FROM ideas_supportchange WHERE idea_id IN"
            " (SELECT idea_id FROM ideas_supportchange LIMIT 1000 FOR UPDATE SKIP LOCKED) RETURNING idea_id)"
            " UPDATE ideas_idea i SET support_rank = c.supports FROM changed, ideas_ideacounter c"
            " WHERE i.id = changed.idea_id AND c.idea_id = i.id AND i.support_rank <> c.supports"
        )
        changed: int = cursor.rowcount
    return changed
