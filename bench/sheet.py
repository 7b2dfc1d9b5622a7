# ruff: noqa: E402 - what stands on Django's models can be imported only after the setup
"""`python -m bench.sheet`: at most 100,000 ideas as an Excel file; prints rows, seconds, growth of memory in bytes."""

import os
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from bench import people
from bench.processes import Memory
from accounts.models import User
from ideas.models import Idea
from reports import exports, selection, sheets, spreadsheets
from reports.models import Export
from reports.selection import Order

MOST = 100_000


def main() -> int:
    """Write a few rows first, so that what is loaded once is not counted."""
    order = Order(kind=Export.Kind.IDEAS, profile=Export.Profile.INTERNAL, format=Export.Format.XLSX)
    editor = User.objects.get(email=people.EDITOR)
    _write(order, editor, 100)
    memory = Memory()
    started = time.perf_counter()
    rows = _write(order, editor, MOST)
    print(rows, time.perf_counter() - started, memory.growth())
    return 0


def _write(order: Order, user: User, most: int) -> int:
    last = Idea.objects.order_by("pk").values_list("pk", flat=True)[:most].count()
    until = Idea.objects.order_by("pk").values_list("pk", flat=True)[last - 1]
    with (
        tempfile.TemporaryDirectory() as place,
        exports.reading(exports.ONE_SNAPSHOT, exports.SETTINGS) as cursor,
    ):
        statement = sheets.statement(order, selection.rows(order, user).filter(pk__lte=until))
        rows = exports.fetched(cursor, statement)
        return spreadsheets.write(Path(place) / "rows.xlsx", statement.cells, rows, sheets.chosen(order))


if __name__ == "__main__":
    sys.exit(main())
