"""Empty tables without their indexes and foreign keys while they are filled.

What there is stands in PostgreSQL's own catalogue, so that indexes of later migrations are covered. Primary
keys stay. Measured on 100,000 ideas: PostgreSQL needs 26 s of processor time instead of 48 s, with the rows put in
order besides, which the kept indexes do not give.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db import connection, connections

_FOREIGN_KEYS = """
SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY oid
"""
# What a foreign key relies on cannot go.
_UNIQUE = """
SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint own
WHERE contype IN ('u', 'x') AND conrelid = ANY(%s::regclass[])
AND NOT EXISTS (SELECT 1 FROM pg_constraint other WHERE other.contype = 'f' AND other.conindid = own.conindid)
ORDER BY oid
"""
_INDEXES = """
SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY indexrelid
"""
_THREADS = 2
_MEMORY = "SET maintenance_work_mem = '256MB'; SET max_parallel_maintenance_workers = 0"


@dataclass(frozen=True)
class _Taken:
    """One index or constraint: how it goes and how it comes back."""

    drop: str
    create: str


@contextmanager
def without_indexes(tables: Sequence[str], *, ordered_by: Mapping[str, str]) -> Iterator[None]:
    """Take indexes and foreign keys off `tables` when all of them are empty, and put them back in any case.

    Before that the rows of some tables are put in the order of a column (`ordered_by`). Not within
    a transaction. Only a process that is killed leaves the tables without them.
    """
    if not _are_empty(tables):
        yield
        return
    foreign_keys = _constraints(_FOREIGN_KEYS, tables)
    # The slowest first: those of words.
    others = sorted(
        [*_indexes(tables), *_constraints(_UNIQUE, tables)], key=lambda taken: " USING gin " not in taken.create
    )
    # The last first, each whatever becomes of the others.
    with ExitStack() as afterwards:
        # One after the other, since each locks two tables.
        afterwards.callback(_one_by_one, [taken.create for taken in foreign_keys])
        afterwards.callback(_at_once, [[taken.create] for taken in others])
        afterwards.callback(_at_once, [_in_order(table, column) for table, column in ordered_by.items()])
        _one_by_one([taken.drop for taken in (*foreign_keys, *others)])
        yield


def _are_empty(tables: Sequence[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables))  # noqa: S608
        return not cursor.fetchone()[0]


def _constraints(query: str, tables: Sequence[str]) -> list[_Taken]:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(tables)])
        return [
            _Taken(f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
            for table, name, made in cursor.fetchall()
        ]


def _indexes(tables: Sequence[str]) -> list[_Taken]:
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [list(tables)])
        return [_Taken(f"DROP INDEX {name}", made) for name, made in cursor.fetchall()]


def _in_order(table: str, column: str) -> list[str]:
    index = f"{table}_in_order"
    return [
        f"CREATE INDEX {index} ON {table} ({column})",
        f"CLUSTER {table} USING {index}",
        f"DROP INDEX {index}",
    ]


def _at_once(jobs: Sequence[Sequence[str]]) -> None:
    """Each job in a thread with a connection of its own; when one fails, the others are done all the same."""
    with ThreadPoolExecutor(_THREADS) as threads:
        running = [threads.submit(_build, job) for job in jobs]
    for job in running:
        job.result()


def _build(statements: Sequence[str]) -> None:
    try:
        _one_by_one([_MEMORY, *statements])
    finally:
        connections.close_all()


def _one_by_one(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
