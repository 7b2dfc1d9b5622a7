"""Exports as a stream: one COPY statement, so one snapshot, whatever is written meanwhile.

The statement runs on a connection of its own. The page's connection stays free for the session
and the journal, and a download that breaks off ends nothing but itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from ideas.models import Comment, Idea
from ideas.policies import may_moderate
from reports import sheets
from reports.sheets import Column

# Excel takes a file without this mark for Windows-1252 and shows "MÃ¼ller".
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CHUNK_BYTES = 256 * 1024
# A slow download may take half an hour. Hash joins would read whole tables before the first row.
SETTINGS = "SET LOCAL statement_timeout = '30min'; SET LOCAL enable_hashjoin = off"


def may_export(user: User | AnonymousUser) -> bool:
    """Staff with the right to export; which ideas, says `Idea.objects.in_scope_of`."""
    return may_moderate(user) and user.has_perm("ideas.export")


def of_ideas(ideas: QuerySet[Idea]) -> Iterator[bytes]:
    """CSV of `ideas` in order of arrival; close the iterator when it is not read to its end."""
    return _opened(sheets.ideas(), sheets.IDEAS_FROM, ideas.values(*sheets.IDEA_FIELDS))


def of_comments(comments: QuerySet[Comment]) -> Iterator[bytes]:
    """CSV of `comments` in order of writing; close the iterator when it is not read to its end."""
    return _opened(sheets.comments(), sheets.COMMENTS_FROM, comments.values(*sheets.COMMENT_FIELDS))


def _opened(columns: Sequence[Column], source: str, rows: QuerySet[Any, Any]) -> Iterator[bytes]:
    rows_sql, rows_params = rows.order_by().query.sql_with_params()
    selected = ", ".join(f'{column.sql} AS "{column.heading}"' for column in columns)
    statement = f"COPY (SELECT {selected} {source.format(rows=rows_sql)}) TO STDOUT (FORMAT csv, HEADER, DELIMITER ';')"
    stream = _copied(statement, [*(param for column in columns for param in column.params), *rows_params])
    # What the database refuses it refuses here, before a header is sent.
    next(stream)
    return stream


def _copied(statement: str, params: Sequence[Any]) -> Iterator[bytes]:
    """Nothing once the statement runs, then the file in chunks."""
    with closing(connection.copy()) as own:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute(SETTINGS)
            try:
                with cursor.copy(statement, params) as copy:
                    yield b""
                    yield from _in_chunks(copy)
            finally:
                own.rollback()


def _in_chunks(rows: Iterator[memoryview]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK
    chunk = bytearray()
    for row in rows:
        chunk += row
        if len(chunk) >= CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk)
