"""Complaints against decisions: within six months, decided by somebody else, with reasons.

Regulation (EU) 2022/2065, Art. 20: authors complain about what was done to their text, readers about a report that
was found to be groundless. What is upheld is put back at once, as far as it still can be.
"""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Decision, Idea, Status
from journal.record import record
from moderation import cases
from moderation.models import Complaint, Report
from texts.cleaning import is_blank

Kind = Decision.Kind
BY_AUTHORS = frozenset({Kind.REJECTED, Kind.LOCKED, Kind.REDACTED, Kind.CORRECTED})
BY_READERS = frozenset({Kind.KEPT})


class NotContestable(Exception):
    """There is no such right: another kind of decision, taken back, or more than six months ago."""


class AlreadyDecided(Exception):
    """Somebody has decided the complaint."""


class OwnDecision(Exception):
    """Nobody decides a complaint about their own decision."""


def is_contestable(decision: Decision, *, report: Report | None = None) -> bool:
    """Whether the author, or the reader who filed `report`, can complain about it now."""
    kinds = BY_READERS if report else BY_AUTHORS
    in_time = decision.at > timezone.now() - timedelta(days=settings.COMPLAINT_DAYS)
    return decision.kind in kinds and decision.undone_at is None and in_time


@transaction.atomic
def file(decision: Decision, *, text: str, by: User | None, report: Report | None = None) -> Complaint:
    """Take a complaint; however often it is sent, each side has one against a decision. Raises `NotContestable`."""
    held = Decision.objects.select_related("comment").select_for_update(of=("self",)).get(pk=decision.pk)
    if not is_contestable(held, report=report):
        raise NotContestable
    filed, created = Complaint.objects.get_or_create(decision=held, report=report, defaults={"text": text})
    if created:
        comment = {"comment": held.comment_id} if held.comment_id else {}
        idea_id = held.comment.idea_id if held.comment else held.idea_id
        record("complaint.filed", "complaint", filed.pk, by=by, contested=held.pk, idea=idea_id, **comment)
    return filed


@transaction.atomic
def decide(complaint_id: int, *, by: User, outcome: str, reasons: str) -> Complaint:
    """Answer a complaint with reasons; what is upheld is put back.

    Raises `AlreadyDecided`, `OwnDecision`, `lifecycle.ReasonMissing`.
    """
    if is_blank(reasons):
        raise lifecycle.ReasonMissing("A complaint is answered with reasons.")
    decision = Decision.objects.select_related("idea", "comment", "version__corrects").get(complaints=complaint_id)
    _lock(decision)
    decision.refresh_from_db()
    complaint = Complaint.objects.select_for_update().get(pk=complaint_id)
    if complaint.decided_at:
        raise AlreadyDecided
    if decision.by_id == by.pk:
        raise OwnDecision
    if outcome == Complaint.Outcome.UPHELD:
        # Its author may have taken it back meanwhile: then the answer is all there is to do.
        with suppress(lifecycle.MoveNotAllowed, discussion.CommentDecided), transaction.atomic():
            _put_back(decision, by=by)
    complaint.decided_at, complaint.decided_by = timezone.now(), by
    complaint.outcome, complaint.reasons = outcome, reasons
    complaint.save(update_fields=["decided_at", "decided_by", "outcome", "reasons"])
    record("complaint.decided", "complaint", complaint.pk, by=by, outcome=outcome, contested=decision.pk)
    return complaint


def _lock(decision: Decision) -> None:
    """What it is about first, as every decision does."""
    if decision.comment_id:
        Comment.objects.select_for_update().get(pk=decision.comment_id)
    elif decision.idea_id:
        Idea.objects.select_for_update(of=("self",)).get(pk=decision.idea_id)


def _put_back(decision: Decision, *, by: User) -> None:
    if decision.kind == Kind.KEPT:
        cases.reopen(decision)
    elif decision.comment_id:
        if decision.kind == Kind.REJECTED:
            discussion.reinstate(decision.comment_id, by=by)
    elif decision.kind == Kind.LOCKED:
        lifecycle.unlock(decision.idea_id, by=by)  # type: ignore[arg-type] # one of the two, says the constraint
    elif decision.kind in {Kind.REJECTED, Kind.CORRECTED}:
        _publish_again(decision, by=by)


def _publish_again(decision: Decision, *, by: User) -> None:
    """The text that was refused or corrected, as its author wrote it; not where there is a newer one by now."""
    idea, version = decision.idea, decision.version
    if idea is None or version is None or (idea.status == Status.PUBLISHED and idea.pending_version_id):
        return
    wanted = version.corrects if decision.kind == Kind.CORRECTED else version
    if wanted is None:
        return
    lifecycle.reconsider(idea.pk, version_id=wanted.pk, by=by)
    lifecycle.publish(idea.pk, version_id=wanted.pk, by=by, lead_authority_id=idea.lead_authority_id)
