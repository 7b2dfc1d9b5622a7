"""Excel's own format (ISO/IEC 29500), written row by row: only one row is in memory at a time.

Every cell says what it is: a text stays a text, whatever it begins with, and a reference no date.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from reports import exports, files, selection, sheets
from reports.columns import DESCRIPTION, Cell, Column, Type, described
from reports.policies import Person
from reports.selection import Order

# What XML 1.0 cannot hold (2.2); the portal's forms let most of it not in, imports may.
_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "dd.mm.yyyy",
}  # fmt: skip
WIDTHS = {Type.TEXT: 30, Type.CODE: 13, Type.NUMBER: 14, Type.DECIMAL: 12, Type.MOMENT: 17, Type.DAY: 12}
WIDE = {"Text": 60, "Begründung": 60, "Adresse": 40}


def at_once(order: Order, user: Person, *, ended: Callable[[int], None] = lambda _rows: None) -> Iterator[bytes]:
    """A small sheet, made whole before its first byte goes out; `ended` is told how many rows went out."""
    with tempfile.TemporaryDirectory(dir=files.folder()) as place:
        made = Path(place) / "rows.xlsx"
        with exports.reading(exports.ONE_SNAPSHOT, exports.SETTINGS) as cursor:
            statement = sheets.statement(order, selection.rows(order, user))
            rows = exports.fetched(cursor, statement)
            written = write(made, statement.cells, rows, sheets.chosen(order))
        content = made.read_bytes()
    return _in_one(content, written, ended)


def _in_one(content: bytes, rows: int, ended: Callable[[int], None]) -> Iterator[bytes]:
    yield content
    ended(rows)


def write(
    file: Path, cells: Sequence[Cell], rows: Iterable[Sequence[Any]], columns: Iterable[Column],
    seen: Callable[[], None] = lambda: None,
) -> int:  # fmt: skip
    """Write the rows and, as a second sheet, what the columns mean; returns how many. `seen` is told of each."""
    with xlsxwriter.Workbook(str(file), {**OPTIONS, "tmpdir": str(file.parent)}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Export")
        _head(sheet, [cell.heading for cell in cells], bold)
        for number, cell in enumerate(cells):
            sheet.set_column(number, number, WIDE.get(cell.heading, WIDTHS[cell.type]))
        put = _writers(sheet, cells, book)
        row = 0
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                if value is not None and value != "":
                    put[column](row, column, value)
            seen()
        _describe(book, columns, bold)
    return row


def _head(sheet: Any, headings: Sequence[str], bold: Any) -> None:
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)


def _writers(sheet: Any, cells: Sequence[Cell], book: Any) -> list[Callable[[int, int, Any], object]]:
    """How to write a value, for each column."""
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})

    def text(row: int, column: int, value: Any) -> None:
        sheet.write_string(row, column, str(value).translate(_NOT_IN_XML))

    def time(row: int, column: int, value: date) -> None:
        # The calendar of Excel begins in 1900.
        if value.year < 1900:
            sheet.write_string(row, column, value.isoformat())
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, moment)
        else:
            sheet.write_datetime(row, column, value)

    def number(row: int, column: int, value: float | Decimal) -> None:
        sheet.write_number(row, column, value)

    kinds = {
        Type.TEXT: text, Type.CODE: text, Type.NUMBER: number, Type.DECIMAL: number, Type.MOMENT: time, Type.DAY: time,
    }  # fmt: skip
    return [kinds[cell.type] for cell in cells]


def _describe(book: Any, columns: Iterable[Column], bold: Any) -> None:
    sheet = book.add_worksheet("Spalten")
    _head(sheet, DESCRIPTION, bold)
    for number, width in enumerate((28, 70, 20, 60, 24)):
        sheet.set_column(number, number, width)
    for row, line in enumerate(described(columns), start=1):
        for column, words in enumerate(line):
            sheet.write_string(row, column, words)
