"""From the citizen's click to the moderator's mailbox, with a real worker and real SMTP."""

import statistics
import threading
import time
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from django.db.models.functions import Now

from bench.client import Client, Unexpected
from bench.pages import sender
from bench.people import MODERATOR
from bench.processes import worker
from bench.results import Call, Line
from moderation.models import Desk

TIMES = 20
PATIENCE_SECONDS = 30.0
MOST_SECONDS = 2.0


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


def measure(port: int, smtp_port: int, log: Path, *, ideas: int) -> list[Line]:
    """The median of `TIMES` submissions by somebody without an account."""
    with Mailbox(smtp_port) as mailbox, worker(log):
        send = sender(Client(port))
        _once(send, mailbox)
        seconds = statistics.median(_once(send, mailbox) for _time in range(TIMES))
    reached = seconds <= MOST_SECONDS
    return [Line("submit to the moderator's mailbox", ideas, seconds * 1000, "ms", None, "at most 2000 ms", reached)]


def _once(send: Call, mailbox: Mailbox) -> float:
    # A desk is told once until somebody looks; here somebody looks every time.
    Desk.objects.update(opened_at=Now())
    mailbox.forget()
    sending = send()
    sent_at = time.perf_counter()
    mailbox.wait()
    return float(time.perf_counter() - sent_at + sending)
