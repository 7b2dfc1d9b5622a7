"""Times on the clock here, on the two nights when it is changed too."""

from datetime import UTC, datetime

import pytest

from texts.moments import NoSuchTime, TwiceThatNight, moment


def utc(text: str, *, second: bool | None = None) -> str:
    return moment(datetime.fromisoformat(text), second=second).astimezone(UTC).strftime("%H:%M")


def test_summer_and_winter() -> None:
    assert utc("2027-01-31T18:00") == "17:00"
    assert utc("2027-07-31T18:00") == "16:00"


def test_in_spring_an_hour_is_missing() -> None:
    assert (utc("2027-03-28T01:59"), utc("2027-03-28T03:00")) == ("00:59", "01:00")
    for text in ("2027-03-28T02:00", "2027-03-28T02:59"):
        with pytest.raises(NoSuchTime):
            utc(text)


def test_in_autumn_an_hour_comes_twice() -> None:
    assert (utc("2027-10-31T01:59"), utc("2027-10-31T03:00")) == ("23:59", "02:00")
    with pytest.raises(TwiceThatNight):
        utc("2027-10-31T02:30")
    assert (utc("2027-10-31T02:30", second=False), utc("2027-10-31T02:30", second=True)) == ("00:30", "01:30")
