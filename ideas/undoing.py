"""Whether a decision can still be taken back: for a minute, by who took it, while nobody has been told.

The clock is the database's, the row of the decision is the lock: whoever sends its mail (`notifications.outbox`)
takes the same row, and not before the minute is over. So it is taken back and unsent, or sent and stays.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models

from accounts.models import User
from ideas.models import Decision

Kind = Decision.Kind
UNDOABLE = frozenset({Kind.PUBLISHED, Kind.CORRECTED, Kind.RETURNED, Kind.REJECTED, Kind.SPAM, Kind.LOCKED, Kind.KEPT})


class TooLate(Exception):
    """It was taken back before, its time is over, somebody else took it, or words are gone for good."""


class RightNow(models.Func):
    """Not when the transaction began: who waits for a lock gets no longer."""

    template = "clock_timestamp()"
    output_field: ClassVar[models.Field[Any, Any]] = models.DateTimeField()


def held(decision_id: int, *, by: User) -> Decision:
    """The decision, locked in the caller's transaction. Raises `TooLate`."""
    related = ("version__corrects", "replaced")
    decision = Decision.objects.select_related(*related).select_for_update(of=("self",)).get(pk=decision_id)
    if not seconds_left(decision, by=by):
        raise TooLate
    return decision


def seconds_left(decision: Decision, *, by: User) -> int:
    """How long it can still be taken back by this person; 0 when it cannot."""
    if decision.undone_at or decision.by_id != by.pk or decision.kind not in UNDOABLE:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp() - %s)", [decision.at])
        age = cursor.fetchone()[0]
    return max(0, int(settings.DECISION_UNDO_SECONDS - age))


def mark(decision: Decision) -> None:
    """Taken back; the caller holds the row."""
    Decision.objects.filter(pk=decision.pk).update(undone_at=RightNow())
