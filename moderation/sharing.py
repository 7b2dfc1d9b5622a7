"""Several people at one queue: who has an item open, whose it is, and what is theirs today."""

import time
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ideas.models import Idea
from moderation import desk
from moderation.models import Absence, Assignment, DeskItem
from moderation.tickets import Ticket

# Whoever has not loaded the page again for so long has gone.
OPEN_SECONDS = 600


class NotInCharge(Exception):
    """The person does not moderate, or not this idea."""


def open_item(key: str, *, by: User) -> None:
    """Somebody looks at an item. Kept in the cache alone: without it nobody is shown to be there."""
    there = {pk: at for pk, at in cache.get(_place(key), {}).items() if at > time.time() - OPEN_SECONDS}
    cache.set(_place(key), {**there, by.pk: time.time()}, timeout=OPEN_SECONDS)


def leave(*keys: str) -> None:
    """They are decided: nobody has them open any more."""
    cache.delete_many(map(_place, keys))


def open_by(keys: Iterable[str], *, but_not: User) -> dict[str, int]:
    """Which items others have open, and the id of who has looked last."""
    places = {_place(key): key for key in keys}
    found: dict[str, int] = {}
    for place, there in cache.get_many(list(places)).items():
        others = {pk: at for pk, at in there.items() if pk != but_not.pk}
        if others:
            found[places[place]] = max(others, key=lambda pk: others[pk])
    return found


def _place(key: str) -> str:
    return f"desk:open:{key}"


@transaction.atomic
def assign(ticket: Ticket, *, to: User | None, by: User, idea: Idea) -> None:
    """Give a waiting item to somebody, or to nobody. Raises `NotInCharge`."""
    if to is None:
        Assignment.objects.filter(key=ticket.key).delete()
        return
    if to not in desk.in_charge_of(idea):
        raise NotInCharge
    Assignment.objects.update_or_create(key=ticket.key, defaults={"user": to, "by": by, "at": timezone.now()})


def assigned(items: Iterable[DeskItem]) -> dict[str, Assignment]:
    """Whose the items are, in one query."""
    keys = [item.key for item in items]
    return {row.key: row for row in Assignment.objects.select_related("user").filter(key__in=keys)}


def acting_for(user: User) -> list[int]:
    """Whose items are this person's today: their own, and those of people they stand in for."""
    return [user.pk, *Absence.stood_in_for(user, timezone.localdate())]
