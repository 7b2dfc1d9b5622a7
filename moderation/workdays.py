"""Waiting time as the portal promises it: in working days of both federal states.

The day on which something arrives does not count (BGB, section 187 (1)); it is in time until the last of the
promised working days is over (section 188 (1)). Days are those of Europe/Berlin.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

SATURDAY = 5


@functools.lru_cache(maxsize=16)
def _free_days(year: int) -> frozenset[date]:
    """Holidays of a year in any of the states of settings.HOLIDAYS_OF."""
    calendars = [holidays.country_holidays("DE", state, years=year) for state in settings.HOLIDAYS_OF]
    return frozenset(day for calendar in calendars for day in calendar)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no holiday in any of the states."""
    return day.weekday() < SATURDAY and day not in _free_days(day.year)


def _days_between(first: date, last: date) -> Iterator[date]:
    """Behind `first`, with `last`."""
    return (first + timedelta(days=number) for number in range(1, (last - first).days + 1))


def count(since: datetime, until: datetime) -> int:
    """Working days that have begun after the day of `since`, the one of `until` included."""
    return between(timezone.localdate(since), timezone.localdate(until))


def between(first: date, last: date) -> int:
    """Working days behind `first`, with `last`."""
    return sum(map(is_working_day, _days_between(first, last)))


def start_of_promise(days: int, now: datetime | None = None) -> date:
    """The first day on which something can have arrived that has not waited more than `days` working days yet."""
    day = timezone.localdate(now)
    while days:
        days -= is_working_day(day)
        day -= timedelta(days=1)
    # What arrived the day before a free day has waited no longer.
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Wait:
    """How long something has waited, against settings.DECISION_WORKING_DAYS."""

    days: int

    @classmethod
    def since(cls, at: datetime) -> "Wait":
        return cls(count(at, timezone.now()))

    @property
    def state(self) -> str:
        """Empty, "due" on the last day of the promise, "late" behind it."""
        promised = settings.DECISION_WORKING_DAYS
        return "late" if self.days > promised else "due" if self.days == promised else ""

    @property
    def words(self) -> str:
        """Such as "since 2 working days"."""
        if not self.days:
            return _("since today")
        return ngettext("for %(n)s working day", "for %(n)s working days", self.days) % {"n": self.days}

    @property
    def urgency(self) -> str:
        """What the state says in words; empty in time."""
        if self.state == "due":
            return _("due today")
        late = self.days - settings.DECISION_WORKING_DAYS
        if self.state == "late":
            return ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
        return ""
