"""The project office, kept a few seconds in the process, so that error pages can show it too."""

import time

from django.db import DatabaseError

from pages.models import Office

SECONDS = 5.0
_kept: tuple[float, Office | None] = (0.0, None)


def current_office() -> Office | None:
    """The office at most five seconds old; the last one known when the database is away."""
    global _kept  # noqa: PLW0603 - one value a process
    at, office = _kept
    if office is None or time.monotonic() - at > SECONDS:
        try:
            office = Office.objects.first()
        except DatabaseError:
            return office
        _kept = (time.monotonic(), office)
    return office


def last_known_office() -> Office | None:
    """Without asking the database: for pages that tell of its failure."""
    return _kept[1]


def forget() -> None:
    """Read anew next time."""
    global _kept  # noqa: PLW0603
    _kept = (0.0, None)
