"""Who may export what. Which ideas somebody reads at all says `Idea.objects.in_scope_of`."""

from typing import TypedDict

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from ideas.policies import may_moderate
from reports.models import Export
from themes.models import authority_ids_of

Person = User | AnonymousUser


class Scope(TypedDict):
    """What somebody may read: authorities (none means all), and what is kept as evidence."""

    authorities: list[int]
    evidence: bool


def may_export(user: Person) -> bool:
    """Staff with the right to export."""
    return may_moderate(user) and user.has_perm("ideas.export")


def may_export_persons(user: Person) -> bool:
    """Of those, who may take names and addresses of people out."""
    return may_export(user) and user.has_perm("reports.export_persons")


def may_read_record(user: Person) -> bool:
    """Of those, who sees what everybody has exported."""
    return may_export(user) and user.has_perm("reports.view_export")


def may_have(user: Person, export: Export) -> bool:
    """Whether this export may be made for or given to this person now."""
    return may_export_persons(user) if export.has_persons else may_export(user)


def scope_of(user: Person) -> Scope:
    """What the person may read now."""
    return {"authorities": authority_ids_of(user), "evidence": user.has_perm("ideas.handle_emergencies")}


def may_fetch(user: Person, export: Export) -> bool:
    """Whether the person may read now all that could be read when the rows were."""
    if not may_have(user, export) or not export.scope:
        return False
    mine, theirs = scope_of(user), export.scope
    wide = not mine["authorities"]
    within = bool(theirs["authorities"]) and set(theirs["authorities"]) <= set(mine["authorities"])
    return (wide or within) and (mine["evidence"] or not theirs["evidence"])
