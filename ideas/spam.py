"""A flood: hundreds of junk texts set aside, taken back or restored at once, in a number of statements that stays.

The moves are those of `lifecycle` and `discussion`, from waiting to spam and back. Rows are locked in the order of
their ids, ideas first: two people who put the same flood away wait for each other and never block each other.
None of these texts was ever public, so search and numbers have nothing to follow.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from ideas.models import Comment, Decision, Idea, Status
from ideas.undoing import RightNow
from journal.record import record_each

Thing = Idea | Comment
Kind = Decision.Kind


@transaction.atomic
def discard(
    ideas: Collection[int], comments: Collection[int], *, as_read: Callable[[Thing], bool], by: User
) -> list[Decision]:
    """Set new ideas and comments aside; those that are decided, or not `as_read` any more, are left as they are."""
    found = _locked(Idea.objects.filter(pk__in=ideas, status=Status.SUBMITTED))
    found += _locked(Comment.objects.filter(pk__in=comments, status=Comment.Status.PENDING))
    found = [thing for thing in found if as_read(thing)]
    decisions = _decided(Kind.SPAM, found, by=by)
    now = timezone.now()
    Idea.objects.filter(pk__in=_ids(found, Idea)).update(status=Status.SPAM, pending_since=None, changed_at=now)
    Comment.objects.filter(pk__in=_ids(found, Comment)).update(status=Comment.Status.SPAM, pending_since=None)
    _record("discarded", decisions, by=by)
    return decisions


@transaction.atomic
def restore(ideas: Collection[int], comments: Collection[int], *, since: datetime, by: User) -> list[Decision]:
    """Bring back into the queue, each where it was, what was set aside no longer ago than `since`."""
    found = _locked(Idea.objects.filter(Exists(_spam("idea").filter(at__gte=since)), pk__in=ideas, status=Status.SPAM))
    set_aside = Comment.objects.filter(status=Comment.Status.SPAM)
    found += _locked(set_aside.filter(Exists(_spam("comment").filter(at__gte=since)), pk__in=comments))
    _back(found)
    decisions = _decided(Kind.RESTORED, found, by=by)
    _record("restored", decisions, by=by)
    return decisions


@transaction.atomic
def undo(decisions: Sequence[Decision], *, by: User) -> list[Decision]:
    """Take decisions "spam" back within their minute, as `lifecycle.undo` does with one; returns which.

    Left as they are: decisions of others, about something that was decided again, and those that are too old.
    """
    ids = [decision.pk for decision in decisions]
    found = _locked(Idea.objects.filter(pk__in=[one.idea_id for one in decisions], status=Status.SPAM))
    aside = Comment.objects.filter(status=Comment.Status.SPAM)
    found += _locked(aside.filter(pk__in=[one.comment_id for one in decisions]))
    # Locked first and looked at then: whoever sends their mails takes the same rows.
    _locked(Decision.objects.filter(pk__in=ids))
    later = Decision.objects.filter(Q(idea=OuterRef("idea")) | Q(comment=OuterRef("comment")), pk__gt=OuterRef("pk"))
    oldest = RightNow() - timedelta(seconds=settings.DECISION_UNDO_SECONDS)
    mine = Decision.objects.standing().filter(~Exists(later), pk__in=ids, by=by, kind=Kind.SPAM, at__gt=oldest)
    here = {(type(thing), thing.pk) for thing in found}
    undone = [one for one in mine.order_by("pk") if {(Idea, one.idea_id), (Comment, one.comment_id)} & here]
    held = {(Idea, one.idea_id) for one in undone} | {(Comment, one.comment_id) for one in undone}
    _back([thing for thing in found if (type(thing), thing.pk) in held])
    Decision.objects.filter(pk__in=[one.pk for one in undone]).update(undone_at=RightNow())
    _record("undone", undone, by=by)
    return undone


def _locked(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _ids(found: Iterable[Thing], model: type[Thing]) -> list[int]:
    return [thing.pk for thing in found if isinstance(thing, model)]


def _spam(about: str) -> QuerySet[Decision]:
    return Decision.objects.filter(kind=Kind.SPAM, **{about: OuterRef("pk")})


def _back(found: Sequence[Thing]) -> None:
    """They wait again, since when they did before the last decision."""
    ideas, comments = Idea.objects.filter(pk__in=_ids(found, Idea)), Comment.objects.filter(pk__in=_ids(found, Comment))
    ideas.update(status=Status.SUBMITTED, pending_since=_waited("idea", "submitted_at"), changed_at=timezone.now())
    comments.update(status=Comment.Status.PENDING, pending_since=_waited("comment", "created_at"))


def _waited(about: str, otherwise: str) -> Coalesce:
    return Coalesce(Subquery(_spam(about).order_by("-pk").values("waited_since")[:1]), F(otherwise))


def _decided(kind: str, found: Sequence[Thing], *, by: User) -> list[Decision]:
    return Decision.objects.bulk_create(_decision(kind, thing, by) for thing in found)


def _decision(kind: str, thing: Thing, by: User) -> Decision:
    if isinstance(thing, Comment):
        return Decision(kind=kind, comment=thing, by=by, waited_since=thing.pending_since)
    return Decision(
        kind=kind, idea=thing, version_id=thing.pending_version_id, by=by, waited_since=thing.pending_since,
        replaced_id=thing.released_version_id,
    )  # fmt: skip


def _record(what: str, decisions: Sequence[Decision], *, by: User) -> None:
    """The same entries as one by one."""
    comments = Comment.objects.in_bulk([one.comment_id for one in decisions if one.comment_id])
    name = "decision_undone" if what == "undone" else "decision"

    def entry(one: Decision) -> tuple[str, str, int, dict[str, Any]]:
        if one.comment_id:
            return (
                f"comment.{what}",
                "comment",
                one.comment_id,
                {"idea": comments[one.comment_id].idea_id, name: one.pk},
            )
        version = {"version": one.version_id} if what == "discarded" else {}
        return f"idea.{what}", "idea", one.idea_id or 0, {**version, name: one.pk}

    record_each(map(entry, decisions), by=by)
