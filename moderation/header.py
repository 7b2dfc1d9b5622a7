"""How much waits, for the header of every page of the administration: at most five seconds old.

Whoever did something at the desk sees at once what it changed, and never another number than the page below.
"""

from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import User
from moderation import filters
from moderation.models import QueueItem
from texts import memory


class Waiting(NamedTuple):
    """What waits for one moderator, and how much of it is late."""

    total: int
    late: int


def waiting(user: User) -> Waiting:
    """A query for their authorities and one that counts, or none."""
    return memory.remembered(_key(user), lambda: _counted(user))


def counted(user: User, *, total: int, late: int) -> None:
    """A page has just counted them itself."""
    memory.keep(_key(user), Waiting(total, late))


def changed(user: User) -> None:
    """They have done something: count anew."""
    memory.forget(_key(user))


def _key(user: User) -> tuple[str, int]:
    return "waiting", user.pk


def _counted(user: User) -> Waiting:
    late = Count("key", filter=Q(since__lt=filters.late_before()))
    return Waiting(**QueueItem.objects.in_scope_of(user).aggregate(total=Count("*"), late=late))
