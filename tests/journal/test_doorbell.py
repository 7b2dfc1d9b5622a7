"""Ringing never costs the one who rings anything, whatever the broker does."""

import subprocess
import sys
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import transaction

from journal import doorbell
from journal.record import record
from tests.sockets import closed_port, silent_server

ROOT = Path(__file__).resolve().parent.parent.parent
# A process of its own: Celery has one default app a process.
RING = """
import sys, time
from celery import Celery
from journal import doorbell
for port in sys.argv[1:]:
    Celery(broker=f"redis://127.0.0.1:{port}/0").set_default()
    doorbell._bell = doorbell._Bell()
    started = time.perf_counter()
    for _ in range(100):
        doorbell.ring()
    print(time.perf_counter() - started < 0.5, doorbell.wait(0.0))
"""


def test_ringing_takes_no_time_where_nobody_hears_it() -> None:
    with silent_server() as silent:
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-c", RING, str(closed_port()), str(silent)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    quick_and_unheard = "True False"
    assert ended.stdout.splitlines() == [quick_and_unheard] * 2


def tasks() -> int:
    """How many tasks lie at the real broker."""
    assert doorbell.wait(5)
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        length: int = broker.llen(settings.CELERY_TASK_DEFAULT_QUEUE)
    return length


def test_many_rings_at_once_are_few_tasks() -> None:
    before = tasks()
    for _ in range(1000):
        doorbell.ring()
    assert 1 <= tasks() - before < 100


@pytest.mark.django_db(transaction=True)
def test_rings_after_commit_and_never_for_what_was_undone() -> None:
    before = tasks()
    with transaction.atomic():
        record("idea.published", "idea", 1)
        assert tasks() == before
        transaction.set_rollback(True)
    assert tasks() == before
    with transaction.atomic():
        record("idea.published", "idea", 1)
    assert tasks() == before + 1
