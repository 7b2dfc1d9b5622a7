"""One person's yes, given once and taken back; the counter changes in the same transaction."""

from django.db import connection, transaction

from accounts.models import User
from ideas import phases, ranks
from ideas.models import Idea, Support


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
    ranks.count(idea_id, supports=by)
