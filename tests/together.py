"""Real threads on real connections, where a promise is about what happens at once."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

PATIENCE_SECONDS = 10.0


class _Caller(threading.Thread):
    """Runs one call on a thread and a database connection of its own, and keeps how it ended."""

    def __init__(self, call: Callable[[], Any], start: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.call, self.barrier = call, start
        self.outcome: Any = None

    def run(self) -> None:
        try:
            if self.barrier:
                self.barrier.wait(PATIENCE_SECONDS)
            self.outcome = self.call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.outcome = error
        finally:
            connection.close()

    def ended(self) -> Any:
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive(), "a thread still waits"
        return self.outcome


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls in the same moment; their results, or the exceptions they raised, in order."""
    start = threading.Barrier(len(calls))
    callers = [_Caller(call, start) for call in calls]
    for caller in callers:
        caller.start()
    return [caller.ended() for caller in callers]


def overtaken(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Let `second` come while the transaction of `first` is still open; how `second` ended.

    It must wait for a lock of `first`, otherwise the test fails: without waiting the order would
    be chance.
    """
    with transaction.atomic():
        first()
        caller = _Caller(second)
        caller.start()
        _wait_until_blocking()
    return caller.ended()


def _wait_until_blocking() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("the second call did not wait for the first")
