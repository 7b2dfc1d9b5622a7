"""The desk: who is told that something waits.

Sixty waiting items are one mail: a desk is told once, then not again until somebody opened it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.staff import superusers, with_permission
from ideas.models import Idea
from moderation.models import Absence, Desk
from themes.models import Membership, authority_ids_of


def moderators() -> "list[User]":
    """Active staff who may moderate, whatever their authorities."""
    return with_permission("ideas.moderate")


def in_charge_of_emergency(idea: Idea) -> "list[User]":
    """Who is told at once, and may read what was written."""
    return [user for user in with_permission("ideas.handle_emergencies") if _may_read(user, idea)]


def _may_read(user: User, idea: Idea) -> bool:
    return Idea.objects.in_scope_of(user).filter(pk=idea.pk).exists()


def in_charge_of(idea: Idea) -> list[User]:
    """Every moderator who sees the idea, in two queries."""
    people = moderators()
    homes = _homes(people)
    if idea.whole_region or not idea.authority_ids:
        return people
    return [user for user in people if not homes[user.pk] or homes[user.pk] & set(idea.authority_ids)]


def _homes(people: list[User]) -> dict[int, set[int]]:
    homes: dict[int, set[int]] = {user.pk: set() for user in people}
    roles = Membership.objects.filter(user__in=people, role=Membership.Role.MODERATOR)
    for user_id, authority_id in roles.values_list("user_id", "authority_id"):
        homes[user_id].add(authority_id)
    return homes


def people_at(
    authority_ids: Iterable[int], *, whole_region: bool, but_not: int | None = None
) -> dict[int | None, list[User]]:
    """Desks concerned and who sits there: the overlap, otherwise those without memberships.

    Where nobody of them is there, superusers: whoever is told can open it. That is so for a complaint about the only
    moderator of an authority, while nobody sits in the project office.
    """
    people = _present([user for user in moderators() if user.pk != but_not])
    homes, authority_ids = _homes(people), list(authority_ids)
    found: dict[int | None, list[User]] = {}
    if not whole_region:
        for authority_id in authority_ids:
            here = [user for user in people if authority_id in homes[user.pk]]
            if here:
                found[authority_id] = here
    if not found:
        general = [user for user in people if not homes[user.pk]]
        able = people if whole_region or not authority_ids else []
        # Without superusers better everybody hears than nobody.
        found[None] = general or able or [user for user in superusers() if user.pk != but_not] or people
    return found


def _present(people: list[User]) -> list[User]:
    """Without those who are away today, as long as anybody is there."""
    away = set(Absence.objects.on(timezone.localdate()).values_list("user_id", flat=True))
    return [user for user in people if user.pk not in away] or people


def to_be_told(authority_ids: Iterable[int], *, whole_region: bool, but_not: int | None = None) -> list[User]:
    """Who is told now of something that arrived; marks their desks as told. `but_not` is whom it is not for.

    Locks the desks' rows, so that of many arrivals at once one tells. Call in a transaction.
    """
    told: dict[int, User] = {}
    for authority_id, people in sorted(
        people_at(authority_ids, whole_region=whole_region, but_not=but_not).items(), key=lambda item: item[0] or 0
    ):
        which: dict[str, Any] = {"authority_id": authority_id}
        Desk.objects.get_or_create(**which)
        armed = Desk.objects.filter(Q(told_at__isnull=True) | Q(opened_at__gte=F("told_at")), **which)
        if people and armed.update(told_at=timezone.now()):
            told.update({user.pk: user for user in people})
    return list(told.values())


def opened(by: User) -> None:
    """A moderator looks at the queue: the desks they see may be told again. Writes only what changes."""
    mine = authority_ids_of(by)
    desks = Desk.objects.filter(Q(authority_id__in=mine) | Q(authority__isnull=True)) if mine else Desk.objects.all()
    desks.filter(Q(opened_at__isnull=True) | Q(opened_at__lt=F("told_at"))).update(opened_at=timezone.now())
