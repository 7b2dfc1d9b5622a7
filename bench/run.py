"""One run: the data sets grow from the smallest to the largest, everything is measured on each."""

import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random

from bench import export, imports, mailbox, pages, people, processes, results, weights
from bench.results import Line
from ideas.management import seeding
from ideas.models import Idea

# As in eight years of a portal for 3.7 million people: 10,000 ideas, 50,000 comments, 100,000 supports.
COMMENTS_PER_IDEA, SUPPORTS_PER_IDEA = 5, 10


class NotEmpty(Exception):
    """The benchmarks would fill somebody's database with invented ideas."""


def run(sizes: Sequence[int], *, parts: Collection[str], rounds: int, smtp_port: int) -> None:
    """Measure and print. Raises `NotEmpty`."""
    if Idea.objects.exists():
        raise NotEmpty("The benchmarks fill the database with invented ideas: they want an empty one.")
    cast = people.gather()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as logs:
        for size in sizes:
            _grow_to(size)
            _say(f"Measuring on {size:,} ideas …")
            lines += _measure(size, cast, parts, rounds, smtp_port, Path(logs))
    print(results.table(lines))
    _say(f"\n{results.keep(lines)}")


def _measure(
    size: int, cast: people.Cast, parts: Collection[str], rounds: int, smtp_port: int, logs: Path
) -> list[Line]:
    port = processes.free_port()
    lines: list[Line] = []
    with processes.web_server(port, logs / "web.log") as server:
        if "pages" in parts:
            lines += pages.measure(port, cast, ideas=size, rounds=rounds)
        if "export" in parts:
            lines += export.measure(port, server, cast, ideas=size, rounds=rounds)
        if "import" in parts:
            lines += imports.measure(ideas=size, rounds=rounds)
        if "mailbox" in parts:
            lines += mailbox.measure(port, smtp_port, logs / "worker.log", ideas=size)
        if "weights" in parts:
            lines += weights.measure(port, ideas=size)
    return lines


def _grow_to(size: int) -> None:
    missing = size - Idea.objects.count()
    if missing > 0:
        _say(f"Writing {missing:,} ideas …")
        seeding.seed(
            ideas=missing,
            comments=missing * COMMENTS_PER_IDEA,
            supports=missing * SUPPORTS_PER_IDEA,
            draw=Random(size),
            progress=lambda _rows: None,
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
