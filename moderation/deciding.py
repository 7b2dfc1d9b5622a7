"""Decisions from the desk: what is decided is what was read, and only once.

Every decision takes the `Ticket` of what a moderator saw. Whoever comes second gets
`AlreadyDecided`; whoever read a text that its author has changed gets `TextChanged`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import User
from ideas import discussion, lifecycle, redaction
from ideas.models import Comment, Decision, Idea, Rule, Status
from moderation import cases, complaints
from moderation.models import Case
from moderation.tickets import Ticket, wording


class AlreadyDecided(Exception):
    """It no longer waits for this person: somebody decided it, or its author took it back."""


class TextChanged(Exception):
    """Its author has changed the text since it was read, or somebody else has reported it."""


@contextmanager
def _deciding() -> Iterator[None]:
    """One transaction; the refusals of the floors below in the two words of the desk."""
    try:
        with transaction.atomic():
            yield
    except (lifecycle.MoveNotAllowed, discussion.CommentDecided, cases.CaseClosed) as refusal:
        raise AlreadyDecided from refusal
    except (lifecycle.VersionChanged, cases.ReportedAgain) as refusal:
        raise TextChanged from refusal


def release(ticket: Ticket, *, by: User, lead_authority_id: int | None = None, office_leads: bool = False) -> Decision:
    """Publish an idea, an amendment or a comment. Raises `AlreadyDecided`, `TextChanged`."""
    with _deciding():
        if ticket.table == "comment":
            _hold_comment(ticket)
            return discussion.release(ticket.pk, by=by)
        return lifecycle.publish(
            _idea_id(ticket),
            version_id=ticket.version,
            by=by,
            lead_authority_id=lead_authority_id,
            office_leads=office_leads,
        )


def correct(
    ticket: Ticket, *, by: User, title: str, text: str, rule: Rule, facts: str, lead_authority_id: int | None = None
) -> Decision:
    """Publish an idea or an amendment with other words. Raises as `release`, and `ReasonMissing`."""
    with _deciding():
        return lifecycle.correct(
            _idea_id(ticket), version_id=ticket.version, by=by, title=title, text=text, rule=rule, facts=facts,
            lead_authority_id=lead_authority_id,
        )  # fmt: skip


def answer_complaint(ticket: Ticket, *, by: User, outcome: str, reasons: str) -> None:
    """Decide a complaint about somebody else's decision. Raises `AlreadyDecided`, `ReasonMissing`."""
    try:
        complaints.decide(ticket.pk, by=by, outcome=outcome, reasons=reasons)
    except (complaints.AlreadyDecided, complaints.OwnDecision) as refusal:
        raise AlreadyDecided from refusal


def ask(ticket: Ticket, *, by: User, question: str) -> Decision:
    """Send an idea back with a question. Raises as `release`, and `ReasonMissing`."""
    with _deciding():
        return lifecycle.ask(_idea_id(ticket), version_id=ticket.version, by=by, question=question)


def refuse(ticket: Ticket, *, by: User, rule: Rule, facts: str) -> Decision:
    """Do not publish an idea, an amendment or a comment. Raises as `release`, and `ReasonMissing`."""
    with _deciding():
        if ticket.table == "comment":
            _hold_comment(ticket)
            return discussion.remove(ticket.pk, by=by, rule=rule, facts=facts)
        return lifecycle.reject(_idea_id(ticket), version_id=ticket.version, by=by, rule=rule, facts=facts)


def discard(ticket: Ticket, *, by: User) -> Decision:
    """Set a new idea or comment aside as spam. Raises as `release`."""
    with _deciding():
        if ticket.table == "comment":
            _hold_comment(ticket)
            return discussion.discard(ticket.pk, by=by)
        return lifecycle.discard(_idea_id(ticket), version_id=ticket.version, by=by)


def settle(ticket: Ticket, *, by: User, outcome: str, message: str = "") -> Decision | None:
    """Answer a case without touching what it is about: it keeps the rules, or it is gone already.

    Raises as `release`.
    """
    with _deciding():
        about, case = _hold_reported(ticket)
        decision = None
        if outcome == Case.Outcome.DISMISSED and about.status == Status.PUBLISHED:
            which = {"comment": about} if isinstance(about, Comment) else {"idea": about}
            decision = Decision.objects.create(
                kind=Decision.Kind.KEPT, by=by, message=message, waited_since=case.opened_at, **which
            )
        cases.close(case, by=by, outcome=outcome, decision=decision)
        return decision


def uphold(ticket: Ticket, *, by: User, rule: Rule, facts: str) -> Decision:
    """Lock the reported idea or remove the reported comment; answers the whole case.

    Raises as `release`, and `ReasonMissing`.
    """
    with _deciding():
        about, case = _hold_reported(ticket)
        if isinstance(about, Comment):
            decision = discussion.remove(about.pk, by=by, rule=rule, facts=facts)
        else:
            decision = lifecycle.lock(about.pk, by=by, rule=rule, facts=facts)
        cases.close(case, by=by, outcome=Case.Outcome.UPHELD, decision=decision)
        return decision


def redact(
    ticket: Ticket, *, by: User, blackout: redaction.Blackout, rule: Rule, facts: str,
    lead_authority_id: int | None = None,
) -> Decision:  # fmt: skip
    """Take what `blackout` names out of a text and publish the rest, or leave it public.

    What waits is released with it; a case is answered. For a case the ticket's version is that of the text,
    whichever reports have been read. Raises as `release`, and `ReasonMissing`.
    """
    with _deciding():
        about = _hold_text(ticket)
        if isinstance(about, Comment):
            decision = discussion.redact(about.pk, by=by, blackout=blackout, rule=rule, facts=facts)
        else:
            decision = lifecycle.redact(
                about.pk, version_id=ticket.version, by=by, blackout=blackout, rule=rule, facts=facts,
                lead_authority_id=lead_authority_id,
            )  # fmt: skip
        cases.black_out(about, blackout)
        if ticket.table == "case":
            cases.close_about(about, by=by, decision=decision)
        return decision


def withhold(ticket: Ticket, *, by: User, message: str, procedure: str, rule: Rule | None = None) -> Decision:
    """In an emergency show nothing of it and write to its author, whatever its version is by now.

    Answers what readers have reported about it. Raises `AlreadyDecided`, `ReasonMissing`.
    """
    with _deciding():
        about = _thing(ticket)
        hide = discussion.withhold if isinstance(about, Comment) else lifecycle.withhold
        decision = hide(about.pk, by=by, message=message, procedure=procedure, rule=rule)
        cases.close_about(about, by=by, decision=decision)
        return decision


def _idea_id(ticket: Ticket) -> int:
    if ticket.table != "idea":
        raise ValueError(f"{ticket} is no idea.")
    return ticket.pk


def _hold_comment(ticket: Ticket) -> None:
    comment = Comment.objects.select_for_update().get(pk=ticket.pk)
    if comment.pending_since is None:
        raise AlreadyDecided
    if wording(comment) != ticket.version:
        raise TextChanged


def _hold_reported(ticket: Ticket) -> tuple[Idea | Comment, Case]:
    """Locks what the case is about before the case, so that two deciding it cannot block each other."""
    about = _hold_thing(Case.objects.get(pk=ticket.pk))
    case = cases.hold(ticket.pk, read=ticket.version)
    if wording(about) != ticket.wording:
        raise TextChanged
    return about, case


def _hold_thing(case: Case) -> Idea | Comment:
    if case.comment_id:
        return Comment.objects.select_for_update().get(pk=case.comment_id)
    return Idea.objects.select_for_update(of=("self",)).get(cases=case)


def _thing(ticket: Ticket) -> Idea | Comment:
    if ticket.table == "idea":
        return Idea.objects.get(pk=ticket.pk)
    if ticket.table == "comment":
        return Comment.objects.get(pk=ticket.pk)
    return Case.objects.select_related("idea", "comment").get(pk=ticket.pk).thing


def _hold_text(ticket: Ticket) -> Idea | Comment:
    """Locks the comment that was read; of an idea the lifecycle compares the version."""
    if ticket.table == "case":
        about = _hold_thing(Case.objects.get(pk=ticket.pk))
        cases.hold(ticket.pk, read=None)
        if wording(about) != ticket.version:
            raise TextChanged
        return about
    if ticket.table == "idea":
        return Idea.objects.get(pk=ticket.pk)
    comment = Comment.objects.select_for_update().get(pk=ticket.pk)
    readable = comment.status == Comment.Status.PUBLISHED or comment.pending_since is not None
    if not readable:
        raise AlreadyDecided
    if wording(comment) != ticket.version:
        # The words of a redacted comment are a moderator's: nobody else has changed them since.
        raise AlreadyDecided if comment.redacted_at else TextChanged
    return comment
