"""From the citizen's click to the moderator's mailbox, with a real worker and real SMTP."""

import statistics
import threading
import time
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from django.db.models.functions import Now

from bench.client import Client, Unexpected
from bench.people import MODERATOR
from bench.processes import worker
from bench.results import Call, Row
from bench.writes import sender
from moderation.models import Desk

TIMES = 20
PATIENCE_SECONDS = 30.0


class Mailbox:
    """An SMTP server that says when a mail to an address came."""

    def __init__(self, port: int) -> None:
        self._came = threading.Event()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if MODERATOR in envelope.rcpt_tos:
            self._came.set()
        return "250 OK"

    def forget(self) -> None:
        self._came.clear()

    def wait(self) -> None:
        """Raises `Unexpected` when no mail comes."""
        if not self._came.wait(PATIENCE_SECONDS):
            raise Unexpected(f"No mail to the moderator within {PATIENCE_SECONDS:g} s.")


def measure(port: int, smtp_port: int, log: Path) -> list[Row]:
    """The median of `TIMES` submissions by somebody without an account."""
    with Mailbox(smtp_port) as mailbox, worker(log):
        send = sender(Client(port))
        _once(send, mailbox)
        seconds = statistics.median(_once(send, mailbox) for _time in range(TIMES))
    return [Row("submit to the moderator's mailbox", seconds * 1000)]


def _once(send: Call, mailbox: Mailbox) -> float:
    # A desk is told once until somebody looks; here somebody looks every time.
    Desk.objects.update(opened_at=Now())
    mailbox.forget()
    sending = send().seconds
    sent_at = time.perf_counter()
    mailbox.wait()
    return time.perf_counter() - sent_at + sending
