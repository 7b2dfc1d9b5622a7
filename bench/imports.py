"""The import of as many rows as a real citizens' dialogue had."""

import csv
import io
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

from django.core.management import call_command

from bench.people import MODERATOR
from bench.results import Row
from ideas.management.seeding import wishes
from ideas.management.words.german import German

ROWS = 1_162


def measure(*, rounds: int) -> list[Row]:
    """Seconds for `ROWS` rows, checked, written and released."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = [_import(Path(folder) / "ideas.csv", f"bench-{number}") for number in range(rounds)]
    return [Row(f"import and release of {ROWS:,} rows", statistics.median(seconds) * 1000)]


def _import(file: Path, name: str) -> float:
    draw = Random(name)
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["id", "title", "text", "source_url"])
        german = German(draw)
        for number, wish in zip(range(ROWS), wishes.drawn(draw), strict=False):
            german.turn_to(wish)
            table.writerow([f"{name}-{number}", german.title(), german.text(), "https://example.org/"])
    said = io.StringIO()
    started = time.perf_counter()
    call_command(
        "import_ideas", str(file), theme="mobilitaet-digitales", publish=True, by=MODERATOR, stdout=said, stderr=said
    )
    return time.perf_counter() - started
