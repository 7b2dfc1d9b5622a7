"""A run works on a copy of the database: what it writes goes with it, so every run begins with the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


class InUse(Exception):
    """Somebody else is connected to the database."""


@contextmanager
def copied(url: str) -> Iterator[str]:
    """The address of the copy, which is dropped afterwards.

    Raises `InUse` when a portal runs on it: PostgreSQL copies only what rests.
    """
    parts = urlsplit(url)
    database = parts.path.removeprefix("/")
    name, copy = sql.Identifier(database), sql.Identifier(f"{database}_bench")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy)
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(drop)
        try:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(copy, name))
        except psycopg.errors.ObjectInUse as error:
            raise InUse(
                "A portal works on this database; the benchmarks copy one that rests. Stop it first."
            ) from error
        try:
            yield parts._replace(path=f"/{database}_bench").geturl()
        finally:
            server.execute(drop)
