"""Workers killed, Redis closed or silent: nothing is lost, at most one mail comes twice, no page waits.

Real processes: PostgreSQL, the Redis of REDIS_URL behind a gate, a mail server, a Celery worker.
"""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django.fixtures import Settings
from redis import Redis

from accounts.models import User
from journal import doorbell
from lausitz_portal.celery import app
from notifications.models import Delivery
from tests import make
from tests.notifications.conftest import point_at
from tests.notifications.servers import Gate, MailSink, Worker, eventually

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

WAITS_FOR_US = "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        point_at(settings, server.port)
        yield server


@pytest.fixture
def gate() -> Iterator[Gate]:
    """Redis, reached by this process and its workers through a gate that a test can shut."""
    gate = Gate()
    gate.open()
    redis = Redis.from_url(gate.url)
    redis.flushdb()
    before = app.conf.broker_url
    _use_broker(gate.url)
    yield gate
    _use_broker(before)
    gate.open()
    redis.flushdb()
    redis.close()
    gate.close()


@pytest.fixture
def author(db: None) -> User:
    return make.user("author@example.org")


@pytest.fixture
def desk(db: None) -> User:
    return make.user("desk@example.org", groups=["Moderation"])


def _use_broker(url: str) -> None:
    """As a process that starts with this REDIS_URL: without the connections to the one before."""
    doorbell.wait(10)
    app.conf.broker_url = url
    app._pool = app.amqp._producer_pool = None


def _sweep() -> None:
    """What beat does every 15 seconds."""
    app.send_task(doorbell.TASK, ignore_result=True)


def _lease_runs_out() -> None:
    Delivery.objects.filter(status="waiting").update(due_at=Now())


def test_idea_reaches_author_and_moderator_whatever_redis_does(
    sink: MailSink, gate: Gate, author: User, desk: User
) -> None:
    with Worker(smtp_port=sink.port, broker=gate.url):
        make.receipt(author=author)
        eventually(lambda: sorted(sink.addresses) == [author.email, desk.email])

        gate.close()
        make.receipt(author=author)
        eventually(lambda: doorbell.wait(0))
        assert len(sink.accepted) == 2
        gate.open()
        _sweep()
        eventually(lambda: len(sink.accepted) == 3)

        gate.fall_silent()
        make.receipt(author=author)
        # The idea is committed and this line is reached while the bell still waits for an answer.
        assert not doorbell.wait(0)
        gate.open()
        eventually(lambda: doorbell.wait(0))
        _sweep()
        eventually(lambda: len(sink.accepted) == 4)
        # The worker notes it after the server has said yes; killed in between, it would send once more.
        eventually(lambda: not Delivery.objects.exclude(status=Delivery.Status.SENT).exists())
    assert sink.addresses[2:] == [author.email] * 2
    assert not Delivery.objects.exclude(status="sent").exists()


def test_worker_killed_before_the_250_loses_nothing(sink: MailSink, gate: Gate, author: User) -> None:
    sink.hold()
    with Worker(smtp_port=sink.port, broker=gate.url) as worker:
        make.receipt(author=author)
        eventually(sink.seen.is_set)
        worker.kill()
    sink.answer = "451 the line is dead"
    sink.let_go()
    call_command("send_outbox")
    assert sink.accepted == []  # the lease still holds
    sink.answer = ""
    _lease_runs_out()
    call_command("send_outbox")
    assert sink.addresses == [author.email]
    assert Delivery.objects.get().status == "sent"


def test_worker_killed_after_the_250_sends_at_most_one_double(sink: MailSink, gate: Gate, author: User) -> None:
    sink.hold()
    with Worker(smtp_port=sink.port, broker=gate.url) as worker:
        make.receipt(author=author)
        eventually(sink.seen.is_set)
        with transaction.atomic():
            # The worker hears the 250 and cannot write it down.
            Delivery.objects.select_for_update().get()
            sink.let_go()
            eventually(_waiting_backends)
            worker.kill()
            with connection.cursor() as cursor:
                for pid in _waiting_backends():
                    cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert Delivery.objects.get().status == "waiting"
    _lease_runs_out()
    call_command("send_outbox")
    call_command("send_outbox")
    assert sink.addresses == [author.email] * 2
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert Delivery.objects.get().status == "sent"


def _waiting_backends() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_US)
        return [pid for (pid,) in cursor.fetchall()]
