"""One run on one size: everything that is asked for is measured and judged."""

import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from django.core.cache import cache

from accounts.models import User
from bench import export, fuzz, imports, mailbox, pages, people, plans, processes, results, throughput, weights
from bench.baseline import Baseline
from bench.results import Row
from ideas.models import Idea


class NotInvented(Exception):
    """The benchmarks sign in and write as invented people; there are others, or no ideas."""


def run(size: str, parts: Collection[str], rounds: int, smtp_port: int, baseline: Baseline | None) -> list[Row]:
    """Measure what is asked for; returns the judged figures. Raises `NotInvented`."""
    if User.objects.exclude(email__endswith="@seed.invalid").exists() or not Idea.objects.exists():
        raise NotInvented(f"The benchmarks want a database with nothing but `manage.py seed_ideas --size {size}`.")
    # How much somebody has sent within the hour belongs to another copy of these people.
    cache.clear()
    cast = people.gather()
    if "plans" in parts:
        _say(f"Plans are in {plans.write(cast, size)}.")
    _say(f"Measuring {', '.join(parts)} on {Idea.objects.count():,} ideas …")
    with tempfile.TemporaryDirectory() as logs:
        rows = _measured(cast, parts, rounds, smtp_port, Path(logs), baseline)
    if size == "XL":
        rows += results.growth(rows, results.last("M"))
    return [results.judged(row, size) for row in rows]


def _measured(
    cast: people.Cast, parts: Collection[str], rounds: int, smtp_port: int, logs: Path, baseline: Baseline | None
) -> list[Row]:
    port = processes.free_port()
    rows: list[Row] = []
    with processes.web_server(port, logs / "web.log") as server:
        if "pages" in parts:
            rows += pages.measure(port, cast, baseline=baseline, rounds=rounds)
        if "visitors" in parts:
            rows += throughput.measure(port, rounds=rounds)
        if "export" in parts:
            rows += export.measure(port, server, cast, rounds=rounds)
        if "import" in parts:
            rows += imports.measure(rounds=rounds)
        if "fuzz" in parts:
            rows += fuzz.measure()
        if "mailbox" in parts:
            rows += mailbox.measure(port, smtp_port, logs / "worker.log")
        if "weights" in parts:
            for name, kilobytes, requests in weights.measure(
                port, Idea.objects.public().newest()[0].get_absolute_url()
            ):
                rows += [Row(f"weight of {name}", kilobytes, "KB"), Row(f"requests of {name}", requests, "")]
    return rows


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
