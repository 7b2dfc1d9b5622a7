"""How many new ideas and comments the whole portal takes within an hour.

While staff have switched it to slow a few, counted exactly. Otherwise so many that only a flood reaches them
(settings.CONTRIBUTIONS_PER_HOUR), counted in the cache, where nobody waits for anybody. Reliable contributors
(`policies.is_reliable`) are never refused: a flood must not silence those who were here before.
"""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.models import User
from ideas import policies
from ideas.models import Comment, Idea, Source
from pages.models import PortalState

WINDOW = timedelta(hours=1)
_LOCK = 7_264_311


class TooFast(Exception):
    """There are enough for this hour; `until` is when it goes on."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until

    @property
    def seconds(self) -> int:
        """From now until it goes on; at least one."""
        return max(1, round((self.until - timezone.now()).total_seconds()))

    @property
    def sentence(self) -> str:
        """For the person who would have sent it."""
        return _(
            "At the moment we take only so many new contributions an hour, and this hour’s are in. "
            "It goes on at %(time)s. Your text is kept: please send it then."
        ) % {"time": time_format(timezone.localtime(self.until), "TIME_FORMAT")}


def keep(by: User | None, state: PortalState) -> None:
    """Call before a new idea or comment is written, in its transaction; `state` of this moment. Raises `TooFast`."""
    if not state.is_slow:
        _keep_below_a_flood(by)
        return
    with connection.cursor() as cursor:
        # Whoever comes second counts what the first has written; without slowness nobody waits.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    latest = _latest(state.hourly)
    full = len(latest) == state.hourly and (until := latest[-1] + WINDOW) > timezone.now()
    if full and not _is_reliable(by):
        raise TooFast(until)


def _keep_below_a_flood(by: User | None) -> None:
    hour = int(time.time() // WINDOW.total_seconds())
    key = f"pace:{hour}"
    cache.add(key, 0, timeout=WINDOW.total_seconds())
    try:
        too_many = cache.incr(key) > settings.CONTRIBUTIONS_PER_HOUR
    except ValueError:  # expired between the two calls
        return
    if too_many and not _is_reliable(by):
        raise TooFast(datetime.fromtimestamp(0, UTC) + (hour + 1) * WINDOW)


def _is_reliable(by: User | None) -> bool:
    return by is not None and policies.is_reliable(by)


def _latest(count: int) -> list[datetime]:
    """When the last `count` contributions arrived, latest first; by their ids, which grow with time."""
    ideas = Idea.objects.filter(source=Source.ONLINE, submitted_at__isnull=False).order_by("-id")
    comments = Comment.objects.order_by("-id")
    sent = [at for at in ideas.values_list("submitted_at", flat=True)[:count] if at]
    said = comments.values_list("created_at", flat=True)[:count]
    return sorted([*sent, *said], reverse=True)[:count]
