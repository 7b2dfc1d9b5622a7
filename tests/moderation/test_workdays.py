"""Waiting time is counted in working days of Brandenburg and Saxony."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from moderation import filters, workdays

BERLIN = ZoneInfo("Europe/Berlin")


def at(day: str, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-23", "2026-11-23", 0),  # Monday
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-21", "2026-11-22", 0),  # within a weekend
        ("2026-11-21", "2026-11-23", 1),
        ("2026-11-17", "2026-11-19", 1),  # Buß- und Bettag is a holiday in Saxony alone
        ("2026-10-30", "2026-11-02", 1),  # Reformation Day, a Saturday
        ("2025-10-30", "2025-11-03", 1),  # Reformation Day, a Friday
        ("2025-12-31", "2026-01-02", 1),
        ("2026-04-02", "2026-04-07", 1),  # Easter
    ],
)
def test_working_days(since: str, until: str, days: int) -> None:
    assert workdays.count(at(since), at(until)) == days


def test_the_day_is_that_of_berlin() -> None:
    late_on_monday = datetime.fromisoformat("2026-11-23T22:59:00+00:00")
    already_tuesday = datetime.fromisoformat("2026-11-23T23:01:00+00:00")
    assert workdays.count(late_on_monday, already_tuesday) == 1


def test_what_is_due_and_late_is_the_same_to_the_list_and_to_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year of arrivals against a year of mornings: the filter's border and the words of a row never differ."""
    first = at("2026-01-01", 0, 1)
    for day in range(0, 366, 3):
        now = first + timedelta(days=day)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        late, due = filters.late_before(), filters.due_before()
        for age in range(14):
            since = now - timedelta(days=age)
            state = workdays.Wait.since(since).state
            assert state == ("late" if since < late else "due" if since < due else ""), (now, since)


@pytest.mark.parametrize(("days", "state"), [(0, ""), (1, ""), (2, "due"), (3, "late"), (30, "late")])
def test_the_promise_turns_amber_and_red_with_words(days: int, state: str) -> None:
    wait = workdays.Wait(days)
    assert (wait.state, bool(wait.urgency)) == (state, bool(state))


def test_a_working_day() -> None:
    assert [workdays.is_working_day(date(2026, 11, day)) for day in (17, 18, 21, 22)] == [True, False, False, False]
