"""Messages to the office: received, assigned, answered, closed, erased. Nothing else writes a ticket's status.

Sixty messages are one mail: staff are told when something waits, then not again until somebody
looked.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.template.loader import render_to_string

from accounts.models import User
from accounts.staff import with_permission
from journal.record import record
from pages.models import Inbox, Ticket, TicketAnswer

# More than this in an hour from everywhere, and the rest are asked to call.
MOST_IN_AN_HOUR = 200
PERMISSION = "pages.answer_ticket"


class TicketMoved(Exception):
    """Somebody else has answered, closed or erased it in the meantime."""


class NoAddress(Exception):
    """There is no address to answer to (any more)."""


def staff() -> list[User]:
    """Active staff who may answer."""
    return with_permission(PERMISSION)


def are_too_many() -> bool:
    """Whether so much came within an hour that only a telephone helps."""
    return Ticket.objects.filter(created_at__gt=Now() - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR


@transaction.atomic
def file(kind: str, *, content: dict[str, str], language: str, user: User | None, form_key: uuid.UUID) -> Ticket:
    """Take a message; one form sent twice is one ticket. `content` has the columns that were typed."""
    ticket, created = Ticket.objects.get_or_create(
        form_key=form_key, defaults={"kind": kind, "language": language, "user": user, **content}
    )
    if created:
        record("ticket.filed", "ticket", ticket.pk, by=user)
    return ticket


@transaction.atomic
def assign(ticket_id: int, *, to: User | None, by: User) -> Ticket:
    """Say who looks after it; nobody is told, they see it in the list."""
    ticket = _locked(ticket_id)
    if ticket.assigned_to_id != (to.pk if to else None):
        ticket.assigned_to = to
        ticket.save(update_fields=["assigned_to"])
        record("ticket.assigned", "ticket", ticket.pk, by=by, user=to.pk if to else None)
    return ticket


@transaction.atomic
def answer(ticket_id: int, *, text: str, seen: int, by: User) -> TicketAnswer:
    """Send an answer by mail. `seen` is the number of answers the writer knew of.

    Raises `TicketMoved`, and `NoAddress` when there is none to send to.
    """
    ticket = _locked(ticket_id)
    if ticket.answers.count() != seen or ticket.status == Ticket.Status.CLOSED:
        raise TicketMoved
    if not ticket.can_be_answered:
        raise NoAddress
    written = TicketAnswer.objects.create(ticket=ticket, text=text, by=by)
    ticket.status, ticket.settled_at = Ticket.Status.ANSWERED, written.at
    ticket.save(update_fields=["status", "settled_at"])
    record("ticket.answered", "ticket", ticket.pk, by=by, answer=written.pk)
    return written


@transaction.atomic
def close(ticket_id: int, *, reason: str, by: User) -> Ticket:
    """Done without an answer by mail. Raises `TicketMoved` when it waits no longer."""
    ticket = _locked(ticket_id)
    if ticket.status != Ticket.Status.OPEN:
        raise TicketMoved
    Ticket.objects.filter(pk=ticket.pk).update(status=Ticket.Status.CLOSED, settled_at=Now(), reason=reason)
    record("ticket.closed", "ticket", ticket.pk, by=by)
    return ticket


@transaction.atomic
def remind() -> int:
    """Tell staff, once, of what nobody has answered for settings.TICKET_REMINDER_DAYS; returns of how many."""
    overdue = Ticket.objects.overdue().select_for_update(skip_locked=True)
    numbers = list(overdue.values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=numbers).update(reminded_at=Now())
    for number in numbers:
        record("ticket.overdue", "ticket", number)
    return len(numbers)


@transaction.atomic
def erase() -> int:
    """Erase what was typed settings.TICKET_DAYS after a ticket was done; returns of how many.

    Kind, number, times and who answered stay (GDPR, Art. 5(1)(e)).
    """
    outdated = list(Ticket.objects.outdated().select_for_update(skip_locked=True).values_list("pk", flat=True))
    TicketAnswer.objects.filter(ticket__in=outdated).update(text="")
    return Ticket.objects.filter(pk__in=outdated).update(
        name="", email="", message="", page="", aid="", reason="", user=None, erased_at=Now()
    )


def looked() -> None:
    """Somebody looks at the list: the next message may ring again."""
    Inbox.objects.filter(pk=1).update(opened_at=Now())


def to_be_told() -> list[User]:
    """Who is told now of a message that arrived; marks the inbox as told. Call in a transaction."""
    people = staff()
    Inbox.objects.get_or_create(pk=1)
    armed = Inbox.objects.filter(Q(told_at__isnull=True) | Q(opened_at__gte=F("told_at")), pk=1)
    return people if people and armed.update(told_at=Now()) else []


def answer_words(ticket: Ticket, text: str) -> str:
    """The part of the mail that tells the answer, in the active language."""
    return render_to_string("mail/_ticket_answer.txt", {"number": ticket.number, "text": text}).strip()


def _locked(ticket_id: int) -> Ticket:
    return Ticket.objects.select_for_update().get(pk=ticket_id)
