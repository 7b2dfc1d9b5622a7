"""A time on the clock of Europe/Berlin as a moment, on the two nights a year when the clock is changed too."""

from datetime import datetime, timedelta

from django.utils import timezone

Naive = datetime


class NoSuchTime(ValueError):
    """The clock jumps over this time (in spring)."""


class TwiceThatNight(ValueError):
    """The clock shows this time twice (in autumn), and nobody said which is meant."""


def moment(shown: Naive, *, second: bool | None = None) -> datetime:
    """The moment at which clocks show `shown`; `second` says which, where there are two.

    Raises `NoSuchTime` and, without `second`, `TwiceThatNight` (PEP 495).
    """
    zone = timezone.get_default_timezone()
    first, last = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = (one.utcoffset() or timedelta() for one in (first, last))
    if before < after:
        raise NoSuchTime
    if before > after and second is None:
        raise TwiceThatNight
    return last if second else first
