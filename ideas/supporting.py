"""One person's yes, given once and taken back; the counter changes in the same transaction."""

from django.db import connection, transaction

from accounts.models import User
from ideas import phases, ranks
from ideas.models import Idea, Support
from ideas.models.merging import reached, sources_of

# The lock that the key of a support would take anyway, taken before the idea is read: merging waits for it.
_HELD = "SELECT id, status, theme_ids, authority_ids, whole_region FROM ideas_idea WHERE id = %s FOR KEY SHARE"


@transaction.atomic
def give(idea_id: int, *, user: User) -> bool:
    """Support an idea; False when the person already does, however many requests come at once.

    What is given to an idea that has gone into another one counts there. Raises `phases.Closed`. Taking back is
    possible in every phase.
    """
    idea = _held(idea_id)
    phases.require(phases.Act.SUPPORT, phases.Scope.of(idea))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ideas_support (idea_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [idea.pk, user.pk],
        )
        given: bool = cursor.rowcount == 1
    if given:
        _count(idea.pk, 1)
    return given


@transaction.atomic
def take_back(idea_id: int, *, user: User) -> bool:
    """Take the support back, of a common idea also from all that went into it; False when there was none."""
    idea = _held(idea_id)
    taken = False
    for pk in sorted({idea.pk, *sources_of(idea.pk)}):
        deleted, _ = Support.objects.filter(idea_id=pk, user=user).delete()
        if deleted:
            _count(pk, -1)
        taken = taken or bool(deleted)
    return taken


def _held(idea_id: int) -> Idea:
    """The idea, or the one it has gone into; not merged before the transaction ends."""
    return reached(idea_id, hold=lambda pk: Idea.objects.raw(_HELD, [pk])[0])


def _count(idea_id: int, by: int) -> None:
    ranks.count(idea_id, supports=by)
