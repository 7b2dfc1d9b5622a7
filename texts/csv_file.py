"""A small table as CSV for Excel in German and for programs: byte order mark, semicolons, decimal commas.

Tables of any length are written by PostgreSQL itself (`reports.exports`).
"""

import csv
import io
from collections.abc import Iterable, Sequence

# Excel takes a file without this mark for Windows-1252 and shows "MÃ¼ller".
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# OWASP's list for CSV injection, and what East Asian spreadsheets read alike.
FORMULA = "=+-@\t\r＝＋－＠"
Cell = str | int | float | None


def written(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([_cell(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue().encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.1f}".replace(".", ",")
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip("'")[:1] in tuple(FORMULA) and isinstance(cell, str) else text
