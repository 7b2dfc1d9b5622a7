"""Comments: written, released, removed, withdrawn. Nothing else assigns `Comment.status`."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import origins
from accounts.models import User
from ideas import pace, phases, ranks, redaction, undoing
from ideas.lifecycle import ReasonMissing
from ideas.models import Comment, Decision, Idea, Rule, Status
from ideas.models.merging import reached
from ideas.policies import appears_at_once, is_held
from ideas.search import indexing
from journal.record import record
from pages import portal_state
from texts.cleaning import is_blank

SAME_WITHIN = timedelta(days=1)
MOVES = frozenset(
    {
        (Comment.Status.PENDING, Comment.Status.PUBLISHED),
        (Comment.Status.PENDING, Comment.Status.REMOVED),
        (Comment.Status.PENDING, Comment.Status.SPAM),
        (Comment.Status.PUBLISHED, Comment.Status.REMOVED),
        (Comment.Status.PENDING, Comment.Status.WITHDRAWN),
        (Comment.Status.PUBLISHED, Comment.Status.WITHDRAWN),
        (Comment.Status.SPAM, Comment.Status.PENDING),
    }
)
# Only when a decision is taken back, or a complaint is right.
PUT_BACK = frozenset(
    {
        (Comment.Status.PUBLISHED, Comment.Status.PENDING), (Comment.Status.SPAM, Comment.Status.PENDING),
        (Comment.Status.REMOVED, Comment.Status.PENDING), (Comment.Status.REMOVED, Comment.Status.PUBLISHED),
    }
)  # fmt: skip


class ThreadClosed(Exception):
    """The idea is not published (any more); nobody can comment."""


class CommentDecided(Exception):
    """The comment is in no state from which this is possible, for instance already decided."""


@transaction.atomic
def write(
    idea: Idea, *, author: User, text: str, language: str, form_key: uuid.UUID, answers: Comment | None = None,
    origin: str = "",
) -> Comment:  # fmt: skip
    """Add a comment; one `form_key` makes one comment however often the form is sent, and so do the same words.

    Appears at once where `policies.appears_at_once`, otherwise waits. `origin` as in `accounts.origins`.
    Raises `ThreadClosed`, `phases.Closed` and `pace.TooFast`.
    """
    locked = reached(idea.pk, hold=lambda pk: Idea.objects.select_for_update(of=("self",)).get(pk=pk))
    if locked.status != Status.PUBLISHED:
        raise ThreadClosed
    phases.require(phases.Act.COMMENT, phases.Scope.of(locked))
    state = portal_state.at_this_moment()
    known, now = appears_at_once(author, state), timezone.now()
    # The key of a form counts for one person; somebody else's key is no way to their comment.
    form_key = uuid.uuid5(form_key, str(author.pk))
    comment = Comment(
        idea=locked, author=author, byline=author.display_name, text=text, language=language, form_key=form_key,
        parent=(answers.parent or answers) if answers else None,
        addressed_to=answers if answers and answers.parent_id else None,
        status=Comment.Status.PUBLISHED if known else Comment.Status.PENDING,
        created_at=now,
        published_at=now if known else None, pending_since=None if known else now,
    )  # fmt: skip
    if (sent := _sent_before(comment)) is not None:
        return sent
    pace.keep(author, state)
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError:
        return Comment.objects.get(form_key=form_key)
    return _arrived(comment, by=author, origin=origin)


def _arrived(comment: Comment, *, by: User, origin: str) -> Comment:
    waits = comment.status == Comment.Status.PENDING
    if waits:
        origins.keep(f"comment-{comment.pk}", origin)
    else:
        _count(comment, 1)
        if comment.parent_id:
            indexing.index([comment.idea_id])
    record("comment.submitted" if waits else "comment.published", "comment", comment.pk, by=by, idea=comment.idea_id)
    return comment


def _sent_before(comment: Comment) -> Comment | None:
    """What this form has sent already, or the same words of this person in the same place within `SAME_WITHIN`.

    After the browser's back button what was sent stands in a form with a new key. The lock on the idea
    lets no two of them in at once.
    """
    gone = Q(status__in=[Comment.Status.REMOVED, Comment.Status.WITHDRAWN])
    same_words = Q(
        idea=comment.idea, author=comment.author, text=comment.text, parent=comment.parent,
        addressed_to=comment.addressed_to, created_at__gt=comment.created_at - SAME_WITHIN,
    )  # fmt: skip
    return Comment.objects.filter(Q(form_key=comment.form_key) | same_words & ~gone).order_by("id").first()


@transaction.atomic
def edit(comment_id: int, *, by: User, text: str) -> Comment:
    """Change the text of one's comment; what was published is marked as edited and seen by the desk.

    Raises `CommentDecided` once personal data was removed from it, and while it is held (`policies.is_held`).
    """
    comment = _locked(comment_id)
    if comment.redacted_at or is_held(comment):
        raise CommentDecided
    if comment.text != text:
        comment.text, comment.edited_at = text, timezone.now()
        comment.pending_since = comment.pending_since or comment.edited_at
        comment.save(update_fields=["text", "edited_at", "pending_since"])
        indexing.index([comment.idea_id])
        record("comment.edited", "comment", comment.pk, by=by, idea=comment.idea_id)
    return comment


@transaction.atomic
def release(comment_id: int, *, by: User | None) -> Decision:
    """Publish a waiting comment, or accept the edit of a published one. Raises `CommentDecided`."""
    comment = _locked(comment_id)
    waited_since = comment.pending_since
    if comment.status == Comment.Status.PUBLISHED and comment.pending_since:
        comment.pending_since = None
        comment.save(update_fields=["pending_since"])
        verb = "comment.edit_accepted"
    else:
        _move(comment, Comment.Status.PUBLISHED)
        verb = "comment.published"
    decision = _decide(comment, waited_since, kind=Decision.Kind.PUBLISHED, by=by)
    record(verb, "comment", comment.pk, by=by, idea=comment.idea_id, decision=decision.pk)
    return decision


@transaction.atomic
def remove(comment_id: int, *, by: User, rule: Rule, facts: str) -> Decision:
    """Not publish or take down a comment, with facts and rule; its place in the thread stays.

    Raises `CommentDecided`, `ReasonMissing`.
    """
    if is_blank(facts):
        raise ReasonMissing("Removing needs the facts and the rule.")
    comment = _locked(comment_id)
    waited_since = comment.pending_since
    _move(comment, Comment.Status.REMOVED)
    decision = _decide(comment, waited_since, kind=Decision.Kind.REJECTED, by=by, rule=rule, message=facts)
    record("comment.removed", "comment", comment.pk, by=by, idea=comment.idea_id, decision=decision.pk, rule=rule.key)
    return decision


@transaction.atomic
def redact(comment_id: int, *, by: User, blackout: redaction.Blackout, rule: Rule, facts: str) -> Decision:
    """Put a marker in place of each passage of `blackout` and publish the rest, or leave it public.

    The words are gone from the database, from earlier decisions about the comment too.
    Raises `CommentDecided`, `ReasonMissing`.
    """
    if is_blank(facts):
        raise ReasonMissing("Removing personal data needs the facts and the rule.")
    comment = _locked(comment_id)
    waited_since = comment.pending_since
    if comment.status != Comment.Status.PUBLISHED:
        _move(comment, Comment.Status.PUBLISHED)
    comment.text = blackout.of(comment.text, language=comment.language)
    comment.edited_at = comment.redacted_at = timezone.now()
    comment.pending_since = None
    comment.save(update_fields=["text", "edited_at", "redacted_at", "pending_since"])
    indexing.index([comment.idea_id])
    redaction.erase(comment, blackout)
    decision = _decide(comment, waited_since, kind=Decision.Kind.REDACTED, by=by, rule=rule, message=facts)
    record("comment.redacted", "comment", comment.pk, by=by, idea=comment.idea_id, decision=decision.pk, rule=rule.key)
    return decision


@transaction.atomic
def withdraw(comment_id: int, *, by: User) -> Comment:
    """The author takes the comment back; answers to it keep their place. Raises `CommentDecided`."""
    comment = _locked(comment_id)
    _move(comment, Comment.Status.WITHDRAWN)
    record("comment.withdrawn", "comment", comment.pk, by=by, idea=comment.idea_id)
    return comment


@transaction.atomic
def discard(comment_id: int, *, by: User) -> Decision:
    """Put a waiting comment aside as spam; restorable. Raises `CommentDecided`."""
    comment = _locked(comment_id)
    waited_since = comment.pending_since
    _move(comment, Comment.Status.SPAM)
    decision = _decide(comment, waited_since, kind=Decision.Kind.SPAM, by=by)
    record("comment.discarded", "comment", comment.pk, by=by, idea=comment.idea_id, decision=decision.pk)
    return decision


@transaction.atomic
def withhold(comment_id: int, *, by: User, message: str, procedure: str, rule: Rule | None = None) -> Decision:
    """As `lifecycle.withhold`, for a comment. Raises `CommentDecided`, `ReasonMissing`."""
    if is_blank(message):
        raise ReasonMissing("Withholding needs words to the author.")
    comment = _locked(comment_id)
    waited_since = comment.pending_since
    _move(comment, Comment.Status.REMOVED)
    comment.evidence_since = timezone.now()
    comment.save(update_fields=["evidence_since"])
    kind = Decision.Kind.REJECTED if rule else Decision.Kind.WITHHELD
    decision = _decide(comment, waited_since, kind=kind, by=by, rule=rule, message=message)
    verb = "comment.removed" if rule else "comment.withheld"
    record(verb, "comment", comment.pk, by=by, idea=comment.idea_id, decision=decision.pk)
    record("comment.emergency", "comment", comment.pk, by=by, idea=comment.idea_id, procedure=procedure)
    return decision


@transaction.atomic
def hold_back(comment_id: int) -> None:
    """Let a comment that appeared at once wait for a moderator; not one that a moderator has looked at.

    Raises `CommentDecided`.
    """
    comment = _locked(comment_id)
    if comment.status != Comment.Status.PUBLISHED or comment.decisions.standing().exists():
        raise CommentDecided
    _move(comment, Comment.Status.PENDING, PUT_BACK)
    comment.published_at = None
    comment.save(update_fields=["published_at"])
    record("comment.held_back", "comment", comment.pk, idea=comment.idea_id)


@transaction.atomic
def reinstate(comment_id: int, *, by: User) -> Decision:
    """Publish a removed comment again, since a complaint was right. Raises `CommentDecided`."""
    comment = _locked(comment_id)
    if comment.status != Comment.Status.REMOVED or comment.evidence_since:
        raise CommentDecided
    _move(comment, Comment.Status.PUBLISHED, PUT_BACK)
    decision = _decide(comment, None, kind=Decision.Kind.UNLOCKED, by=by)
    record("comment.reinstated", "comment", comment.pk, by=by, idea=comment.idea_id, decision=decision.pk)
    return decision


@transaction.atomic
def undo(decision_id: int, *, by: User) -> Decision:
    """As `lifecycle.undo`, for a comment. Raises `CommentDecided`, `undoing.TooLate`."""
    comment = _locked(Decision.objects.values_list("comment_id", flat=True).get(pk=decision_id))
    decision = undoing.held(decision_id, by=by)
    if comment.decisions.filter(pk__gt=decision.pk).exists() or comment.evidence_since:
        raise CommentDecided
    if decision.kind != Decision.Kind.KEPT:
        _take_back(comment, decision)
    undoing.mark(decision)
    record("comment.undone", "comment", comment.pk, by=by, idea=comment.idea_id, decision_undone=decision.pk)
    return decision


def _take_back(comment: Comment, decision: Decision) -> None:
    """It waits again, or is public again: a new comment waits since it was written, a public one since its edit."""
    published_at = comment.published_at
    was_public = decision.waited_since != comment.created_at
    target = Comment.Status.PUBLISHED if was_public else Comment.Status.PENDING
    if comment.status != target:
        _move(comment, target, PUT_BACK)
    comment.published_at = published_at if was_public else None
    comment.pending_since = decision.waited_since
    comment.save(update_fields=["published_at", "pending_since"])


def _decide(comment: Comment, waited_since: datetime | None, **fields: Any) -> Decision:
    return Decision.objects.create(comment=comment, waited_since=waited_since, **fields)


def _locked(comment_id: int) -> Comment:
    return Comment.objects.select_for_update().get(pk=comment_id)


def _move(comment: Comment, target: str, moves: frozenset[tuple[str, str]] = MOVES) -> None:
    before = comment.status
    if (before, target) not in moves:
        raise CommentDecided
    comment.status = target
    comment.pending_since = comment.created_at if target == Comment.Status.PENDING else None
    if target == Comment.Status.PUBLISHED:
        comment.published_at = timezone.now()
        _count(comment, 1)
    elif before == Comment.Status.PUBLISHED:
        _count(comment, -1)
    comment.save(update_fields=["status", "pending_since", "published_at"])
    indexing.index([comment.idea_id])


def _count(comment: Comment, by: int) -> None:
    ranks.count(comment.idea_id, comments=by)
