# ruff: noqa: E402 - what stands on Django's models can be imported only after the setup
"""`python -m bench.relevance FILE.csv`: what people ask for is among the first ten of real contributions.

Imports and releases the file, asks the judged questions of `relevance.json` and prints recall at 10. Wants an
empty, migrated database.
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lausitz_portal.settings")
django.setup()

from django.core.management import call_command

from bench import people
from ideas import facets
from ideas.models import Idea
from ideas.search import finding, vocabulary
from ideas.search.finding import Within
from texts import memory

JUDGED = Path(__file__).with_name("relevance.json")
FIRST, LEAST = 10, 0.9


def main() -> int:
    """Print recall per kind of question, in all, and what was missed; the exit status for the shell."""
    if len(sys.argv) != 2 or Idea.objects.exists():
        print("Usage: python -m bench.relevance FILE.csv, on an empty, migrated database.", file=sys.stderr)
        return 2
    people.gather()
    call_command("import_ideas", sys.argv[1], theme="mobilitaet-digitales", publish=True, by=people.MODERATOR)
    vocabulary.learn()
    facets.count()
    memory.forget()
    recalls = _recalls(json.loads(JUDGED.read_text(encoding="utf-8")))
    by_kind = defaultdict(list)
    for (kind, query), recall in recalls.items():
        by_kind[kind].append(recall)
        if recall < 1:
            print(f"  {recall:.2f}  {kind}: {query}")
    for kind, of_kind in by_kind.items():
        print(f"{kind:12} {len(of_kind):3} questions, recall at {FIRST} {mean(of_kind):.3f}")
    held = mean(recalls.values()) >= LEAST
    mark = "✓" if held else "✗ MISSED"
    print(f"{'all':12} {len(recalls):3} questions, recall at {FIRST} {mean(recalls.values()):.3f}  {mark} ≥ {LEAST}")
    return int(not held)


def _recalls(questions: list[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """By kind and words: of the contributions that fit those that are among the first."""
    ids = dict(Idea.objects.public().values_list("authorship__external_id", "pk"))
    within = Within(fits=len(ids), of=len(ids))
    recalls = {}
    for question in questions:
        judged = {ids[external] for external in question["ids"]}
        found = finding.find(question["query"], within).ids[:FIRST]
        recalls[question["kind"], question["query"]] = len(judged.intersection(found)) / len(judged)
    return recalls


if __name__ == "__main__":
    sys.exit(main())
