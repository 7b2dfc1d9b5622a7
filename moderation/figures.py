"""What waits at the desk, in numbers for the dashboard; every number is the length of a list of the queue."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from accounts.models import User
from ideas.figures import GROUPED_BY, Tally
from moderation import filters, queue
from moderation.queue import Summary
from moderation.workdays import Wait


@dataclass(frozen=True)
class Waiting:
    """For one moderator."""

    summary: Summary
    # The key of what has waited longest, and how long.
    oldest: tuple[str, Wait] | None


def waiting(user: User) -> Waiting:
    """Two queries."""
    oldest = queue.waiting_for(user).order_by("since", "key").values_list("key", "since").first()
    return Waiting(queue.summary(user), (oldest[0], Wait.since(oldest[1])) if oldest else None)


def spread(user: User) -> tuple[Tally, Tally]:
    """Everything that waits, and what of it is late, by region and theme. One query."""
    items = queue.waiting_for(user).order_by()
    everything, late = Tally(), Tally()
    is_late: Any = ExpressionWrapper(Q(since__lt=filters.late_before()), output_field=BooleanField())
    groups = items.annotate(is_late=is_late).values_list("is_late", *GROUPED_BY).annotate(n=Count("object_id"))
    for beyond, *group, number in groups:
        everything.add(number, *group)
        if beyond:
            late.add(number, *group)
    return everything, late
