"""Synthetic ideas, comments and supports by COPY, for benchmarks: no mail, no journal, nobody's words.

Everything that the services keep right is right afterwards too: counters, versions, decisions, search rows,
references of their year, sequences. What is drawn depends on the seed alone: each batch draws for itself,
so it does not matter how many processes write.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from random import Random
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from ideas import facets, ranks
from ideas.management.seeding import batch, rebuilding
from ideas.management.seeding.plan import Plan, Progress, shares
from ideas.management.words import lexicon
from ideas.search import vocabulary

__all__ = ["seed", "shares"]

# From so many ideas on two processes write, and into empty tables without indexes.
MANY = 20_000
PROCESSES = 2
TABLES = (
    "ideas_idea", "ideas_ideaversion", "ideas_ideacounter", "ideas_authorship", "ideas_decision", "ideas_support",
    "ideas_comment",
)  # fmt: skip
# Written last, since it is made of answers and comments.
SEARCH = "ideas_ideasearch"
COUNTED = ("ideas_facetcell", "ideas_facetmonth", "ideas_word")
# Where BRIN indexes rely on it, rows lie in the order of time, as in life.
ORDERED_BY_TIME = {"ideas_support": "at", "ideas_comment": "created_at"}


def seed(*, ideas: int, comments: int, supports: int, draw: Random, progress: Progress) -> None:
    """Write that many of each; `progress` is told the number of rows written since it last was.

    Many at once need a connection outside a transaction. Into empty tables they are written without
    indexes and foreign keys; these come back also when something fails.
    Raises `ValueError` when there are not enough people for so many supports.
    """
    plan = Plan.make(ideas=ideas, comments=comments, supports=supports, draw=draw)
    if ideas < MANY or connection.in_atomic_block:
        for number in range(plan.batches):
            progress(_write(plan, number))
            batch.index(plan, number)
        _finish()
        return
    lexicon.nouns()  # before the processes part, so that they share it
    with rebuilding.without_indexes([SEARCH], ordered_by={}):
        with rebuilding.without_indexes(TABLES, ordered_by=ORDERED_BY_TIME):
            for written in _in_processes(plan, _write_one):
                progress(written)
        _refresh_statistics("ANALYZE")
        for _indexed in _in_processes(plan, _index_one):
            progress(0)
    _finish()


def _finish() -> None:
    """What the beat would do within the minute, and then the vacuum, without which a transaction has to do."""
    _refresh_statistics("ANALYZE")
    ranks.refresh_moving()
    facets.count()
    vocabulary.learn()
    if not connection.in_atomic_block:
        _refresh_statistics("VACUUM (ANALYZE)")


@transaction.atomic
def _write(plan: Plan, number: int) -> int:
    return batch.write(plan, number)


def _in_processes(plan: Plan, job: Callable[[int], Any]) -> Iterator[Any]:
    """What `job` returns for each batch, in the order they are done."""
    # A connection must not be shared with a child, nor one that waits in the pool.
    postgres: Any = connection
    postgres.close()
    postgres.close_pool()
    processes = ProcessPoolExecutor(
        PROCESSES, multiprocessing.get_context("fork"), initializer=_begin, initargs=(plan,)
    )
    try:
        for done in as_completed([processes.submit(job, number) for number in range(plan.batches)]):
            yield done.result()
    finally:
        processes.shutdown(cancel_futures=True)


_plan: Plan


def _begin(plan: Plan) -> None:
    global _plan  # noqa: PLW0603 - of this process, which does nothing else
    _plan = plan
    # Ctrl-C reaches the parent, which ends this process after its batch.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Beside an event loop the parent closed another connection than the one a child inherits.
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    with connection.cursor() as cursor:
        # What a power cut loses is invented; without statistics the planner must not read growing tables whole.
        # At first each process waits for the batch of the other, which has the same new combinations.
        cursor.execute("SET synchronous_commit = off; SET enable_seqscan = off; SET lock_timeout = 0")


def _write_one(number: int) -> int:
    return _write(_plan, number)


def _index_one(number: int) -> None:
    batch.index(_plan, number)


def _refresh_statistics(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {', '.join((*TABLES, SEARCH, *COUNTED))}, accounts_user")
