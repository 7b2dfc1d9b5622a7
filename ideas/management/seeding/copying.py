"""Rows into tables by COPY, and ids from the tables' own sequences."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

_CHUNK = 500


def stamp(at: float) -> str:
    """Seconds since 1970 as the database reads them."""
    return datetime.fromtimestamp(at, UTC).isoformat(" ")


def copy(table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """COPY lines of COPY's text format; returns how many. They must not ask the database anything."""
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as stream:
        remaining = iter(lines)
        while chunk := list(islice(remaining, _CHUNK)):
            stream.write("\n".join(chunk) + "\n")
            count += len(chunk)
    return count


def line(*values: Any) -> str:
    """Texts, numbers, booleans, lists of numbers and None as a line for `copy`."""
    return "\t".join(map(_written, values))


def _written(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escaped(value) if "\n" in value or "\\" in value or "\t" in value else value
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


@transaction.atomic
def reserve(table: str, count: int) -> int:
    """The first of `count` ids in a row, taken from the table's sequence; others wait until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        cursor.execute("SELECT nextval(%s)", [sequence])
        before: int = cursor.fetchone()[0]
        if count:
            cursor.execute(f"ALTER SEQUENCE {sequence} INCREMENT BY {count:d}")
            cursor.execute("SELECT nextval(%s)", [sequence])
            cursor.execute(f"ALTER SEQUENCE {sequence} INCREMENT BY 1")
    return before + 1
