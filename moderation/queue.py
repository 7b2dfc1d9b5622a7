"""The queue as one moderator sees it: an item by its key, the next one, and what became of a decided one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext

from accounts.models import User
from ideas import decided
from ideas.models import Comment, Decision, Idea
from moderation import filters, header, sharing
from moderation.models import Assignment, Case, Complaint, QueueItem
from moderation.models.desk import QueueQuerySet
from moderation.tickets import Ticket


def waiting_for(user: User) -> QueueQuerySet:
    """What waits for this moderator, oldest first."""
    return QueueItem.objects.in_scope_of(user).oldest_first()


@dataclass(frozen=True)
class Summary:
    """What waits for one moderator, in numbers; each leads to its list."""

    total: int
    late: int
    due: int
    cases: int
    complaints: int
    mine: int


def summary(user: User) -> Summary:
    """All numbers in one query."""
    mine = Assignment.objects.filter(user__in=sharing.acting_for(user)).values("key")
    counts = (
        waiting_for(user)
        .order_by()
        .aggregate(
            total=Count("*"),
            late=Count("object_id", filter=Q(since__lt=filters.late_before())),
            due=Count("object_id", filter=Q(since__lt=filters.due_before())),
            cases=Count("object_id", filter=Q(key__startswith="case-")),
            complaints=Count("object_id", filter=Q(key__startswith="complaint-")),
            mine=Count("object_id", filter=Q(key__in=mine)),
        )
    )
    counts["due"] -= counts["late"]
    header.counted(user, total=counts["total"], late=counts["late"])
    return Summary(**counts)


def find(user: User, key: str) -> QueueItem | None:
    """The waiting item, or None when it has been decided. 404 for what is not this moderator's."""
    ticket = Ticket.parse(f"{key}:0")
    if ticket is None:
        raise Http404
    item: QueueItem | None = waiting_for(user).filter(key=key, object_id=ticket.pk).first()
    if item is None and not is_in_scope(user, ticket):
        raise Http404
    return item


def is_in_scope(user: User, ticket: Ticket) -> bool:
    """Whether this moderator is responsible for it, waiting or not, also where the text is kept as evidence."""
    ideas = Idea.objects.on_desk_of(user)
    if ticket.table == "idea":
        return ideas.filter(pk=ticket.pk).exists()
    if ticket.table == "comment":
        return ideas.filter(comments=ticket.pk).exists()
    held = Case if ticket.table == "case" else Complaint
    return held.objects.filter(pk=ticket.pk).on_desk_of(user).exists()


def are_in_scope(user: User, tickets: Iterable[Ticket]) -> bool:
    """As `is_in_scope` for many, in a query for each table."""
    ideas, by_table = Idea.objects.on_desk_of(user), defaultdict[str, set[int]](set)
    for ticket in tickets:
        by_table[ticket.table].add(ticket.pk)
    rows: dict[str, QuerySet[Any]] = {
        "idea": ideas, "comment": Comment.objects.filter(idea__in=ideas),
        "case": Case.objects.on_desk_of(user), "complaint": Complaint.objects.on_desk_of(user),
    }  # fmt: skip
    return all(rows[table].filter(pk__in=ids).count() == len(ids) for table, ids in by_table.items())


def next_after(user: User, item: QueueItem | None) -> QueueItem | None:
    """The item behind `item`, so that one that was skipped does not come back at once; else the oldest."""
    waiting = waiting_for(user)
    if item is None:
        return waiting.first()
    return waiting.after(item.place, item.key).first() or waiting.exclude(key=item.key).first()


def one_before(user: User, item: QueueItem) -> QueueItem | None:
    """The item in front of `item`; None for the oldest."""
    return waiting_for(user).before(item.place, item.key).first()


def outcome(ticket: Ticket) -> str:
    """Who decided what and when, for whoever comes second."""
    held: Case | Complaint | None = None
    if ticket.table == "case":
        held = Case.objects.select_related("closed_by").get(pk=ticket.pk)
        by, at = held.closed_by, held.closed_at
    elif ticket.table == "complaint":
        held = Complaint.objects.select_related("decided_by").get(pk=ticket.pk)
        by, at = held.decided_by, held.decided_at
    if held and at:
        return decided.sentence(by, at, held.get_outcome_display())
    if isinstance(held, Complaint):
        return gettext("This complaint is about a decision of yours: somebody else has to answer it.")
    return decided.told(thing(ticket))


def thing(ticket: Ticket) -> Idea | Comment:
    """The idea or comment that waits, or that a case or complaint is about."""
    if ticket.table == "idea":
        return _idea(ticket.pk)
    if ticket.table == "comment":
        return _comment(ticket.pk)
    held: Case | Decision
    held = Case.objects.get(pk=ticket.pk) if ticket.table == "case" else Decision.objects.get(complaints=ticket.pk)
    return _comment(held.comment_id) if held.comment_id else _idea(held.idea_id)


def _idea(pk: int | None) -> Idea:
    related = ("author", "authorship", "released_version")
    return Idea.objects.select_related(*related).get(Q(pk=pk))


def _comment(pk: int) -> Comment:
    return Comment.objects.select_related("author", "idea", "parent").get(pk=pk)
