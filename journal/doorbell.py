"""Tells the workers, after commit, that there is something new to do: best effort, never waited for.

PostgreSQL is the truth and a periodic sweep finds what the bell missed, so ringing may fail. It
happens on a thread of its own: whatever Redis does (closed, silent, full), the page that wrote
the entry is not slowed, and many writes at once ring once.
"""

import atexit
import os
import threading
import time

import structlog
from celery import current_app

log = structlog.get_logger("portal.doorbell")

TASK = "notifications.deliver"
PAUSE_AFTER_FAILURE_SECONDS = 2.0
LAST_RING_SECONDS = 0.5


class _Bell:
    """One thread a process, started on the first ring after a fork."""

    def __init__(self) -> None:
        self._tasks = set[str]()
        self._pressed = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._pid = 0
        self._lock = threading.Lock()

    def ring(self, task: str) -> None:
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._tasks = set()
                self._pressed, self._idle = threading.Event(), threading.Event()
                threading.Thread(target=self._run, name="doorbell", daemon=True).start()
                atexit.register(self.wait, LAST_RING_SECONDS)
            self._tasks.add(task)
            self._idle.clear()
            self._pressed.set()

    def wait(self, seconds: float) -> bool:
        """Wait until what was rung has been sent; False when `seconds` were not enough."""
        return self._idle.wait(seconds)

    def _run(self) -> None:
        while True:
            self._pressed.wait()
            with self._lock:
                self._pressed.clear()
                tasks, self._tasks = self._tasks, set()
            heard = [_send(task) for task in sorted(tasks)]
            if not all(heard):
                time.sleep(PAUSE_AFTER_FAILURE_SECONDS)
            with self._lock:  # a ring in between must not be taken for sent
                if not self._pressed.is_set():
                    self._idle.set()


def _send(task: str) -> bool:
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the sweep delivers
        log.warning("doorbell.unheard", error=type(error).__name__)
        return False
    return True


_bell = _Bell()


def ring(task: str = TASK) -> None:
    """Ask the workers to do `task` now; by default to look at the journal. Returns at once and never raises."""
    _bell.ring(task)


def wait(seconds: float) -> bool:
    """For tests and commands: wait until the last ring has been sent."""
    return _bell.wait(seconds)
