"""How much waits, for the header of every page of the administration: at most five seconds old.

Whoever did something at the desk sees at once what it changed, and never another number than the page below. Kept
in the cache, since the next request of the same person may be answered by another process.
"""

from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, Q

from accounts.models import User
from moderation import filters
from moderation.models import QueueItem


SECONDS = 5


class Waiting(NamedTuple):
    """What waits for one moderator, and how much of it is late."""

    total: int
    late: int


def waiting(user: User) -> Waiting:
    """A query for their authorities and one that counts, or none."""
    found: Any = cache.get_or_set(_key(user), lambda: tuple(_counted(user)), SECONDS)
    return Waiting(*found)


def counted(user: User, *, total: int, late: int) -> None:
    """A page has just counted them itself."""
    cache.set(_key(user), (total, late), SECONDS)


def changed(user: User) -> None:
    """They have done something: count anew."""
    cache.delete(_key(user))


def _key(user: User) -> str:
    return f"desk:waiting:{user.pk}"


def _counted(user: User) -> Waiting:
    late = Count("key", filter=Q(since__lt=filters.late_before()))
    return Waiting(**QueueItem.objects.in_scope_of(user).aggregate(total=Count("*"), late=late))
