"""Exports as their readers get them, and the rows beside which they are held."""

import csv
import io
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

ADDRESS = "/admin/reports/export/"
BERLIN = ZoneInfo("Europe/Berlin")
PUBLIC = {"profile": "public", "status__exact": "published"}
INTERNAL = {"profile": "internal", "status__exact": ""}
PERSONS = {**INTERNAL, "has_persons": "on", "purpose": "Einladung zur Preisverleihung"}


def asked(client: Client, what: str = "ideas", **chosen: str) -> Any:
    """What the page answers to an order."""
    return client.post(ADDRESS, {"what": what, "format": "csv", **INTERNAL, **chosen})


def from_csv(content: bytes) -> list[dict[str, Any]]:
    """The rows as a spreadsheet in Germany reads them, in the types the description of columns names."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def from_xlsx(content: bytes) -> list[dict[str, Any]]:
    """The rows of the first sheet as Excel has them; no cell is a formula or a link."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    headings, *rows = [[_said(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _said(value: Any) -> Any:
    """What Excel shows: a text that looks like an escaped character is written escaped (ECMA-376, 22.9.2.19)."""
    return unescape(value) if isinstance(value, str) else value


def as_in_csv(row: dict[str, Any]) -> dict[str, str]:
    """What a row of values looks like in CSV: dates twice, numbers with a comma, nothing as an empty cell."""
    cells: dict[str, str] = {}
    for heading, value in row.items():
        iso = f"{heading} (ISO 8601)"
        if heading in MOMENTS:
            berlin = value.replace(tzinfo=BERLIN, fold=0) if value else None
            utc = berlin.astimezone(ZoneInfo("UTC")) if berlin else None
            cells[heading] = f"{value:%d.%m.%Y %H:%M}" if value else ""
            cells[iso] = f"{utc:%Y-%m-%dT%H:%M:%SZ}" if utc else ""
        elif isinstance(value, date):
            cells[heading], cells[iso] = f"{value:%d.%m.%Y}", f"{value:%Y-%m-%d}"
        elif isinstance(value, float):
            cells[heading] = str(value).replace(".", ",")
        else:
            cells[heading] = "" if value is None else str(value)
    return cells


MOMENTS = {
    "Eingegangen", "Veröffentlicht", "Wartet seit", "Geschrieben", "Bearbeitet", "Gelöscht", "Entschieden",
}  # fmt: skip


def local(moment: datetime | None) -> datetime | None:
    """As Excel has it: on the clocks of Berlin, without fractions of a second."""
    return moment.astimezone(BERLIN).replace(tzinfo=None, microsecond=0) if moment else None
