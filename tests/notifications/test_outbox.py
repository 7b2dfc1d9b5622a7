"""The outbox: fan-out exactly once, mail at least once, and nothing holds up the rest."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from ideas.models import Idea
from journal.models import Entry
from journal.record import record
from moderation.models import Desk
from notifications import outbox, secret_mails
from notifications.audiences import AUDIENCES, Telling
from notifications.models import GUEST, Delivery
from tests import make
from tests.notifications.conftest import point_at
from tests.notifications.servers import MailSink, free_port, silent_server
from tests.together import at_once

Status = Delivery.Status
committed = pytest.mark.django_db(transaction=True)


def entry(verb: str = "idea.published", subject_id: int = 0, kind: str = "idea") -> Entry:
    with transaction.atomic():
        return record(verb, kind, subject_id)


def delivery(email: str = "") -> Delivery:
    """A mail that is due, to a new account (with this address), about an idea of theirs."""
    author = make.user(email)
    return _about(make.receipt(author=author).idea, user=author, recipient=f"user-{author.pk}")


def guest_delivery(email: str) -> Delivery:
    return _about(make.receipt(guest={"email": email}).idea, recipient=GUEST)


def _about(idea: Idea, **fields: Any) -> Delivery:
    made = Delivery.objects.create(entry=entry(subject_id=idea.pk), kind="idea_published", **fields)
    Entry.objects.waiting().update(fanned_out_at=Now())
    return made


def code(to: str = "code@example.org", kind: str = "login_code") -> Delivery:
    return secret_mails.enqueue(kind=kind, to=to, subject="Ihr Code", body="482913", user=None)


def stored(status: str = "") -> list[Delivery]:
    found = Delivery.objects.order_by("id")
    return list(found.filter(status=status) if status else found)


def all_due_now() -> None:
    Delivery.objects.filter(status=Status.WAITING).update(due_at=Now())


def minutes_until_due(of: Delivery) -> float:
    of.refresh_from_db()
    return round((of.due_at - timezone.now()).total_seconds() / 60)


# --- Fan-out ---


@committed
def test_parallel_fan_out_tells_everybody_once() -> None:
    author = make.user()
    for _ in range(12):
        make.receipt(author=author)
    results = at_once(*[lambda: outbox.fan_out(100)] * 4)
    assert sum(results) == 12
    assert Delivery.objects.filter(kind="idea_submitted").count() == 12
    assert not Entry.objects.waiting().exists()


@pytest.mark.django_db
def test_database_refuses_a_second_delivery() -> None:
    first = delivery()
    with pytest.raises(IntegrityError, match="delivery_once"), transaction.atomic():
        Delivery.objects.create(entry=first.entry, kind="idea_published", user=first.user, recipient=first.recipient)


@pytest.mark.django_db
def test_entry_that_cannot_be_told_waits_and_holds_up_no_other() -> None:
    unknown = entry("idea.painted")
    make.receipt(author=make.user())
    assert outbox.fan_out(10) == 1
    assert Delivery.objects.filter(kind="idea_submitted").count() == 1
    assert list(Entry.objects.waiting()) == [unknown]
    assert outbox.fan_out(10) == 0


@pytest.mark.django_db
def test_what_cannot_be_told_does_not_use_up_the_round() -> None:
    for _ in range(5):
        entry("idea.painted")
    make.receipt(author=make.user())
    assert outbox.fan_out(2) == 1
    assert Delivery.objects.filter(kind="idea_submitted").count() == 1


@pytest.mark.django_db
def test_failure_after_the_desk_was_marked_takes_the_mark_back(monkeypatch: pytest.MonkeyPatch) -> None:
    make.user(groups=["Moderation"])
    make.receipt()

    def broken(_entry: Entry) -> list[Telling]:
        assert Desk.objects.filter(told_at__isnull=False).exists()
        raise RuntimeError

    row = AUDIENCES["idea.submitted"]
    monkeypatch.setitem(AUDIENCES, "idea.submitted", (*row, broken))
    assert outbox.fan_out(10) == 0
    assert not Desk.objects.filter(told_at__isnull=False).exists()
    monkeypatch.setitem(AUDIENCES, "idea.submitted", row)
    assert outbox.fan_out(10) == 1
    assert [mail.kind for mail in stored()] == ["queue"]


# --- Claims and leases ---


@committed
def test_parallel_workers_send_each_mail_once(sink: MailSink) -> None:
    mails = [delivery() for _ in range(12)]
    at_once(*[lambda: outbox.deliver_due(4)] * 4)
    while outbox.deliver_due(4):
        pass
    ids = sorted(str(message["Message-ID"]).partition("@")[0] for message in sink.mails)
    assert ids == sorted(f"<delivery-{mail.pk}" for mail in mails)
    assert {mail.status for mail in stored()} == {Status.SENT}


@pytest.mark.django_db
def test_many_mails_take_one_connection_and_keep_their_order(sink: MailSink) -> None:
    mails = [delivery() for _ in range(5)]
    assert outbox.deliver_due(10) == 5
    assert sink.connections == 1
    assert sink.addresses == [mail.user.email for mail in mails if mail.user]


@pytest.mark.django_db
def test_claimed_mail_is_left_alone_until_its_lease_runs_out(sink: MailSink) -> None:
    delivery()
    (claimed,) = outbox._claim(10)
    assert outbox.deliver_due(10) == 0
    all_due_now()  # the lease ran out
    assert outbox.deliver_due(10) == 1
    assert len(sink.accepted) == 1
    assert not outbox._renew(claimed)


@pytest.mark.django_db
def test_worker_that_comes_back_late_does_not_send_again(sink: MailSink) -> None:
    delivery()
    (frozen,) = outbox._claim(10)
    all_due_now()
    (second,) = outbox._claim(10)
    assert not outbox._renew(frozen)
    outbox._failed(frozen, TimeoutError())
    assert outbox._renew(second)
    assert stored()[0].last_error == ""


# --- Failures ---


def test_all_tries_together_take_48_hours() -> None:
    assert sum(outbox.BACKOFF, timedelta(0)) == timedelta(hours=48)
    assert [wait.seconds // 60 for wait in outbox.BACKOFF[:6]] == [1, 2, 5, 15, 37, 60]


@pytest.mark.django_db
def test_temporary_answer_is_tried_again_later_and_later(sink: MailSink) -> None:
    mail = delivery()
    sink.answer = "451 Please try again"
    for minutes in (1, 2, 5, 15, 37, 60, 60):
        assert outbox.deliver_due(10) == 1
        assert minutes_until_due(mail) == minutes
        assert (mail.status, mail.last_error) == (Status.WAITING, "SMTPDataError 451")
        all_due_now()
    sink.answer = ""
    assert outbox.deliver_due(10) == 1
    assert stored(Status.SENT) == [mail]
    assert stored()[0].last_error == ""


@pytest.mark.django_db
def test_after_48_hours_it_is_parked_and_can_be_sent_again(sink: MailSink) -> None:
    mail = delivery()
    sink.answer = "451 Please try again"
    Delivery.objects.update(attempts=len(outbox.BACKOFF))
    assert outbox.deliver_due(10) == 1
    assert stored(Status.PARKED) == [mail]
    all_due_now()
    assert outbox.deliver_due(10) == 0
    sink.answer = ""
    assert outbox.retry(mail)
    assert not outbox.retry(mail)
    assert outbox.deliver_due(10) == 1
    assert stored(Status.SENT) == [mail]


@pytest.mark.django_db
def test_address_that_does_not_exist_is_parked_at_once_and_the_others_arrive(sink: MailSink) -> None:
    first, wrong, last = delivery("eins@example.org"), delivery("falsch@example.org"), delivery("drei@example.org")
    sink.refuse["falsch@example.org"] = "550 falsch@example.org unknown"
    assert outbox.deliver_due(10) == 3
    assert sink.addresses == ["eins@example.org", "drei@example.org"]
    assert stored(Status.SENT) == [first, last]
    assert stored(Status.PARKED) == [wrong]
    assert stored(Status.PARKED)[0].last_error == "SMTPRecipientsRefused 550"


@pytest.mark.django_db
def test_full_mailbox_is_tried_again_and_the_others_arrive(sink: MailSink) -> None:
    full, other = delivery("voll@example.org"), delivery("leer@example.org")
    sink.refuse["voll@example.org"] = "452 mailbox full"
    assert outbox.deliver_due(10) == 2
    assert stored(Status.SENT) == [other]
    assert stored(Status.WAITING) == [full]
    assert minutes_until_due(full) == 1


@pytest.mark.django_db
def test_server_that_shuts_down_in_a_dialogue_loses_nothing(sink: MailSink) -> None:
    first, second = delivery("eins@example.org"), delivery("zwei@example.org")
    sink.refuse["eins@example.org"] = "421 shutting down"
    assert outbox.deliver_due(10) == 2
    assert stored(Status.SENT) == [second]
    assert stored(Status.WAITING) == [first]


@pytest.mark.django_db
def test_line_cut_before_the_answer_loses_nothing(sink: MailSink) -> None:
    mails = [delivery() for _ in range(2)]
    sink.cuts = True
    assert outbox.deliver_due(10) == 2
    assert {mail.last_error for mail in stored(Status.WAITING)} == {"SMTPServerDisconnected"}
    sink.cuts = False
    all_due_now()
    assert outbox.deliver_due(10) == 2
    assert stored(Status.SENT) == mails


@pytest.mark.django_db
def test_mail_that_cannot_be_written_holds_up_no_other_and_is_parked_in_the_end(sink: MailSink) -> None:
    broken, other = delivery(), delivery()
    Delivery.objects.filter(pk=broken.pk).update(kind="no_such_template")
    assert outbox.deliver_due(10) == 2
    assert stored(Status.SENT) == [other]
    assert stored(Status.WAITING)[0].last_error == "TemplateDoesNotExist"
    Delivery.objects.filter(pk=broken.pk).update(due_at=Now(), attempts=len(outbox.BACKOFF))
    assert outbox.deliver_due(10) == 1
    assert stored(Status.PARKED) == [broken]


@pytest.mark.django_db
def test_closed_server_is_tried_three_times_and_the_rest_waits_untouched(settings: Settings) -> None:
    mails = [delivery() for _ in range(5)]
    point_at(settings, port := free_port())
    assert outbox.deliver_due(10) == 3
    assert [mail.attempts for mail in stored()] == [1, 1, 1, 0, 0]
    assert stored()[0].last_error == "ConnectionRefusedError"
    with MailSink() as sink:
        assert port != sink.port
        point_at(settings, sink.port)
        assert outbox.deliver_due(10) == 2
        all_due_now()
        assert outbox.deliver_due(10) == 3
    assert stored(Status.SENT) == mails


@pytest.mark.django_db
def test_server_without_a_word_is_given_up(settings: Settings) -> None:
    mail = delivery()
    settings.EMAIL_TIMEOUT = 0.2
    with silent_server() as port:
        point_at(settings, port)
        assert outbox.deliver_due(10) == 1
    assert stored(Status.WAITING) == [mail]
    assert minutes_until_due(mail) == 1


# --- Codes ---


@pytest.mark.django_db
def test_code_goes_first_and_is_erased_on_sending(sink: MailSink) -> None:
    delivery("author@example.org")
    code()
    assert outbox.deliver_due(10) == 2
    assert sink.addresses == ["code@example.org", "author@example.org"]
    parts = list(sink.mails[0].iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert all("482913" in part.get_content() for part in parts)
    assert [(mail.status, mail.to, mail.body) for mail in stored()] == [(Status.SENT, "", "")] * 2


@pytest.mark.django_db
def test_code_of_more_than_an_hour_ago_is_dropped_and_erased(sink: MailSink) -> None:
    stale, fresh, notice = code(), code("neu@example.org"), code("passwort@example.org", kind="password_changed")
    Delivery.objects.exclude(pk=fresh.pk).update(created_at=Now() - timedelta(minutes=61))
    assert not outbox.work()
    assert sorted(sink.addresses) == ["neu@example.org", "passwort@example.org"]
    stale.refresh_from_db()
    assert (stale.status, stale.to, stale.body) == (Status.DROPPED, "", "")
    assert stored(Status.SENT) == [fresh, notice]


@pytest.mark.django_db
def test_code_that_is_given_up_is_erased_and_cannot_be_sent_again(sink: MailSink) -> None:
    secret = code()
    sink.refuse["code@example.org"] = "550 unknown"
    assert outbox.deliver_due(10) == 1
    secret.refresh_from_db()
    assert (secret.status, secret.to, secret.body) == (Status.PARKED, "", "")
    assert not outbox.retry(secret)
    assert stored(Status.PARKED) == [secret]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.SENT, Status.PARKED, Status.DROPPED])
def test_database_keeps_no_secret_beyond_waiting(status: str) -> None:
    secret = code()
    with pytest.raises(IntegrityError, match="delivery_secret_only_while_waiting"), transaction.atomic():
        Delivery.objects.filter(pk=secret.pk).update(status=status, sent_at=Now())


# --- Typed-in addresses ---


@pytest.mark.django_db
def test_more_than_so_many_mails_a_day_wait_and_are_not_lost(sink: MailSink, settings: Settings) -> None:
    settings.GUEST_MAILS_PER_DAY = 2
    mails = [guest_delivery(email) for email in ("gast@example.org", "Gast@Example.org", "gast@example.org")]
    guest_delivery("andere@example.org")
    delivery("konto@example.org")
    assert outbox.deliver_due(10) == 5
    assert [address.lower() for address in sink.addresses] == [
        "gast@example.org", "gast@example.org", "andere@example.org", "konto@example.org",
    ]  # fmt: skip
    (waiting,) = stored(Status.WAITING)
    assert (waiting, waiting.attempts, waiting.last_error) == (mails[2], 0, "")
    all_due_now()
    outbox.work()
    assert stored(Status.WAITING) == [waiting]
    Delivery.objects.filter(status=Status.SENT).update(sent_at=Now() - timedelta(hours=24))
    all_due_now()
    outbox.work()
    assert len(sink.accepted) == 5
    assert list(Delivery.objects.exclude(guest_key="")) == [mails[2]]


@committed
def test_parallel_workers_keep_the_limit_too(sink: MailSink, settings: Settings) -> None:
    settings.GUEST_MAILS_PER_DAY = 3
    for _ in range(8):
        guest_delivery("gast@example.org")
    at_once(*[lambda: outbox.deliver_due(2)] * 4)
    assert len(sink.accepted) == 3
    assert len(stored(Status.WAITING)) == 5


@pytest.mark.django_db
def test_no_address_of_a_guest_is_kept_with_a_delivery(sink: MailSink) -> None:
    guest_delivery("gast@example.org")
    outbox.work()
    assert sink.addresses == ["gast@example.org"]
    assert "gast" not in str(Delivery.objects.values().get())


# --- A turn ---


@committed
def test_one_task_delivered_many_times_at_once_sends_each_mail_once(sink: MailSink) -> None:
    people = [make.user() for _ in range(6)]
    for person in people:
        make.receipt(author=person)
    at_once(*[outbox.work] * 6)
    outbox.work()
    assert sorted(sink.addresses) == sorted(person.email for person in people)


@pytest.mark.django_db
def test_turn_goes_on_until_nothing_is_due(sink: MailSink, citizen: User) -> None:
    for _ in range(outbox.BATCH + 3):
        make.receipt(author=citizen)
    assert not outbox.work()
    assert sink.addresses == [citizen.email] * (outbox.BATCH + 3)


@pytest.mark.django_db
def test_turn_that_is_over_says_that_there_is_more(sink: MailSink, citizen: User) -> None:
    make.receipt(author=citizen)
    assert outbox.work(seconds=0)
    assert sink.accepted == []
