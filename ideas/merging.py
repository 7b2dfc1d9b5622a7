"""Two ideas that want the same become one: proposed, told, done unless an author objects, and undone without loss.

Supports and comments move with the idea they were given to and keep its id as their `origin`; so undoing finds
them. Whoever supported both counts once: that support stays with the idea that has gone.
Held in this order: comments, ideas by id, the merge. Deciding on a comment holds the comment and then its idea.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, ranks, submission
from ideas.lifecycle import ReasonMissing
from ideas.models import Comment, Idea, Merge, Status
from ideas.models.merging import sources_of
from ideas.search import indexing
from journal.record import record
from texts.cleaning import is_blank
from texts.languages import Language

_SUPPORTS_GO = """
UPDATE ideas_support s SET idea_id = %(target)s, origin_id = coalesce(s.origin_id, %(source)s)
WHERE s.idea_id = %(source)s AND s.user_id IS DISTINCT FROM %(author)s
AND NOT EXISTS (SELECT FROM ideas_support t WHERE t.idea_id = %(target)s AND t.user_id = s.user_id)
"""
_SUPPORTS_RETURN = """
UPDATE ideas_support s SET idea_id = %(source)s, origin_id = nullif(s.origin_id, %(source)s)
WHERE s.idea_id = %(target)s AND s.origin_id = ANY(%(origins)s)
AND NOT EXISTS (SELECT FROM ideas_support t WHERE t.idea_id = %(source)s AND t.user_id = s.user_id)
"""
_COMMENTS_GO = """
UPDATE ideas_comment SET idea_id = %(target)s, origin_id = coalesce(origin_id, %(source)s)
WHERE idea_id = %(source)s RETURNING status
"""
# An answer goes where what it answers goes.
_COMMENTS_RETURN = """
UPDATE ideas_comment SET idea_id = %(source)s, origin_id = nullif(origin_id, %(source)s)
WHERE idea_id = %(target)s AND (origin_id = ANY(%(origins)s) OR parent_id IN (
    SELECT id FROM ideas_comment WHERE idea_id = %(target)s AND origin_id = ANY(%(origins)s)
)) RETURNING status
"""


class Why(Enum):
    """What stands in the way."""

    NOT_PUBLIC = "not public"
    ENTANGLED = "one of them goes into another idea already, or others wait to go into it"


class NotPossible(Exception):
    """These two ideas cannot be merged, or separated, now."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Ended(Exception):
    """The proposal was carried out, objected to or given up before, or the merge undone."""


def seen(idea: Idea, other: Idea) -> str:
    """What a form has to be about when it comes back: both texts."""
    return "-".join(str(each.pending_version_id or each.released_version_id or 0) for each in (idea, other))


def together(idea: Idea, other: Idea) -> dict[str, Any]:
    """What surrounds the words of a common idea: all that the two are about; two themes at most."""
    themes = list(dict.fromkeys([*idea.theme_ids[:1], *other.theme_ids, *idea.theme_ids]))[:2]
    same_place = idea.place_id == other.place_id and idea.place_name == other.place_name
    place = idea if same_place else Idea()
    return {
        "language": Language.GERMAN,
        "theme_ids": sorted(themes),
        "authority_ids": sorted({*idea.authority_ids, *other.authority_ids}),
        "whole_region": idea.whole_region or other.whole_region,
        "place_name": place.place_name, "place_id": place.place_id, "lon": None, "lat": None,
    }  # fmt: skip


@transaction.atomic
def propose(source_id: int, target_id: int, *, by: User, reason: str) -> Merge:
    """Propose that one published idea goes into another; both authors are told and may object.

    The same proposed twice is one. Raises `NotPossible`, `lifecycle.ReasonMissing`.
    """
    if is_blank(reason):
        raise ReasonMissing("The authors are told why.")
    held = _held([source_id, target_id])
    source, target = held[source_id], held[target_id]
    same = Merge.objects.proposed().filter(source=source, target=target, by=by, reason=reason).first()
    if same:
        return same
    if source_id == target_id or {source.status, target.status} != {Status.PUBLISHED}:
        raise NotPossible(Why.NOT_PUBLIC)
    around = Q(source=source) | Q(target=source) | Q(source=target)
    if Merge.objects.proposed().filter(around).exists():
        raise NotPossible(Why.ENTANGLED)
    merge = Merge.objects.create(source=source, target=target, reason=reason, by=by, due_at=_due())
    _tell("idea.merge_proposed", merge, by=by)
    return merge


@transaction.atomic
def propose_common(source_ids: Sequence[int], *, content: dict[str, Any], by: User, reason: str) -> Idea:
    """Publish a common idea in words of the office, and propose that the others go into it. Raises as `propose`."""
    common = submission.put_together(content, by=by)
    for source_id in source_ids:
        propose(source_id, common.pk, by=by, reason=reason)
    return common


def _due() -> datetime:
    """The end of the last day, in Berlin."""
    if not settings.MERGE_OBJECTION_DAYS:
        return timezone.now()
    after = timezone.localdate() + timedelta(days=settings.MERGE_OBJECTION_DAYS + 1)
    return timezone.make_aware(datetime.combine(after, time.min))


@transaction.atomic
def object_to(merge_id: int, *, by: User | None, words: str = "") -> Merge:
    """One of the authors does not want it: nothing is merged, the desk is told. Raises `Ended`.

    Whoever objects after another is told the same; their words are kept below the first.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge.state != Merge.State.OBJECTED:
        return _end(merge_id, Merge.State.OBJECTED, "idea.merge_objected", by=by, objection=words)
    if words not in merge.objection:
        merge.objection = "\n\n".join(filter(None, (merge.objection, words)))
        merge.save(update_fields=["objection"])
    return merge


@transaction.atomic
def drop(merge_id: int, *, by: User | None) -> Merge:
    """Give the proposal up; the authors are told. Raises `Ended`."""
    return _end(merge_id, Merge.State.DROPPED, "idea.merge_dropped", by=by)


def _end(merge_id: int, state: str, verb: str, *, by: User | None, **fields: str) -> Merge:
    merge = _held_merge(merge_id, Merge.State.PROPOSED)
    _close(merge, state, **fields)
    _tell(verb, merge, by=by)
    return merge


def carry_out_due() -> int:
    """Carry out what nobody has objected to in time; returns how many ideas have gone into others."""
    due = Merge.objects.proposed().filter(due_at__lte=timezone.now()).order_by("due_at")
    return sum(carry_out(pk) for pk in due.values_list("pk", flat=True)[:100])


@transaction.atomic
def carry_out(merge_id: int) -> bool:
    """Merge; False when one of the ideas is not public any more, and the proposal given up, or somebody was first."""
    merge = Merge.objects.get(pk=merge_id)
    _hold_comments(merge.source_id, None)
    ideas = _held([merge.source_id, merge.target_id])
    source, target = ideas[merge.source_id], ideas[merge.target_id]
    try:
        merge = _held_merge(merge_id, Merge.State.PROPOSED)
    except Ended:
        return False
    if {source.status, target.status} != {Status.PUBLISHED}:
        drop(merge_id, by=None)
        return False
    ends = {"source": source.pk, "target": target.pk, "author": target.author_id}
    _move(_SUPPORTS_GO, _COMMENTS_GO, ends, leaving=source.pk, reaching=target.pk)
    lifecycle.merge(source, by=merge.by, reason=merge.reason)
    indexing.index([target.pk])
    _close(merge, Merge.State.DONE)
    _tell("idea.merged", merge, by=None)
    return True


@transaction.atomic
def undo(merge_id: int, *, by: User | None) -> Merge:
    """Public by itself again, with what was given to it. Raises `Ended`, `NotPossible`."""
    merge = Merge.objects.get(pk=merge_id)
    origins = [merge.source_id, *sources_of(merge.source_id)]
    _hold_comments(merge.target_id, origins)
    ideas = _held([merge.source_id, merge.target_id])
    source, target = ideas[merge.source_id], ideas[merge.target_id]
    merge = _held_merge(merge_id, Merge.State.DONE)
    if target.status == Status.MERGED:
        raise NotPossible(Why.ENTANGLED)
    ends = {"source": source.pk, "target": target.pk, "origins": origins}
    _move(_SUPPORTS_RETURN, _COMMENTS_RETURN, ends, leaving=target.pk, reaching=source.pk)
    lifecycle.separate(source, by=by)
    indexing.index([target.pk])
    _close(merge, Merge.State.UNDONE)
    _tell("idea.separated", merge, by=by)
    return merge


@transaction.atomic
def withdraw(idea_id: int, *, by: User | None) -> None:
    """As `lifecycle.withdraw`; what has gone into the idea is public by itself again, proposals are given up."""
    around = list(Merge.objects.filter(Q(source=idea_id) | Q(target=idea_id), state__in=["proposed", "done"]))
    if around:
        _hold_comments(idea_id, None)
    _held([idea_id, *(pk for merge in around for pk in (merge.source_id, merge.target_id))])
    lifecycle.withdraw(idea_id, by=by)
    for merge in around:
        _unless_ended(drop if merge.is_open else undo, merge, by=by)


def _unless_ended(end: Callable[..., Merge], merge: Merge, *, by: User | None) -> None:
    try:
        end(merge.pk, by=by)
    except Ended:
        """Somebody was first."""


def _held(ids: Collection[int]) -> dict[int, Idea]:
    ideas = Idea.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {idea.pk: idea for idea in ideas}


def _held_merge(merge_id: int, state: str) -> Merge:
    merge = Merge.objects.select_for_update(of=("self",)).select_related("by").get(pk=merge_id)
    if merge.state != state:
        raise Ended
    return merge


def _hold_comments(idea_id: int, origins: list[int] | None) -> None:
    comments = Comment.objects.select_for_update(of=("self",)).filter(idea=idea_id).order_by("pk")
    if origins is not None:
        comments = comments.filter(Q(origin__in=origins) | Q(parent__origin__in=origins))
    list(comments.values_list("pk"))


def _move(supports_sql: str, comments_sql: str, ends: dict[str, Any], *, leaving: int, reaching: int) -> None:
    """Supports, comments and their numbers from one idea to another."""
    with connection.cursor() as cursor:
        cursor.execute(supports_sql, ends)
        supports = cursor.rowcount
        cursor.execute(comments_sql, ends)
        comments = sum(status == Comment.Status.PUBLISHED for (status,) in cursor.fetchall())
    ranks.count(leaving, supports=-supports, comments=-comments)
    ranks.count(reaching, supports=supports, comments=comments)


def _close(merge: Merge, state: str, **fields: str) -> None:
    for name, value in {"state": state, "ended_at": timezone.now(), **fields}.items():
        setattr(merge, name, value)
    merge.save(update_fields=["state", "ended_at", *fields])


def _tell(verb: str, merge: Merge, *, by: User | None) -> None:
    """An entry for each idea: so both authors are told."""
    for idea_id in (merge.source_id, merge.target_id):
        record(verb, "idea", idea_id, by=by, merge=merge.pk)
