"""Judged questions: what people ask for is among the first ten, however they write it."""

import json
from pathlib import Path
from statistics import mean

import pytest

from accounts.models import User
from ideas.search import finding, vocabulary
from ideas.search.finding import Within
from tests import make
from themes.catalogue import gazetteer

pytestmark = pytest.mark.django_db
JUDGED = json.loads(Path(__file__).with_name("relevance.json").read_text(encoding="utf-8"))
FIRST, LEAST = 10, 0.9


@pytest.fixture
def ids(moderator: User) -> list[int]:
    """Of the sixty ideas, in the order of the file."""
    written = []
    for row in JUDGED["ideas"]:
        places = gazetteer().meant_by(row["place"])
        place_id = places[0].pk if len(places) == 1 else None
        written.append(
            make.idea(row["title"], by=moderator, text=row["text"], place_name=row["place"], place_id=place_id).pk
        )
    vocabulary.learn()
    make.census()
    return written


def test_what_is_meant_is_among_the_first_ten(ids: list[int]) -> None:
    """Recall at 10 (mean over the questions); beside it the mean of 1 by the rank of the first that fits."""
    recalls, firsts, missed = [], [], []
    within = Within(fits=len(ids), of=len(ids))
    for query in JUDGED["queries"]:
        judged = {ids[number] for number in query["ideas"]}
        found = finding.find(query["query"], within).ids
        recalls.append(len(judged.intersection(found[:FIRST])) / len(judged))
        firsts.append(next((1 / rank for rank, pk in enumerate(found, start=1) if pk in judged), 0.0))
        missed += [f"{query['kind']}: {query['query']} ({recalls[-1]:.2f})"] if recalls[-1] < 1 else []
    said = f"recall at 10 is {mean(recalls):.3f}, mean reciprocal rank {mean(firsts):.3f}; missed: {'; '.join(missed)}"
    assert len(recalls) == 60
    assert mean(recalls) >= LEAST, said
