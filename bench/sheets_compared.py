# ruff: noqa: E402 - what stands on Django's models can be imported only after the setup
"""`python -m bench.sheets_compared`: opens exports and reports in LibreOffice and compares them with the database.

Each kind of export as CSV and as XLSX, public and internal, cell by cell; the report for a council as
`bench.report_compared` says. What LibreOffice shows is written out as CSV and must be what the
database says: no text taken for a number, a date or a formula, no line break lost.
"""

import csv
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product, zip_longest
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lausitz_portal.settings")
django.setup()

from django.contrib.auth.models import Group

from accounts.models import User
from bench import libreoffice, report_compared
from reports import exports, selection, sheets, spreadsheets
from reports.columns import FORMULA, Cell, Type
from reports.models import Export
from reports.selection import Order

Cells = list[list[str]]
# Comma, quotes, UTF-8, from line 1; German; "as shown"; the first sheet.
OUT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1031,false,true,false,false,false,1"
# Semicolon, quotes, UTF-8, from line 1, the format of each column, German.
IN = "CSV:59,34,76,1,{columns},1031,false,false"
AS_TEXT = 2


def main() -> int:
    """Print what differs; the exit status for the shell."""
    libreoffice.found()
    user = _reader()
    orders = [
        Order(kind=kind, profile=profile, format=file)
        for kind, profile, file in product(Export.Kind.values, Export.Profile.values, Export.Format.values)
    ]
    failed = sum(_compared(order, user) for order in orders)
    return int(bool(failed + report_compared.main(user)))


def _compared(order: Order, user: User) -> int:
    with tempfile.TemporaryDirectory() as place:
        said, shown = _both(order, user, Path(place))
    different = _different(said, shown)
    print(
        f"{order.kind:10} {order.format:5} {order.profile:9} {len(said) - 1:9,} rows {sum(map(len, said)):11,} cells "
        f"{different:7,} different"
    )
    return different


def _different(said: Cells, shown: Cells) -> int:
    """How many cells differ; rows or cells that are missing count as well. The first is printed."""
    different = 0
    mine: list[str]
    theirs: list[str]
    for row, (mine, theirs) in enumerate(zip_longest(said, shown, fillvalue=[])):
        for column, (one, other) in enumerate(zip_longest(mine, theirs)):
            if one != other:
                different += 1
                if different == 1:
                    print(f"  row {row}, column {column}: {one!r} is shown as {other!r}"[:500])
    return different


def _reader() -> User:
    """Somebody who may read everything, made for this run in a database of invented people."""
    user, _made = User.objects.get_or_create(email="vergleich@bench.invalid", defaults={"is_staff": True})
    user.groups.set(Group.objects.filter(name="Administration"))
    return user


def _both(order: Order, user: User, place: Path) -> tuple[Cells, Cells]:
    """The cells as the database says, and as LibreOffice shows them."""
    file = place / f"rows.{order.format}"
    columns = sheets.chosen(order)
    plain = [Cell(column.heading, column.type, column.sql, column.params) for column in columns]
    with exports.reading(exports.ONE_SNAPSHOT, exports.SETTINGS) as cursor:
        rows = selection.rows(order, user)
        values = list(exports.fetched(cursor, sheets.select(order.kind, plain, rows)))
        if order.format == Export.Format.XLSX:
            statement = sheets.statement(order, rows)
            spreadsheets.write(file, statement.cells, exports.fetched(cursor, statement), columns)
    if order.format == Export.Format.XLSX:
        said = [[cell.heading for cell in plain], *([_shown(value) for value in row] for row in values)]
        return said, _opened(file, place)
    file.write_bytes(b"".join(exports.stream(order, user)))
    shown = _opened(file, place, columns=len(plain) * 2)
    said = [_headings(plain), *(_line(row, plain) for row in values)]
    return said, [[_original(cell) for cell in row] for row in shown]


def _opened(file: Path, place: Path, *, columns: int = 0) -> Cells:
    formats = "/".join(f"{number}/{AS_TEXT}" for number in range(1, columns + 1))
    made = libreoffice.opened(file, place, to=OUT, read_as=IN.format(columns=formats) if columns else "")
    csv.field_size_limit(10_000_000)
    with made.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _shown(value: Any) -> str:
    """As a German spreadsheet shows it, on the clocks of Berlin."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(selection.BERLIN):%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)


def _headings(cells: Iterable[Cell]) -> list[str]:
    return [h for c in cells for h in ((c.heading, f"{c.heading} (ISO 8601)") if _is_twice(c.type) else (c.heading,))]


def _is_twice(kind: Type) -> bool:
    return kind in {Type.MOMENT, Type.DAY}


def _line(row: Sequence[Any], cells: Sequence[Cell]) -> list[str]:
    return [text for value, cell in zip(row, cells, strict=True) for text in _in_csv(value, cell.type)]


def _in_csv(value: Any, kind: Type) -> tuple[str, ...]:
    """As CSV has it: dates twice."""
    if not _is_twice(kind):
        return (str(value).replace(".", ",") if isinstance(value, Decimal) else _shown(value),)
    if value is None:
        return "", ""
    if isinstance(value, datetime):
        return _shown(value)[:-3], f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _shown(value), f"{value:%Y-%m-%d}"


def _original(cell: str) -> str:
    neutralised = cell.startswith("'") and cell.lstrip("'")[:1] in tuple(FORMULA)
    return cell[1:] if neutralised else cell


if __name__ == "__main__":
    sys.exit(main())
