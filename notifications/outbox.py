"""From the journal to the mail server; PostgreSQL is the queue and its clock the only clock.

Fan-out is exactly once: an entry's deliveries and the mark that it was fanned out are written in
one transaction that holds the entry's row. Mail is at least once: a worker that dies between the
server's 250 and its own mark leaves a row whose lease runs out, and the mail goes out again under
the same Message-ID.
"""

import smtplib
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from ideas.models import Decision
from journal import doorbell
from journal.models import Entry
from notifications import audiences, guests, mail
from notifications.models import Delivery
from notifications.secret_mails import CODE_LIFETIME, CODES

log = structlog.get_logger("portal.outbox")

BATCH = 20
TURN_SECONDS = 60.0
# Longer than one mail can take: about nine answers of the server, each within settings.EMAIL_TIMEOUT.
LEASE = timedelta(minutes=2)
# 48 hours in all, counted from the first try: what waited for a worker is not given up for it.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 37, *[60] * 47))
GUEST_PAUSE = timedelta(hours=1)
# So many mails in a row that the server could not take, and the server is at fault, not they.
STRIKES = 3
SECRETS: dict[str, Any] = {"to": "", "body": ""}

Status = Delivery.Status
# With 48 hours to try.
AGAIN: dict[str, Any] = {"status": Status.WAITING, "due_at": Now(), "attempts": 0, "last_error": ""}


def work(seconds: float = TURN_SECONDS) -> bool:
    """Fan out and send until nothing is due; True when `seconds` were over before that."""
    tidy()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        told, sent = fan_out(BATCH), deliver_due(BATCH)
        if told < BATCH and sent < BATCH:
            return False
    return True


def tidy() -> None:
    """Drop codes that nobody can use any more, and forget whom mails of yesterday went to."""
    stale = Delivery.objects.filter(status=Status.WAITING, kind__in=CODES).older_than(CODE_LIFETIME)
    stale.update(status=Status.DROPPED, **SECRETS)
    Delivery.objects.counted_until_yesterday().update(guest_key="")


def fan_out(limit: int) -> int:
    """Write the deliveries of up to `limit` waiting entries, oldest first; returns of how many.

    An entry whose audience cannot be found stays in the journal, waiting, and holds up no other.
    """
    told, failed = 0, list[int]()
    while told < limit:
        with transaction.atomic():
            entry = Entry.objects.waiting().exclude(pk__in=failed).select_for_update(skip_locked=True).first()
            if entry is None:
                break
            try:
                with transaction.atomic():
                    _tell(entry)
            except Exception:
                log.exception("outbox.entry_untold", entry=entry.pk, verb=entry.verb)
                failed.append(entry.pk)
            else:
                told += 1
    return told


def _tell(entry: Entry) -> None:
    # What a moderator decided can be taken back for a minute; until then nobody is told.
    waits = {"due_at": entry.at + timedelta(seconds=settings.DECISION_UNDO_SECONDS)} if _can_be_undone(entry) else {}
    Delivery.objects.bulk_create(
        Delivery(
            entry=entry,
            recipient=telling.recipient,
            user=telling.user,
            kind=telling.kind,
            language=telling.language,
            **waits,
        )
        for telling in audiences.told_by(entry)
    )
    Entry.objects.filter(pk=entry.pk).update(fanned_out_at=Now())


def _can_be_undone(entry: Entry) -> bool:
    return "decision" in entry.ids and settings.DECISION_UNDO_SECONDS > 0


def deliver_due(limit: int) -> int:
    """Claim and send up to `limit` mails over one connection; returns how many were dealt with.

    Fewer than were due when the server fails `STRIKES` mails in a row; the others wait untouched.
    """
    connection = get_connection()
    dealt_with = strikes = 0
    for delivery in _claim(limit):
        if strikes == STRIKES:
            _give_back(delivery, after=timedelta(0))
        elif _renew(delivery):
            strikes = 0 if _try(delivery, connection) else strikes + 1
            dealt_with += 1
    _hang_up(connection)
    return dealt_with


@transaction.atomic
def _claim(limit: int) -> Sequence[Delivery]:
    due = Delivery.objects.due().select_related("entry").select_for_update(skip_locked=True, of=("self",))[:limit]
    claimed = list(due)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
        due_at=Now() + LEASE, attempts=F("attempts") + 1
    )
    for delivery in claimed:
        delivery.attempts += 1
    return claimed


def _renew(delivery: Delivery) -> bool:
    """Hold the row for one more mail; False when the lease ran out and somebody else has it."""
    return bool(Delivery.objects.claimed_as(delivery).update(due_at=Now() + LEASE))


def _try(delivery: Delivery, connection: Any) -> bool:
    """One try to send; False when the server could not be talked to."""
    try:
        status = _send(delivery, connection)
    except Exception as error:  # noqa: BLE001 - one mail that cannot be made must not stop the others
        _hang_up(connection)
        _failed(delivery, error)
        return not _is_the_servers_fault(error)
    if status == Status.SENT:
        # Also when the lease has run out meanwhile: it was sent.
        Delivery.objects.filter(pk=delivery.pk).update(status=status, sent_at=Now(), last_error="", **SECRETS)
    elif status == Status.DROPPED:
        Delivery.objects.claimed_as(delivery).update(status=status, guest_key="", **SECRETS)
    else:
        _give_back(delivery, after=GUEST_PAUSE)
    return True


def _send(delivery: Delivery, connection: Any) -> str:
    """What has become of the mail; raises what writing it or SMTP raises."""
    if _can_be_undone(delivery.entry) and _is_taken_back(delivery.entry):
        return Status.DROPPED
    message = mail.written(delivery)
    if message is None:
        return Status.DROPPED
    if delivery.is_to_guest and not guests.take_turn(delivery, message.to[0]):
        return Status.WAITING
    connection.open()
    connection.send_messages([message])
    return Status.SENT


@transaction.atomic
def _is_taken_back(entry: Entry) -> bool:
    """Waits for somebody who is just taking it back; see `ideas.undoing`."""
    decisions = Decision.objects.select_for_update().filter(pk=entry.ids["decision"])
    return any(undone_at for undone_at in decisions.values_list("undone_at", flat=True))


def _give_back(delivery: Delivery, *, after: timedelta) -> None:
    """Untried: it counts as no attempt."""
    Delivery.objects.claimed_as(delivery).update(due_at=Now() + after, attempts=F("attempts") - 1)


def _failed(delivery: Delivery, error: Exception) -> None:
    """Try again later, or give up where staff see it."""
    name = _name(error)
    log.warning("outbox.unsent", delivery=delivery.pk, kind=delivery.kind, attempt=delivery.attempts, error=name)
    mine = Delivery.objects.claimed_as(delivery)
    if _is_final(error) or delivery.attempts > len(BACKOFF):
        mine.update(status=Status.PARKED, last_error=name, guest_key="", **SECRETS)
    else:
        mine.update(due_at=Now() + BACKOFF[delivery.attempts - 1], last_error=name)


def _is_final(error: Exception) -> bool:
    """A permanent answer about this mail (5yz, RFC 5321, 4.2.1); one about us may yet be put right."""
    return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) and _code(error) >= 500


def _is_the_servers_fault(error: Exception) -> bool:
    about_the_mail = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return isinstance(error, OSError) and not about_the_mail


def _code(error: Exception) -> int:
    """The server's reply code, 0 without one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _text in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _name(error: Exception) -> str:
    """Class and code only: replies of servers quote addresses."""
    code = _code(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _hang_up(connection: Any) -> None:
    with suppress(Exception):
        connection.close()


@transaction.atomic
def retry(delivery: Delivery) -> bool:
    """Send a mail again that was given up, with 48 hours to try; False when it cannot be or was not.

    A mail with a secret cannot: its text was erased when it was given up.
    """
    again = Delivery.objects.parked().repeatable().filter(pk=delivery.pk)
    found = again.update(**AGAIN)
    if found:
        transaction.on_commit(doorbell.ring)
    return bool(found)


@transaction.atomic
def retry_all() -> int:
    """Send everything again that was given up and can be; returns how many. Pressed twice it is done once."""
    sent = Delivery.objects.parked().repeatable().update(**AGAIN)
    if sent:
        transaction.on_commit(doorbell.ring)
    return sent
