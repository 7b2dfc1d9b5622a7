"""While the portal is slow: only so many new ideas and comments within an hour, from everybody together."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from ideas.models import Comment, Idea, Source
from pages import portal_state

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


def keep() -> None:
    """Call before a new idea or comment is written, in its transaction. Raises `TooFast`."""
    state = portal_state.at_this_moment()
    if not state.is_slow:
        return
    with connection.cursor() as cursor:
        # Whoever comes second counts what the first has written; without slowness nobody waits.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    latest = _latest(state.hourly)
    if len(latest) == state.hourly and (until := latest[-1] + WINDOW) > timezone.now():
        raise TooFast(until)


def _latest(count: int) -> list[datetime]:
    """When the last `count` contributions arrived, latest first; by their ids, which grow with time."""
    ideas = Idea.objects.filter(source=Source.ONLINE, submitted_at__isnull=False).order_by("-id")
    comments = Comment.objects.order_by("-id")
    sent = [at for at in ideas.values_list("submitted_at", flat=True)[:count] if at]
    said = comments.values_list("created_at", flat=True)[:count]
    return sorted([*sent, *said], reverse=True)[:count]
