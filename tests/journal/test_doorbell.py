"""Ringing never costs the one who rings anything, whatever the broker does."""

import os
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
# A process of its own: the address of the broker is read once a process.
RING = """
import time, django
django.setup()
from journal import doorbell
started = time.perf_counter()
for _ in range(100):
    doorbell.ring()
print(time.perf_counter() - started, doorbell.wait(0.0))
"""


def ring_with_broker_at(port: int) -> tuple[bool, str]:
    """Whether a hundred rings took no time, and whether they were heard."""
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", RING],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": f"redis://127.0.0.1:{port}/0", "CACHE_URL": ""},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    seconds, heard = ended.stdout.split()
    return float(seconds) < 0.5, heard


def test_a_broker_that_is_not_there() -> None:
    assert ring_with_broker_at(closed_port()) == (True, "False")


def test_a_broker_that_says_nothing() -> None:
    with silent_server() as port:
        assert ring_with_broker_at(port) == (True, "False")


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
