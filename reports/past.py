"""What ideas and comments were at the end of a day, read from versions, decisions and times.

Not kept, so not known: supports taken back since, texts erased or redacted since, what a comment
said before it was edited, which authority led. `selection` and the page speak of it as "as of".
"""

from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField, Case, CharField, Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Subquery,
    Value, When,
)  # fmt: skip
from django.db.models.functions import Cast, Coalesce, Greatest

from ideas.models import Comment, Decision, IdeaVersion, Retagging, Stage, Status, Support
from journal.models import Entry

Kind = Decision.Kind
# Querysets with columns of their own, which a type checker does not know.
Rows = Any
# What a decision makes of an idea that has been public, and of one that has not.
ONCE_PUBLIC = {Kind.LOCKED: Status.LOCKED, Kind.WITHHELD: Status.LOCKED, Kind.MERGED: Status.MERGED}
PUBLIC_AGAIN = (Kind.UNLOCKED, Kind.SEPARATED)
NEVER_PUBLIC = {
    Kind.RETURNED: Status.RETURNED, Kind.REJECTED: Status.REJECTED, Kind.WITHHELD: Status.REJECTED,
    Kind.SPAM: Status.SPAM,
}  # fmt: skip


def now(ideas: Rows) -> Rows:
    """Ideas as they are, under the names that `at_end_of` uses."""
    return ideas.annotate(
        shown_version=Coalesce("released_version", "pending_version"),
        shown_status=F("status"),
        shown_stage=F("stage"),
        shown_published_at=F("published_at"),
        shown_pending_since=F("pending_since"),
    )


def before(ideas: Rows, end: datetime) -> Rows:
    """Ideas that had arrived before `end`, as they were then."""
    versions = IdeaVersion.objects.filter(idea=OuterRef("pk"))
    latest = Subquery(versions.filter(created_at__lt=end).order_by("-number").values("pk")[:1])
    # An imported text was written down later than it says it arrived.
    first = Subquery(versions.order_by("number").values("pk")[:1])
    released = _last(end, "version", kind__in=[Kind.PUBLISHED, Kind.CORRECTED, Kind.REDACTED], version__isnull=False)
    # Other tags by the office make a version of their own, which nobody decides on.
    tagged = Retagging.objects.filter(idea=OuterRef("pk"), at__lt=end).order_by("-id").values("after")[:1]
    then = ideas.filter(submitted_at__lt=end).alias(then_latest=latest, then_released=released)
    was_released = When(then_released__isnull=False, then=Greatest("then_released", Subquery(tagged)))
    return _with_status(then, end).annotate(
        shown_version=Case(
            was_released,
            default=Coalesce("then_latest", first, output_field=BigIntegerField()),
            output_field=BigIntegerField(),
        ),
        shown_stage=Coalesce(_last(end, "stage", kind=Kind.STAGE), Value(Stage.NEW)),
        shown_published_at=Case(When(published_at__lt=end, then="published_at")),
        shown_pending_since=Cast(Value(None), DateTimeField()),
    )


def with_numbers(ideas: Rows, end: datetime | None) -> Rows:
    """With the supports and public comments they have, or had before `end`."""
    if end is None:
        return ideas.annotate(shown_supports=F("counter__supports"), shown_comments=F("counter__comments"))
    return ideas.annotate(
        shown_supports=_count(Support.objects.filter(idea=OuterRef("pk"), at__lt=end)),
        shown_comments=_count(public_comments(Comment.objects.filter(idea=OuterRef("pk")), end)),
    )


def public_comments(comments: Rows, end: datetime) -> Rows:
    """Those that everybody could read just before `end`."""
    removed = Decision.objects.standing().filter(
        comment=OuterRef("pk"), kind__in=[Kind.REJECTED, Kind.WITHHELD], at__lt=end
    )
    taken_back = Entry.objects.filter(
        subject_kind="comment", subject_id=OuterRef("pk"), verb="comment.withdrawn", at__lt=end
    )
    gone = Q(status=Comment.Status.REMOVED) & Exists(removed) | Q(status=Comment.Status.WITHDRAWN) & Exists(taken_back)
    return comments.filter(published_at__lt=end).exclude(gone)


def _last(end: datetime, column: str, **fits: Any) -> Subquery:
    """A column of the last decision about an idea before `end` that fits."""
    decisions = Decision.objects.standing().filter(idea=OuterRef("pk"), at__lt=end, **fits)
    return Subquery(decisions.order_by("-id").values(column)[:1])


def _with_status(ideas: Rows, end: datetime) -> Rows:
    never = [*NEVER_PUBLIC, Kind.RESTORED]
    return ideas.alias(
        public_kind=_last(end, "kind", kind__in=[*ONCE_PUBLIC, *PUBLIC_AGAIN]),
        waiting_kind=_last(end, "kind", kind__in=never),
        asked_about=_last(end, "version", kind__in=never),
    ).annotate(
        shown_status=Case(
            # Nothing leads out of withdrawn, so its last change was the withdrawal.
            When(status=Status.WITHDRAWN, changed_at__lt=end, then=Value(Status.WITHDRAWN)),
            *(When(published_at__lt=end, public_kind=kind, then=Value(status)) for kind, status in ONCE_PUBLIC.items()),
            When(published_at__lt=end, then=Value(Status.PUBLISHED)),
            # A question was answered by another text.
            When(waiting_kind=Kind.RETURNED, asked_about__lt=F("then_latest"), then=Value(Status.SUBMITTED)),
            *(When(waiting_kind=kind, then=Value(status)) for kind, status in NEVER_PUBLIC.items()),
            default=Value(Status.SUBMITTED),
            output_field=CharField(),
        )
    )


def _count(rows: Rows) -> Coalesce:
    counted = rows.order_by().values("idea").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
