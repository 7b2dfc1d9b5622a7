"""Figures of a run: medians, ratios, a table to read and a file to compare the next run with."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench import bars
from bench.client import Answer

FOLDER = Path(__file__).with_name("results")
FLOOR, BASELINE = "floor", "baseline"
# Every web process loads what its first pages load before anything is timed.
WARM_UP, REPEATS = 6, 5
# One measured call.
Call = Callable[[], Answer]


@dataclass(frozen=True)
class Row:
    """One figure; `floor` in milliseconds, `ratio` times the floor, `holds` None where nothing is asked."""

    name: str
    value: float
    unit: str = "ms"
    floor: float | None = None
    ratio: float | None = None
    queries: int | None = None
    bar: str = ""
    holds: bool | None = None


@dataclass
class Taken:
    """Seconds of a call, the median of each round, and its queries."""

    seconds: list[float] = field(default_factory=list)
    queries: int | None = None

    def saw(self, queries: int | None) -> None:
        """The fewest count: now and then a page loads anew what all pages remember for some seconds."""
        if queries is not None:
            self.queries = queries if self.queries is None else min(self.queries, queries)


def interleaved(calls: Mapping[str, Call], *, rounds: int) -> dict[str, Taken]:
    """All calls in every round; taking turns call by call spreads the noise of the machine over all of them alike."""
    taken = {name: Taken() for name in calls}
    for _time in range(WARM_UP):
        for name, call in calls.items():
            taken[name].saw(call().queries)
    for _round in range(rounds):
        seconds: dict[str, list[float]] = {name: [] for name in calls}
        for _repeat in range(REPEATS):
            for name, call in calls.items():
                seconds[name].append(call().seconds)
        for name in calls:
            taken[name].seconds.append(statistics.median(seconds[name]))
    return taken


def beside_floor(taken: Mapping[str, Taken]) -> list[Row]:
    """A row for each call but the floor; its ratio is the median of the ratios of the rounds."""
    floor = taken[FLOOR].seconds
    return [
        Row(
            name, statistics.median(mine.seconds) * 1000, floor=statistics.median(floor) * 1000,
            ratio=ratio(mine.seconds, floor), queries=mine.queries,
        )
        for name, mine in taken.items() if name != FLOOR
    ]  # fmt: skip


def ratio(seconds: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(mine / least for mine, least in zip(seconds, floor, strict=True))


def judged(row: Row, size: str) -> Row:
    """The row with its bar and whether it holds."""
    bar = bars.of(row.name, size)
    asked = [
        (row.ratio, bar.floors), (row.value, bar.most), (row.queries, bar.queries),
    ]  # fmt: skip
    held = [got <= most for got, most in asked if most is not None and got is not None]
    if bar.least is not None:
        held.append(row.value >= bar.least)
    return replace(row, bar=str(bar), holds=all(held) if held else None)


def growth(rows: Sequence[Row], smaller: Mapping[str, Any]) -> list[Row]:
    """How much slower the slowest list has become since the smaller size, both beside their floors."""
    before = {row["name"]: row["ratio"] for row in smaller.get("rows", []) if row.get("ratio")}
    grown = [
        row.ratio / before[row.name]
        for row in rows
        if row.ratio and row.name in before and row.name.startswith("list,") and bars.of(row.name, "XL") == bars.WARM
    ]
    return [Row("lists, XL of M", max(grown), "×")] if grown else []


def table(rows: Sequence[Row], last: Mapping[str, Any]) -> str:
    """The figures as text, each with the change since the last run of this size."""
    before = {row["name"]: _figure(row) for row in last.get("rows", [])}
    floor = next((row.floor for row in rows if row.floor), 0.0)
    printed = [
        f"\nfloor {floor:.1f} ms",
        f"{'':36}{'value':>10} {'':9}{'× floor':>8}{'queries':>8}{'before':>8}  must reach",
    ]
    for row in rows:
        times = f"{row.ratio:8.2f}" if row.ratio is not None else f"{'':8}"
        queries = f"{row.queries:8}" if row.queries is not None else f"{'':8}"
        now = row.ratio if row.ratio is not None else row.value
        change = f"{now / before[row.name] - 1:+8.0%}" if before.get(row.name) else f"{'':8}"
        mark = {None: "", True: "✓ ", False: "✗ MISSED "}[row.holds]
        digits = 2 if row.unit == "×" else 1
        value = f"{row.value:10,.{digits}f} {row.unit:9}"
        printed.append(f"{row.name:36}{value}{times}{queries}{change}  {mark}{row.bar}".rstrip())
    return "\n".join(printed)


def _figure(row: Mapping[str, Any]) -> float:
    """What two runs are compared by: the ratio where there is one, for machines are not always equally busy."""
    return float(row["ratio"] if row.get("ratio") is not None else row["value"])


def last(size: str) -> dict[str, Any]:
    """The kept figures of the last run of this size; empty when there are none."""
    file = FOLDER / f"{size}.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def keep(rows: Sequence[Row], size: str) -> Path:
    """Write the figures in place of the last ones; returns the file. A baseline is the reader's own and stays out."""
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{size}.json"
    about = {"size": size, "python": platform.python_version(), "cpus": os.cpu_count()}
    lines = [json.dumps(_kept(row), ensure_ascii=False) for row in rows if row.name != BASELINE]
    head = json.dumps(about)[:-1]
    file.write_text(head + ', "rows": [\n ' + ",\n ".join(lines) + "\n]}\n", encoding="utf-8")
    return file


def _kept(row: Row) -> dict[str, Any]:
    floor = None if row.floor is None else round(row.floor, 2)
    times = None if row.ratio is None else round(row.ratio, 3)
    return {
        "name": row.name, "value": round(row.value, 2), "unit": row.unit, "floor_ms": floor, "ratio": times,
        "queries": row.queries, "bar": row.bar, "holds": row.holds,
    }  # fmt: skip
