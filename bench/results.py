"""Figures of a run: medians, ratios, a table to read and a file to compare."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).with_name("results")
# One measured call: returns its seconds.
Call = Callable[[], float]


@dataclass(frozen=True)
class Line:
    """One figure; `bar` is what it must reach, `reached` whether it did (None: nothing asked)."""

    name: str
    ideas: int
    value: float
    unit: str
    ratio: float | None = None
    bar: str = ""
    reached: bool | None = None


def interleaved(calls: Mapping[str, Call], *, rounds: int, repeats: int) -> dict[str, list[float]]:
    """Seconds of each call: the median of `repeats` in each of `rounds`, all calls in every round.

    Taking turns call by call spreads the noise of the machine over all of them alike.
    """
    for call in calls.values():
        call()
    medians: dict[str, list[float]] = {name: [] for name in calls}
    for _round in range(rounds):
        taken: dict[str, list[float]] = {name: [] for name in calls}
        for _repeat in range(repeats):
            for name, call in calls.items():
                taken[name].append(call())
        for name, seconds in taken.items():
            medians[name].append(statistics.median(seconds))
    return medians


def against(floor: Sequence[float], seconds: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return statistics.median(mine / least for mine, least in zip(seconds, floor, strict=True))


def table(lines: Iterable[Line]) -> str:
    """The figures as text, a block for each data set."""
    printed: list[str] = []
    ideas = -1
    for line in lines:
        if line.ideas != ideas:
            ideas = line.ideas
            printed += ["", f"{ideas:,} ideas", f"{'':44}{'value':>12} {'':5}{'× floor':>9}  must reach"]
        ratio = f"{line.ratio:9.1f}" if line.ratio is not None else f"{'':9}"
        verdict = {None: "", True: "reached", False: "MISSED"}[line.reached]
        value = f"{line.value:12,.2f}" if line.unit == "×" else f"{line.value:12,.1f}"
        printed.append(f"{line.name:44}{value} {line.unit:5}{ratio}  {line.bar:16} {verdict}".rstrip())
    return "\n".join(printed)


def keep(lines: Iterable[Line]) -> Path:
    """Write the figures as JSON; returns the file."""
    FOLDER.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    file = FOLDER / f"{now:%Y-%m-%dT%H-%M-%S}.json"
    about = {"at": now.isoformat(), "python": platform.python_version(), "cpus": os.cpu_count()}
    content = {**about, "lines": [asdict(line) for line in lines]}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return file
