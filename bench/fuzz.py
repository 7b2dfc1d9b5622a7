"""Ten thousand hostile texts through the search: how long the slowest takes, and whether one fails."""

import statistics
import time
from collections.abc import Callable
from random import Random

from django.db import connection

from bench.results import Row
from ideas import facets
from ideas.models import Word
from ideas.search import finding, vocabulary
from ideas.search.finding import Within
from ideas.search.similar import similar
from texts import memory
from texts.cleaning import clean_line

TEXTS, SEED, LONGEST = 10_000, 7, 200
_SYNTAX = (
    "&", "|", "!", "(", ")", "<->", "<2>", ":*", ":A", "*", "%", "_", "\\", "'", '"', "''", '""', "-", "--", " OR ",
    "/", "\u202e", "\u0301", "\u200d", "🚲", "ß", "İ", "ſ", "Ǆ", "=stage:new", "=block:13:0", "\u00a0", "$$", ";", "@",
)  # fmt: skip


def measure() -> list[Row]:
    """Median and longest of each way to ask, in milliseconds; what raises ends the run and is the finding."""
    vocabulary.learn()
    # As PostgreSQL does by itself within a minute; without it the first questions after it would be slow.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ideas_word")
    facets.count()
    memory.forget()
    draw = Random(SEED)
    words = list(Word.objects.order_by("-share", "word").values_list("word", flat=True)[:500])
    texts = [clean_line(_text(draw, words)[:LONGEST]) for _number in range(TEXTS)]
    total = facets.numbers({}).total
    ways: dict[str, Callable[[str], object]] = {
        "find": lambda text: finding.find(text, Within(fits=total, of=total)),
        "similar": similar,
    }
    rows = []
    for name, ask in ways.items():
        taken = [_milliseconds(ask, text) for text in texts]
        rows += [
            Row(f"hostile texts, {name}, median", statistics.median(taken)),
            Row(f"hostile texts, {name}, longest", max(taken)),
        ]
    return rows


def _milliseconds(ask: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    ask(text)
    return (time.perf_counter() - started) * 1000


def _text(draw: Random, words: list[str]) -> str:
    """Anything, or words of ideas with syntax between them, or one thing over and over."""
    match draw.randrange(4):
        case 0:
            return "".join(
                chr(draw.choice((draw.randrange(1, 0xD800), draw.randrange(32, 127)))) for _ in range(LONGEST)
            )
        case 1:
            return (draw.choice(_SYNTAX) + draw.choice((" ", "", draw.choice(words)))) * LONGEST
        case 2:
            return draw.choice(("", "-", '"')) + " ".join(draw.choice(words) for _ in range(draw.randrange(1, 20)))
        case _:
            parts = (draw.choice(draw.choice((_SYNTAX, words))) for _ in range(draw.randrange(1, 40)))
            return draw.choice(("", " ")).join(parts)
