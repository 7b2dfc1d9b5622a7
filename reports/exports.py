"""Exports as a stream: one COPY statement, so one snapshot, whatever is written meanwhile.

The statement runs on a connection of its own. The page's connection stays free for the session
and the journal, and a download that breaks off ends nothing but itself.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import OperationalError, connection
from django.db.models import QuerySet
from psycopg.errors import QueryCanceled

from reports import selection, sheets
from reports.policies import Person
from reports.selection import Order
from reports.sheets import Statement

# Excel takes a file without this mark for Windows-1252 and shows "MÃ¼ller".
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CHUNK_BYTES = 256 * 1024
# A slow download may take half an hour. Hash joins would read whole tables before the first row.
SETTINGS = "SET LOCAL statement_timeout = '30min'; SET LOCAL enable_hashjoin = off"
ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
ROWS_AT_ONCE = 500
# Whoever waits for a page does not wait longer for a number.
COUNTING = "SET LOCAL statement_timeout = '3s'"


def count(order: Order, user: Person, *, most: int) -> int | None:
    """How many rows the order has, counted to `most`; None when that takes too long."""
    with reading(COUNTING) as cursor:
        try:
            return counted(cursor, selection.rows(order, user), most=most)
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                return None
            raise


def counted(cursor: Any, rows: QuerySet[Any, Any], *, most: int | None = None) -> int:
    """How many rows there are in the snapshot of `cursor`, at most `most`."""
    sql, params = rows.order_by().query.sql_with_params()
    limit = "" if most is None else f" LIMIT {most:d}"
    cursor.execute(f"SELECT count(*) FROM ({sql}{limit}) counted", params)  # noqa: S608 - Django's own SQL
    found: int = cursor.fetchone()[0]
    return found


@contextmanager
def reading(*settings: str) -> Iterator[Any]:
    """A cursor on a connection of its own, in one transaction that is rolled back."""
    with closing(connection.copy()) as own:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            try:
                for setting in settings:
                    cursor.execute(setting)
                yield cursor
            finally:
                own.rollback()


def stream(order: Order, user: Person, *, ended: Callable[[int], None] = lambda _rows: None) -> Iterator[bytes]:
    """CSV of the order; close the iterator when it is not read to its end. `ended` is told how many rows went out."""
    copied = _copied(sheets.statement(order, selection.rows(order, user)), ended)
    # What the database refuses it refuses here, before a header is sent.
    next(copied)
    return copied


def _copied(statement: Statement, ended: Callable[[int], None]) -> Iterator[bytes]:
    """Nothing once the statement runs, then the file in chunks."""
    with reading(SETTINGS) as cursor, cursor.copy(as_csv(statement), statement.params) as copy:
        yield b""
        lines = yield from _in_chunks(copy)
    ended(lines - 1)


def as_csv(statement: Statement) -> str:
    """The COPY of a statement. PostgreSQL sends a message for each line, the headings first."""
    return f"COPY ({statement.sql}) TO STDOUT (FORMAT csv, HEADER, DELIMITER ';')"


def _in_chunks(rows: Iterator[memoryview]) -> Generator[bytes, None, int]:
    yield BYTE_ORDER_MARK
    chunk, lines = bytearray(), 0
    for row in rows:
        chunk += row
        lines += 1
        if len(chunk) >= CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk)
    return lines


def fetched(cursor: Any, statement: Statement) -> Iterator[tuple[Any, ...]]:
    """The rows as values, some at a time, within the transaction of `cursor`."""
    with cursor.connection.cursor(name="export") as own:
        own.itersize = ROWS_AT_ONCE
        own.execute(statement.sql, statement.params)
        yield from own
