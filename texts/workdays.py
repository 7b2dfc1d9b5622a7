"""The calendar of offices: working days of all federal states the portal serves, on the clocks of Berlin."""

import functools
from datetime import date, datetime, timedelta

import holidays
from django.conf import settings
from django.utils import timezone

SATURDAY = 5


@functools.lru_cache(maxsize=16)
def _free_days(year: int) -> frozenset[date]:
    """Holidays of a year in any of the states of settings.HOLIDAYS_OF."""
    calendars = [holidays.country_holidays("DE", state, years=year) for state in settings.HOLIDAYS_OF]
    return frozenset(day for calendar in calendars for day in calendar)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no holiday in any of the states."""
    return day.weekday() < SATURDAY and day not in _free_days(day.year)


def between(first: date, last: date) -> int:
    """Working days behind `first`, with `last`."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))


def count(since: datetime, until: datetime) -> int:
    """Working days that have begun after the day of `since`, the one of `until` included."""
    return between(timezone.localdate(since), timezone.localdate(until))


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
