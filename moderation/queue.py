"""The queue as one moderator sees it: an item by its key, the next one, and what became of a decided one."""

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from ideas import decided
from ideas.models import Comment, Idea
from moderation.models import DeskQuerySet, QueueItem, Report
from moderation.tickets import Ticket


def waiting_for(user: User) -> DeskQuerySet:
    """What waits for this moderator, oldest first."""
    return QueueItem.objects.in_scope_of(user).oldest_first()


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
    return ideas.filter(reports=ticket.pk).exists() or ideas.filter(comments__reports=ticket.pk).exists()


def next_after(user: User, item: QueueItem | None) -> QueueItem | None:
    """The item behind `item`, so that one that was skipped does not come back at once; else the oldest."""
    waiting = waiting_for(user)
    if item is None:
        return waiting.first()
    return waiting.after(item.since, item.key).first() or waiting.exclude(key=item.key).first()


def outcome(ticket: Ticket) -> str:
    """Who decided what and when, for whoever comes second."""
    if ticket.table == "report":
        report = Report.objects.select_related("closed_by").get(pk=ticket.pk)
        if report.closed_at:
            return decided.sentence(report.closed_by, report.closed_at, report.get_outcome_display())
    return decided.told(thing(ticket))


def thing(ticket: Ticket) -> Idea | Comment:
    """The idea or comment that waits, or that a report is about."""
    if ticket.table == "idea":
        return _idea(ticket.pk)
    if ticket.table == "comment":
        return _comment(ticket.pk)
    report = Report.objects.get(pk=ticket.pk)
    return _comment(report.comment_id) if report.comment_id else _idea(report.idea_id)


def _idea(pk: int | None) -> Idea:
    related = ("author", "authorship", "released_version")
    return Idea.objects.select_related(*related).get(Q(pk=pk))


def _comment(pk: int) -> Comment:
    return Comment.objects.select_related("author", "idea", "parent").get(pk=pk)
