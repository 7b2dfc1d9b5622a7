"""Public numbers of ideas, such as 2026-00042."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

BERLIN = ZoneInfo("Europe/Berlin")
# What people write in front of it and in the middle: "Nr. 2026-00042", "#2026-42", "Idee Nr. 2026 00042", "202600042".
_PREFIX = r"(?:(?:idee|idea|nummer|number|nr|no|#)[.:]*\s*)*"
_MIDDLE = r"\s*(?:[-\u2010-\u2013]\s*|(?=[0-9]{5}))"
_REFERENCE = re.compile(_PREFIX + rf"(20[0-9]{{2}}){_MIDDLE}([0-9]{{1,9}})", re.IGNORECASE)
_NUMBER = re.compile(_PREFIX + r"([0-9]{1,9})", re.IGNORECASE)
# The address of an idea as copied from a browser, whatever host and language it names.
_ADDRESS = re.compile(
    r"(?:https?://)?[^\s/]*(?:/[a-z]{2,3})?/ideen/(20[0-9]{2})-([0-9]{5,9})(?:[/?#]\S*)?", re.IGNORECASE
)


def take(count: int = 1) -> tuple[int, Iterable[int]]:
    """The year in Berlin and the next `count` numbers of it; other takers wait until commit."""
    year = timezone.now().astimezone(BERLIN).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ideas_referenceyear (year, last) VALUES (%s, %s)"
            " ON CONFLICT (year) DO UPDATE SET last = ideas_referenceyear.last + EXCLUDED.last"
            " RETURNING last",
            [year, count],
        )
        last: int = cursor.fetchone()[0]
    return year, range(last - count + 1, last + 1)


def parse(text: str) -> tuple[int, int] | None:
    """Year and number of a reference as people type it or of an idea's address, or None."""
    match = _REFERENCE.fullmatch(text.strip()) or _ADDRESS.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None


def number(text: str) -> int | None:
    """The number of a reference typed without its year, or None."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match else None


def is_called_number(text: str) -> bool:
    """Whether somebody says that it is the number of an idea: "Nr. 42", not 42, which may stand in a text."""
    return number(text) is not None and not text.strip()[0].isdigit()


class ReferenceConverter:
    """Path converter for a reference, for `django.urls.register_converter`."""

    regex = "20[0-9]{2}-[0-9]{5,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
