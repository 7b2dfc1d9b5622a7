"""Ideas like the one somebody writes or reads: they share the words that few others have.

The rarest words of a text say what it is about. Ideas with one of them are looked at, and each counts by how rare the
words are that it shares (inverse document frequency: K. Spärck Jones, 1972), in the titles more than in the texts.
"""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from django.db import connection

from ideas import facets
from ideas.facts import region_in_short
from ideas.models import Decision, Idea
from ideas.search import vocabulary
from ideas.search.indexing import configuration_sql
from ideas.search.tsquery import all_of, any_of, quoted
from texts.languages import Language

# So many of the rarest words are asked for; of those nobody is known to have, and of misspelled ones, a few.
MOST_WORDS, MOST_UNKNOWN, MOST_CORRECTED = 10, 4, 2
# A word of the text beside one of the title.
IN_TEXT = 0.5
# Of all ideas, though always a few: a word that more have says little about one.
COMMON, FEW = 0.2, 5
# Ideas, and words of which two together are asked for where each alone is in too many.
MOST_LOOKED_AT, MOST_PAIRED = 2000, 4
# Of what the text itself would score, and of what the best one does: below it ideas share words by chance.
ENOUGH, NEAR_THE_BEST = 0.2, 0.4
_WORD = re.compile(r"\w{4,}")

_WORDS = f"""
SELECT lexeme, bool_or(in_title), max(coalesce(share, 0)) FROM (
    SELECT true, unnest(tsvector_to_array(to_tsvector({configuration_sql("%(language)s")}, %(title)s)))
    UNION ALL SELECT false, unnest(tsvector_to_array(to_tsvector({configuration_sql("%(language)s")}, %(text)s)))
) AS own(in_title, lexeme)
LEFT JOIN LATERAL (SELECT sum(share) AS share FROM ideas_word WHERE ideas_word.lexeme = own.lexeme) known ON true
GROUP BY lexeme
"""  # noqa: S608 - constants
# Of long vectors a part is made once, which is quicker than to unpack the whole for each word.
_POINTS = """
WITH looked_at AS MATERIALIZED (
    SELECT idea_id, ts_filter(vector, '{a, b}') AS vector FROM ideas_ideasearch
    WHERE vector @@ %(query)s::tsquery AND idea_id <> %(but_not)s ORDER BY idea_id + 0 DESC LIMIT %(most)s
)
SELECT idea_id, sum(points) AS points
FROM looked_at JOIN unnest(%(queries)s::tsquery[], %(points)s::float[]) AS asked(query, points) ON vector @@ query
GROUP BY idea_id HAVING sum(points) >= %(enough)s ORDER BY points DESC, idea_id DESC LIMIT %(limit)s
"""


class Alike(NamedTuple):
    """A published idea and the last answer of the authorities to it."""

    idea: Idea
    answer: str

    @property
    def region(self) -> str:
        return region_in_short(self.idea)


class Telling(NamedTuple):
    """A word and how much it says, the more the fewer have it."""

    lexeme: str
    share: float
    points: float


def similar(
    title: str, text: str = "", *, language: str = Language.GERMAN, but_not: int = 0, most: int = 5
) -> list[Alike]:
    """Published ideas that have much in common with this text, most alike first; none for a title of two letters."""
    if len(title) < 3:
        return []
    words = _telling(title, text, language, alone=1 if but_not else 0)
    total = facets.numbers({}).total
    query = _asked(words, total)
    if not query:
        return []
    # Each word counts wherever it stands, and once more where it stands in both titles.
    queries = [quoted(word.lexeme) for word in words] + [f"{quoted(word.lexeme)}:A" for word in words]
    points = [word.points for word in words] * 2
    with connection.cursor() as cursor:
        cursor.execute(_POINTS, {
            "query": query, "but_not": but_not, "most": MOST_LOOKED_AT, "queries": queries, "points": points,
            "enough": ENOUGH * 2 * sum(word.points for word in words if word.share), "limit": most,
        })  # fmt: skip
        found = cursor.fetchall()
    return _alike([pk for pk, points in found if points >= NEAR_THE_BEST * found[0][1]])


def similar_to(idea: Idea, *, most: int = 5) -> list[Alike]:
    """Published ideas like this one, whose latest version is at hand."""
    version = idea.latest_version
    text = version.text if version else ""
    return similar(idea.title, text, language=idea.language, but_not=idea.pk, most=most)


def _telling(title: str, text: str, language: str, *, alone: int) -> list[Telling]:
    """The words that say most and that more ideas than `alone` have."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"title": title, "text": text, "language": language})
        words: list[tuple[str, bool, float]] = cursor.fetchall()
    total = facets.numbers({}).total
    words += _put_right(title, [lexeme for lexeme, in_title, share in words if in_title and not share])
    common = max(COMMON, FEW / max(1, total))
    telling = sorted(
        (
            Telling(lexeme, share, math.log(1 + 1 / max(share, 1 / (total + 1))) * (1 if in_title else IN_TEXT))
            for lexeme, in_title, share in words
            if share <= common and len(lexeme) > 1
        ),
        key=lambda word: -word.points,
    )
    known = [word for word in telling if word.share * total > alone]
    # Written a moment ago, or in none of the ideas the vocabulary is made of.
    unknown = [word for word in telling if not word.share]
    return [*unknown[:MOST_UNKNOWN], *known[:MOST_WORDS]]


def _put_right(title: str, unknown: Collection[str]) -> list[tuple[str, bool, float]]:
    """What the words of the title that stand nowhere may have been meant to be."""
    if not unknown:
        return []
    typed = [word for word in _WORD.findall(title) if vocabulary.without_accents(word).startswith(tuple(unknown))]
    meant = [near[0] for near in map(vocabulary.near, typed[:MOST_CORRECTED]) if near]
    return [(word.lexeme, True, word.share) for word in meant]


def _asked(words: Iterable[Telling], total: int) -> str:
    """Any of the rarest, as far as few enough have them; otherwise two of the rarest together."""
    rarest = sorted(words, key=lambda word: word.share)
    asked, number = [], 0.0
    for word in rarest:
        number += word.share * total
        if number > MOST_LOOKED_AT:
            break
        asked.append(quoted(word.lexeme))
    pairs = combinations((quoted(word.lexeme) for word in rarest[:MOST_PAIRED]), 2)
    return any_of(asked) or any_of(map(all_of, pairs))


def _alike(ids: Sequence[int]) -> list[Alike]:
    ideas = Idea.objects.public().with_counts().in_bulk(ids)
    answers = dict(
        Decision.objects.filter(idea__in=ideas, kind=Decision.Kind.STAGE).exclude(message="")
        .order_by("pk").values_list("idea", "message")
    )  # fmt: skip
    return [Alike(ideas[pk], answers.get(pk, "")) for pk in ids if pk in ideas]
