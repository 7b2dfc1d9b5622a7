"""Ideas like the one somebody writes or reads: they share the words that few others have."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection

from ideas import facets
from ideas.facts import region_in_short
from ideas.models import Decision, Idea, Status
from ideas.search import vocabulary
from ideas.search.indexing import configuration_sql
from ideas.search.points import Telling, best, rarity
from ideas.search.tsquery import quoted
from texts.languages import Language
from themes.catalogue import gazetteer

# So many of the rarest words are asked for; of those nobody is known to have, and of misspelled ones, a few.
MOST_WORDS, MOST_UNKNOWN, MOST_CORRECTED = 10, 4, 2
# A word of the text beside one of the title.
IN_TEXT = 0.5
# Of all ideas, though always a few: a word that more have says little about one.
COMMON, FEW = 0.2, 5
# Of what the text itself would score, and of what the best one does: below it ideas share words by chance.
ENOUGH, NEAR_THE_BEST = 0.25, 0.4
# Of few ideas nearly every word is rare: with twenty or fewer half as much again is asked, and two published ones
# share more than a word that only one has.
FEW_IDEAS, MORE, LEAST = 20, 0.5, 1.5
_WORD = re.compile(r"\w{4,}")

_WORDS = f"""
SELECT lexeme, bool_or(in_title), max(coalesce(share, 0)) FROM (
    SELECT true, unnest(tsvector_to_array(to_tsvector({configuration_sql("%(language)s")}, %(title)s)))
    UNION ALL SELECT false, unnest(tsvector_to_array(to_tsvector({configuration_sql("%(language)s")}, %(text)s)))
) AS own(in_title, lexeme)
LEFT JOIN LATERAL (SELECT sum(share) AS share FROM ideas_word WHERE ideas_word.lexeme = own.lexeme) known ON true
GROUP BY lexeme
"""  # noqa: S608 - constants


class Alike(NamedTuple):
    """A published idea and the last answer of the authorities to it."""

    idea: Idea
    answer: str

    @property
    def region(self) -> str:
        return region_in_short(self.idea)


def similar(
    title: str, text: str = "", *, language: str = Language.GERMAN, but_not: int = 0, most: int = 5
) -> list[Alike]:
    """Published ideas that have much in common with this text, most alike first; none for a title of two letters."""
    if len(title) < 3:
        return []
    words = _telling(title, text, language, alone=1 if but_not else 0)
    total = max(1, facets.numbers({}).total)
    own = 2 * sum(word.points for word in words if word.share)
    enough = ENOUGH * (1 + MORE * min(1.0, FEW_IDEAS / total)) * own
    if but_not:
        enough = max(enough, LEAST * rarity(1 / total, total))
    found = best(words, total=total, limit=2 * most, enough=enough, but_not=[but_not])
    alike = _alike([pk for pk, points in found if points >= NEAR_THE_BEST * found[0][1]])
    # Of those with as much in common the one with the shorter title has less of its own.
    points = dict(found)
    return sorted(alike, key=lambda each: (-points[each.idea.pk], len(each.idea.title)))[:most]


def similar_to(idea: Idea, *, most: int = 5) -> list[Alike]:
    """Published ideas like this one, published itself or waiting; its latest version is at hand."""
    version = idea.latest_version
    text = version.text if version else ""
    # A waiting one is not among those that words are counted in.
    itself = idea.pk if idea.status == Status.PUBLISHED else 0
    return similar(idea.title, text, language=idea.language, but_not=itself, most=most)


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
            Telling(lexeme, quoted(lexeme), share, rarity(share, total) * (1 if in_title else IN_TEXT))
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
    typed = [
        word for word in _WORD.findall(title)
        if vocabulary.without_accents(word).startswith(tuple(unknown)) and not gazetteer().called(word)
    ]  # fmt: skip
    meant = [near[0] for near in vocabulary.near(typed[:MOST_CORRECTED]).values() if near]
    return [(word.lexeme, True, word.share) for word in meant]


def _alike(ids: Sequence[int]) -> list[Alike]:
    ideas = Idea.objects.public().with_counts().in_bulk(ids)
    answers = dict(
        Decision.objects.filter(idea__in=ideas, kind=Decision.Kind.STAGE).exclude(message="")
        .order_by("pk").values_list("idea", "message")
    )  # fmt: skip
    return [Alike(ideas[pk], answers.get(pk, "")) for pk in ids if pk in ideas]
