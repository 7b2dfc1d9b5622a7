"""The project office, remembered for some seconds, so that error pages can show it too.

The cache keeps it for processes that start while the database is away.
"""

from django.core.cache import cache
from django.db import DatabaseError

from pages.models import Office
from texts.memory import last_known, remembered

_KEY = "office"


def current_office() -> Office | None:
    """The office at most five seconds old; the last one known when the database is away."""
    try:
        return remembered(_KEY, _load)
    except DatabaseError:
        return last_known_office()


def last_known_office() -> Office | None:
    """Without asking the database: for pages that tell of its failure."""
    office: Office | None = last_known(_KEY) or cache.get(_KEY)
    return office


def _load() -> Office | None:
    office = Office.objects.first()
    cache.set(_KEY, office, timeout=None)
    return office
