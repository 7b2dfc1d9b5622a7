"""A column of an export: what it means, and how it is written in CSV and in Excel's own format.

CSV is for Excel in German and for programs in ISO 8601. A cell that a spreadsheet would take for a
formula gets one apostrophe in front; so does one that has apostrophes in front of such a
character already. Taking one away from every cell that looks like that gives back the original.
In XLSX each cell says of what type it is, so nothing is taken for anything else.
"""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import override

# OWASP's list for CSV injection, and what East Asian spreadsheets read alike.
FORMULA = "=+-@\t\r＝＋－＠"


class Type(StrEnum):
    """What a cell is, in the words of the description of columns."""

    TEXT = "Text"
    CODE = "Text, als Kennung"
    NUMBER = "ganze Zahl"
    DECIMAL = "Zahl"
    MOMENT = "Datum mit Uhrzeit"
    DAY = "Datum"


class Reader(StrEnum):
    """In which exports a column stands, in the words of the description."""

    ALL = "öffentlich und intern"
    INTERNAL = "nur intern"
    PERSONS = "nur intern, mit Personen"


class Column(NamedTuple):
    """One column; heading and meaning are German in every language, since files are passed on."""

    heading: str
    meaning: str
    type: Type
    sql: str
    reader: Reader = Reader.ALL
    values: str = ""
    params: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A column as a file has it: its heading and the SQL of its value."""

    heading: str
    type: Type
    sql: str
    params: tuple[str, ...] = ()


def labelled(
    heading: str, meaning: str, sql: str, choices: Sequence[tuple[str, object]], reader: Reader = Reader.ALL
) -> Column:
    """A column that shows the German name of a value."""
    with override("de"):
        labels = {value: str(label) for value, label in choices}
    values = " | ".join(labels.values())
    return Column(heading, meaning, Type.TEXT, f"(%s::jsonb ->> {sql})", reader, values, (json.dumps(labels),))


def in_csv(columns: Iterable[Column]) -> tuple[Cell, ...]:
    """As text; dates twice, for people and for programs."""
    return tuple(cell for column in columns for cell in _as_text(column))


def _as_text(column: Column) -> list[Cell]:
    heading, kind, sql, params = column.heading, column.type, column.sql, column.params
    iso = f"{heading} (ISO 8601)"
    if kind == Type.MOMENT:
        berlin, utc = f"{sql} AT TIME ZONE 'Europe/Berlin'", f"{sql} AT TIME ZONE 'UTC'"
        return [
            Cell(heading, kind, f"to_char({berlin}, 'DD.MM.YYYY HH24:MI')"),
            Cell(iso, kind, f"""to_char({utc}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""),
        ]
    if kind == Type.DAY:
        return [Cell(heading, kind, f"to_char({sql}, 'DD.MM.YYYY')"), Cell(iso, kind, f"to_char({sql}, 'YYYY-MM-DD')")]
    if kind == Type.DECIMAL:
        sql = f"replace(({sql})::text, '.', ',')"
    if kind == Type.TEXT and not params:
        sql = _neutral(sql)
    return [Cell(heading, kind, sql, params)]


def _neutral(sql: str) -> str:
    codes = ", ".join(str(ord(character)) for character in FORMULA)
    return (
        f"CASE WHEN ascii({sql}) IN ({codes}) OR ascii({sql}) = 39 AND ascii(ltrim({sql}, '''')) IN ({codes})"
        f" THEN '''' || {sql} ELSE {sql} END"
    )


def in_sheet(columns: Iterable[Column]) -> tuple[Cell, ...]:
    """As what it is: numbers, dates of Berlin's clocks without the fractions of a second, texts."""
    return tuple(Cell(c.heading, c.type, _as_value(c), c.params) for c in columns)


def _as_value(column: Column) -> str:
    if column.type == Type.MOMENT:
        return f"date_trunc('second', {column.sql} AT TIME ZONE 'Europe/Berlin')"
    return f"({column.sql})::float8" if column.type == Type.DECIMAL else column.sql


DESCRIPTION = ("Spalte", "Bedeutung", "Typ", "Werte", "Steht in")


def described(columns: Iterable[Column]) -> list[tuple[str, ...]]:
    """The description of columns, a line each, for both formats."""
    return [(c.heading, _meaning(c), c.type.value, c.values, c.reader.value) for c in columns]


def _meaning(column: Column) -> str:
    if column.type in {Type.MOMENT, Type.DAY}:
        return f"{column.meaning} In CSV steht daneben eine zweite Spalte „{column.heading} (ISO 8601)“ für Programme."
    return column.meaning
