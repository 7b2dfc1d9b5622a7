"""What goes on beside an export while its rows are read: progress, lease, and an ear for "cancel".

A thread with a connection of its own, so that a query that takes minutes before its first row is
stopped within a second as well.
"""

import threading
from typing import Any, Self

import structlog
from django.db import connection
from django.db.models.functions import Now

from reports.models import LEASE, Export

log = structlog.get_logger("portal.exports")

SECONDS = 1.0


class Stopped(Exception):
    """Somebody has cancelled the export, or another worker has it."""


class Pulse(threading.Thread):
    """Once a second writes how many rows are done; what the row says no longer belongs to us ends the reading."""

    def __init__(self, export: Export) -> None:
        super().__init__(name=f"export-{export.pk}", daemon=True)
        self.rows = 0
        self.stopped = False
        self._export = export
        self._reader: Any = None
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self.join()

    def reads_on(self, reader: Any) -> None:
        """The psycopg connection whose query is to be cancelled."""
        self._reader = reader

    def seen(self) -> None:
        """One more row is written. Raises `Stopped`."""
        self.rows += 1
        if self.stopped:
            raise Stopped

    def run(self) -> None:
        try:
            while not self._over.wait(SECONDS):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            mine = Export.objects.claimed_as(self._export).update(rows_done=self.rows, due_at=Now() + LEASE)
        except Exception as error:  # noqa: BLE001 - the database may be away for a moment; the lease is longer
            log.warning("exports.no_pulse", export=self._export.pk, error=type(error).__name__)
            return
        if not mine:
            self.stopped = True
            if self._reader is not None:
                self._reader.cancel_safe(timeout=SECONDS)
