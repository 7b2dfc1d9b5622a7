"""The project office, remembered for some seconds, so that error pages can show it too."""

from django.db import DatabaseError

from pages.models import Office
from texts.memory import last_known, remembered

_KEY = "office"


def current_office() -> Office | None:
    """The office at most five seconds old; the last one known when the database is away."""
    try:
        return remembered(_KEY, Office.objects.first)
    except DatabaseError:
        return last_known_office()


def last_known_office() -> Office | None:
    """Without asking the database: for pages that tell of its failure."""
    office: Office | None = last_known(_KEY)
    return office
