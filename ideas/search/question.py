"""From typed words to a query: each word in the forms of all languages, with its compounds, under all its names."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.db import connection

from ideas.search import names, vocabulary
from ideas.search.indexing import CONFIGURATIONS
from ideas.search.names import Unit
from ideas.search.tsquery import all_of, any_of, quoted
from ideas.search.typed import Typed

# A word in more ideas than this share of all is found often enough without its compounds.
FREQUENT = 0.02
# Letters of a word to look for in longer ones, and of one that somebody may still be typing.
LONG, TYPED_SO_FAR = 4, 3

_READ = """
SELECT text, array_agg(DISTINCT query) FILTER (WHERE query <> ''), bool_or(query = '')
FROM unnest(%s::text[]) AS text, unnest(%s::text[]) AS config,
LATERAL (SELECT phraseto_tsquery(config::regconfig, replace(text, '/', ' '))::text AS query) AS phrase
GROUP BY text
"""


class Read(NamedTuple):
    """What a text becomes in any of the languages, as queries; `is_stop_word` when in one of them it means nothing."""

    queries: tuple[str, ...] = ()
    is_stop_word: bool = True

    @property
    def lexemes(self) -> list[str]:
        """Of a single word."""
        return [query[1:-1] for query in self.queries if query[1:-1].isalnum()]


@dataclass(frozen=True)
class Term:
    """One thing that is wanted, as queries any of which may fit: as typed, and what it may mean besides."""

    unit: Unit
    exact: tuple[str, ...]
    wide: tuple[str, ...] = ()
    # Of all ideas, as far as the vocabulary knows.
    share: float = 0.0
    # Neither a phrase nor a name nor one that means nothing alone: it may be mistyped.
    is_word: bool = False

    @property
    def query(self) -> str:
        return any_of([*self.exact, *self.wide, *map(quoted, self.unit.marks)])

    @property
    def is_unknown(self) -> bool:
        """It stands nowhere, as far as the vocabulary knows."""
        return self.is_word and not self.share


@dataclass(frozen=True)
class Question:
    """Groups of terms, of each of which one has to fit, and a query that must not."""

    groups: tuple[tuple[Term, ...], ...]
    unwanted: str = ""

    def __bool__(self) -> bool:
        return bool(self.groups or self.unwanted)

    @property
    def terms(self) -> list[Term]:
        return [term for group in self.groups for term in group]

    @property
    def query(self) -> str:
        """As PostgreSQL's tsquery, every lexeme as it stands in the index."""
        return all_of([any_of(term.query for term in group) for group in self.groups] + self._not_unwanted)

    @property
    def exact(self) -> str:
        """What was typed, any of it; what an idea is ranked by."""
        return any_of(query for term in self.terms for query in term.exact)

    @property
    def wide(self) -> str:
        """What may be meant besides, any of it."""
        return any_of(query for term in self.terms for query in term.wide)

    @property
    def share(self) -> float:
        """About how many of all ideas fit, as if words came together by chance."""
        return math.prod(min(1.0, sum(term.share for term in group)) for group in self.groups)

    def loosened(self) -> "Question":
        """The same, but any of the words will do."""
        return Question((tuple(self.terms),), self.unwanted)

    @property
    def _not_unwanted(self) -> list[str]:
        return [f"!({self.unwanted})"] if self.unwanted else []


def ask(typed: Typed) -> Question:
    """What is meant, in three queries to the database."""
    groups = names.grouped(typed.wanted)
    units = list(dict.fromkeys(unit for group in groups for unit in group))
    read = _read({*(text for unit in units for text in unit.spellings), *(token.text for token in typed.unwanted)})
    # What means nothing in one of the languages ("die", "the") counts only where there is nothing else.
    telling = [unit for unit in units if not read[unit.token.text].is_stop_word] or units
    terms = dict(zip(telling, _terms(telling, read, last=units[-1:]), strict=True))
    meant = (tuple(terms[unit] for unit in group if unit in terms) for group in groups)
    unwanted = any_of(query for token in typed.unwanted for query in read[token.text].queries)
    return Question(tuple(group for group in meant if any(term.query for term in group)), unwanted)


def _read(texts: Iterable[str]) -> Mapping[str, Read]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(texts), list(CONFIGURATIONS)])
        return {text: Read(tuple(queries or ()), is_stop_word) for text, queries, is_stop_word in cursor.fetchall()}


def _terms(units: Sequence[Unit], read: Mapping[str, Read], *, last: Sequence[Unit]) -> Iterator[Term]:
    lexemes = {unit: {lexeme for text in unit.spellings for lexeme in read[text].lexemes} for unit in units}
    words = {unit: vocabulary.spellings(unit.token.text) for unit in units if unit.token.is_word}
    known = vocabulary.look_up(chain(*lexemes.values()), chain(*(word.all for word in words.values())))
    shares = {unit: unit.share + sum(map(known.share, found)) for unit, found in lexemes.items()}
    rare = {unit: min(lexemes[unit], key=len) for unit in words if lexemes[unit] and shares[unit] < FREQUENT}
    longer = vocabulary.longer(
        stem for unit, stem in rare.items() if len(stem) >= (TYPED_SO_FAR if unit in last else LONG)
    )
    for unit in units:
        exact = tuple(query for text in unit.spellings for query in read[text].queries)
        wide = known.of(words[unit]) if unit in rare else {}
        wide |= {quoted(lexeme): share for lexeme, share in longer.get(rare.get(unit, ""), {}).items()}
        if unit in rare and unit in last and len(rare[unit]) >= TYPED_SO_FAR and sum(wide.values()) < FREQUENT:
            wide[f"{quoted(rare[unit])}:*"] = 0
        share = min(1.0, shares[unit] + sum(wide.values()))
        is_word = unit in words and not unit.names and not read[unit.token.text].is_stop_word
        yield Term(unit, exact, tuple(query for query in wide if query not in exact), share, is_word)
