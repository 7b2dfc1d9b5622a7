"""The desk: who is told that something waits, and reports about what is published.

Sixty waiting items are one mail: a desk is told once, then not again until somebody opened it.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from ideas.models import Comment, Idea, Rule
from journal.record import record
from moderation.models import Desk, Report
from themes.models import Membership, authority_ids_of


def moderators() -> "list[User]":
    """Active staff who may moderate, whatever their authorities."""
    return list(User.objects.staff_with("ideas.moderate"))


def people_at(authority_ids: Iterable[int], *, whole_region: bool) -> dict[int | None, list[User]]:
    """Desks concerned and who sits there: the overlap, otherwise those without memberships."""
    people = moderators()
    homes: dict[int, set[int]] = {user.pk: set() for user in people}
    roles = Membership.objects.filter(user__in=people, role=Membership.Role.MODERATOR)
    for user_id, authority_id in roles.values_list("user_id", "authority_id"):
        homes[user_id].add(authority_id)
    found: dict[int | None, list[User]] = {}
    if not whole_region:
        for authority_id in authority_ids:
            here = [user for user in people if authority_id in homes[user.pk]]
            if here:
                found[authority_id] = here
    if not found:
        general = [user for user in people if not homes[user.pk]]
        # Nobody sits in the project office: better everybody hears than nobody.
        found[None] = general or people
    return found


def to_be_told(authority_ids: Iterable[int], *, whole_region: bool) -> list[User]:
    """Who is told now of something that arrived; marks their desks as told.

    Locks the desks' rows, so that of many arrivals at once one tells. Call in a transaction.
    """
    told: dict[int, User] = {}
    for authority_id, people in sorted(
        people_at(authority_ids, whole_region=whole_region).items(), key=lambda item: item[0] or 0
    ):
        which: dict[str, Any] = {"authority_id": authority_id}
        Desk.objects.get_or_create(**which)
        armed = Desk.objects.filter(Q(told_at__isnull=True) | Q(opened_at__gte=F("told_at")), **which)
        if people and armed.update(told_at=timezone.now()):
            told.update({user.pk: user for user in people})
    return list(told.values())


def opened(by: User) -> None:
    """A moderator looks at the queue: the desks they see may be told again."""
    mine = authority_ids_of(by)
    desks = Desk.objects.filter(Q(authority_id__in=mine) | Q(authority__isnull=True)) if mine else Desk.objects.all()
    desks.update(opened_at=timezone.now())


@transaction.atomic
def report(
    about: Idea | Comment, *, rule: Rule | None, text: str, reporter: User | None, form_key: uuid.UUID
) -> Report:
    """Take a reader's report; one form sent twice is one report."""
    idea, comment = (about, None) if isinstance(about, Idea) else (None, about)
    filed, created = Report.objects.get_or_create(
        form_key=form_key,
        defaults={"idea": idea, "comment": comment, "rule": rule, "text": text, "reporter": reporter},
    )
    if created:
        about_idea = idea.pk if idea else about.idea_id if isinstance(about, Comment) else 0
        record("report.filed", "report", filed.pk, by=reporter, idea=about_idea)
    return filed


class ReportClosed(Exception):
    """Somebody else has answered the report already."""


@transaction.atomic
def close_report(report_id: int, *, by: User, outcome: str) -> Report:
    """Answer a report. Raises `ReportClosed` when it was answered before."""
    held = Report.objects.select_for_update().get(pk=report_id)
    if held.closed_at:
        raise ReportClosed
    held.closed_at, held.closed_by, held.outcome = timezone.now(), by, outcome
    held.save(update_fields=["closed_at", "closed_by", "outcome"])
    record("report.closed", "report", held.pk, by=by, outcome=outcome)
    return held
