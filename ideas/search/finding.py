"""What fits a question: of many ideas the newest, in the order of what they say of the words.

A word that a third of a million ideas have is found without looking at all of these: the blocks of the
newest ideas are asked first, as many as should have enough of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func, Value
from django.utils import timezone

from ideas import facets
from ideas.facets import Wanted
from ideas.listing import LAST_PAGE, PAGE_SIZE
from ideas.models import Idea
from ideas.models.idea import IdeaQuerySet
from ideas.search import names, vocabulary
from ideas.search.indexing import block_marks, marks, month_marks, place_mark
from ideas.search.points import Telling, best, rarity
from ideas.search.question import Question, Term, ask
from ideas.search.tsquery import all_of, any_of, quoted
from ideas.search.typed import parse
from ideas.search.vocabulary import Near

# Of the ideas that fit no more than these, the newest, are put in order and shown: as many as a list has pages for.
MOST_RANKED = LAST_PAGE * PAGE_SIZE
# So many ideas that fit are read in a few hundredths of a second; for a phrase those that have its words.
MOST_READ = 3000
# With fewer there may be a better word; with fewer than a good half of a page others follow.
FEW, ENOUGH = 3, 12
MOST_MORE = 40
# What counts less than the word itself: one it is made of, one spelled nearly like it.
AS_A_PART, MISSPELLED, MOST_NEAR = 0.4, 0.8, 3
# The rarest words of a question, which may be mistyped: to look for words spelled like one takes some milliseconds.
MOST_DOUBTED = 3
# Of what an idea with all of the words would count.
LEAST_COVERED = 0.25
# Letters of a word that is rarely near to another one by chance.
LONG = 8
# How many times as frequent a word has to be to be the one that was meant.
MUCH_MORE = 3

NO_QUESTION = Question(())

# Weights of comments, answers and place, text, title.
_WEIGHTS = "'{0.1, 0.3, 0.4, 1}'"
# After so many seconds being new counts half as much.
_FADING = 180 * 86400
# The sum keeps PostgreSQL from walking through the primary key until enough ideas happen to fit.
# By words as typed and, for less, by how near each other all that they may mean stands; then by supports and by the
# days since the release, which change little where words say more: a hundred supports count as half as much again.
_RANKED = f"""
WITH fitting AS (
    SELECT idea_id, vector FROM ideas_ideasearch WHERE vector @@ %(query)s::tsquery
    ORDER BY idea_id + 0 DESC LIMIT %(most)s
)
SELECT id FROM fitting JOIN ideas_idea ON id = idea_id WHERE status = 'published'
ORDER BY
    (ts_rank({_WEIGHTS}, vector, %(exact)s::tsquery, 1) + ts_rank_cd({_WEIGHTS}, vector, %(strict)s::tsquery, 1) / 2)
    * (1 + ln(1 + support_rank) / 10)
    * (1 + 0.3 / (1 + extract(epoch FROM %(now)s - published_at)::float / {_FADING})) DESC,
    published_at DESC, id DESC
"""  # noqa: S608 - constants


class Fits(Func):
    """Whether a vector fits a question."""

    template, arg_joiner = "%(expressions)s::tsquery", " @@ "
    output_field = BooleanField()


@dataclass(frozen=True)
class Within:
    """Which ideas are asked: what lists filter by, and how many of all these are as of the census."""

    wanted: Wanted = field(default_factory=dict)
    places: Sequence[int] = ()
    first_month: date | None = None
    last_month: date | None = None
    fits: int = 0
    of: int = 0

    @property
    def query(self) -> list[str]:
        found = [any_of(map(quoted, marks(facet, values))) for facet, values in self.wanted.items()]
        if self.places:
            found.append(any_of(quoted(place_mark(pk)) for pk in self.places))
        if self.first_month or self.last_month:
            # At least one month, however early or late: without any this would narrow nothing.
            last = self.last_month or max(timezone.localdate(), self.first_month or date.min)
            first = self.first_month or min([*facets.current().months, last])
            found.append(any_of(map(quoted, month_marks(first, last))))
        return found


class Found(NamedTuple):
    """Ids of ideas, the best first; `is_cut` when only the newest that fit were looked at.

    The first `fitting` have all of the words, those behind them only some or words like them.
    """

    ids: list[int]
    fitting: int = 0
    is_cut: bool = False
    # What was looked for in place of words that stand nowhere.
    corrected: str = ""
    # What would find more.
    better: str = ""
    # What to mark in them: any of the words, as a tsquery.
    marked: str = ""
    question: Question = NO_QUESTION


NOTHING = Found([])


def find(words: str, within: Within, *, strictly: bool = False) -> Found:
    """Ideas for what somebody typed; where few fit, for what they may have meant besides, unless `strictly`."""
    question = ask(parse(words))
    if not question:
        return NOTHING
    found = _ranked(question, within)
    if strictly or len(found.ids) >= ENOUGH:
        return found
    near = _near(question)
    meant = _corrected(words, [term for term in question.terms if found.ids or term.is_unknown], near)
    if meant and len(found.ids) < FEW:
        other = ask(parse(meant))
        better = _ranked(other, within)
        if better.ids and found.ids:
            found = found._replace(better=meant)
        elif better.ids:
            question, near, found = other, _near(other), better._replace(corrected=meant)
    return _filled_up(found, question, near, within) if len(found.ids) < ENOUGH else found


def _near(question: Question) -> Mapping[str, Sequence[Near]]:
    """Of the rarest words those that are spelled nearly like them."""
    words = sorted((term for term in question.terms if term.is_word), key=lambda term: term.share)
    return vocabulary.near([term.unit.token.text for term in words[:MOST_DOUBTED]])


def _filled_up(found: Found, question: Question, near: Mapping[str, Sequence[Near]], within: Within) -> Found:
    """With ideas behind them that have some of the words, or words like them."""
    asked = [telling for term in question.terms for telling in _loosely(term, near, within.of)]
    enough = LEAST_COVERED * sum(rarity(term.share, within.of) for term in question.terms)
    more = best(
        asked, total=within.of, limit=MOST_MORE, enough=enough, but_not=found.ids,
        within=[*question.not_unwanted, *within.query],
    )  # fmt: skip
    marked = any_of([found.marked, *(telling.query for telling in asked)])
    return found._replace(ids=[*found.ids, *(pk for pk, _points in more)], marked=marked)


def _loosely(term: Term, near: Mapping[str, Sequence[Near]], total: int) -> Iterator[Telling]:
    """The word itself and for less what it is made of and what is spelled nearly like it."""
    text, points = term.unit.token.text, rarity(term.share, total)
    if term.query:
        yield Telling(text, term.query, term.share, points)
    for query, share in term.parts.items():
        yield Telling(text, query, share, min(points, rarity(share, total)) * AS_A_PART)
    for mark, share in term.unit.loose:
        yield Telling(text, quoted(mark), share, points * AS_A_PART, is_mark=True)
    # A short word that ideas have is one, however near it is to another: Nacht, nach.
    least = 0.0 if len(text) >= LONG else MUCH_MORE * term.share
    for word in [word for word in near.get(text, []) if word.share > least][:MOST_NEAR]:
        yield Telling(text, quoted(word.lexeme), word.share, min(points, rarity(word.share, total)) * MISSPELLED)


def number(question: Question, within: Within) -> int:
    """How many ideas have all of the words, `MOST_RANKED` at most; where many are expected nobody looks."""
    if question.share * within.fits > MOST_READ:
        return MOST_RANKED
    query = all_of([question.query, *within.query])
    return min(MOST_RANKED, Idea.objects.public().filter(Fits(F("search__vector"), Value(query))).count())


def matching(ideas: IdeaQuerySet, words: str) -> IdeaQuerySet:
    """Those of `ideas` that fit what was typed, in no order."""
    question = ask(parse(words))
    return ideas.filter(Fits(F("search__vector"), Value(question.query))) if question else ideas.none()


def _ranked(question: Question, within: Within) -> Found:
    """Blocks of the newest ideas until enough are found, or all."""
    expected = question.share * within.fits
    last = _last_id() if expected > MOST_READ else 0
    window = round(MOST_READ / 2 * last / expected) if last else 0
    while True:
        is_whole = window >= last / 2
        blocks = "" if is_whole else any_of(map(quoted, block_marks(last - window, last)))
        ids = _fitting(question, all_of([question.query, *within.query, blocks]))
        if is_whole or len(ids) > MOST_RANKED or (question.has_phrase and window * expected > MOST_READ * last):
            marked = any_of([question.exact, question.wide])
            is_cut = len(ids) > MOST_RANKED or not is_whole
            return Found(ids[:MOST_RANKED], min(len(ids), MOST_RANKED), is_cut, marked=marked, question=question)
        window *= 4


def _fitting(question: Question, query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, {
            "query": query, "exact": question.exact, "strict": question.query, "most": MOST_RANKED + 1,
            "now": timezone.now(),
        })  # fmt: skip
        return [pk for (pk,) in cursor.fetchall()]


def _last_id() -> int:
    return Idea.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _corrected(words: str, terms: Sequence[Term], near: Mapping[str, Sequence[Near]]) -> str:
    """The same with words that are spelled nearly alike and stand in many more ideas; empty without any."""
    changed = words
    for term in terms:
        text = term.unit.token.text
        better = next((word.word for word in near.get(text, []) if word.share > MUCH_MORE * term.share), "")
        better = better or (names.nearest(text) if term.is_unknown else "")
        if better:
            better = better.capitalize() if text[0].isupper() else better
            changed = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", better, changed)
    return changed if changed != words else ""
