"""The banners of this moment, remembered for some seconds, so that error pages can show them too."""

from django.db import DatabaseError

from pages.models import Notice
from texts.memory import last_known, remembered

_KEY = "notices"
_ORDER = list(Notice.Kind)


def current() -> list[Notice]:
    """Emergencies first, then the latest; what was known last when the database is away."""
    try:
        return remembered(_KEY, _load)
    except DatabaseError:
        return last_known_notices()


def last_known_notices() -> list[Notice]:
    """Without asking the database: for pages that tell of its failure."""
    return last_known(_KEY) or []


def _load() -> list[Notice]:
    shown = Notice.objects.now().order_by("-starts_at", "-pk")
    return sorted(shown, key=lambda notice: _ORDER.index(Notice.Kind(notice.kind)))
