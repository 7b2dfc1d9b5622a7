"""From typed words to a query: each word in the forms of all languages, with its compounds, under all its names."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from ideas import facets
from ideas.search import names, vocabulary
from ideas.search.indexing import CONFIGURATIONS
from ideas.search.names import Unit
from ideas.search.tsquery import all_of, any_of, lexemes, quoted
from ideas.search.typed import Typed

# A word in more ideas is found often enough without its compounds; one in fewer may be the beginning of a word that
# was written a moment ago.
FREQUENT, RARE = 2000, 20
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


@dataclass(frozen=True)
class Term:
    """One thing that is wanted, as queries any of which may fit: as typed, and what it may mean besides."""

    unit: Unit
    exact: tuple[str, ...]
    wide: tuple[str, ...] = ()
    # The words it is made of, each alone, and those that end like it; with their shares.
    parts: Mapping[str, float] = field(default_factory=dict)
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
        return all_of([*(any_of(term.query for term in group) for group in self.groups), *self.not_unwanted])

    @property
    def exact(self) -> str:
        """What was typed, any of it; what an idea is ranked by."""
        return any_of(query for term in self.terms for query in term.exact)

    @property
    def wide(self) -> str:
        """What may be meant besides, any of it."""
        return any_of(query for term in self.terms for query in term.wide)

    @property
    def has_phrase(self) -> bool:
        """Ideas with all its words have to be read to see whether they stand side by side."""
        return any("<" in query for term in self.terms for query in term.exact)

    @property
    def share(self) -> float:
        """About how many of all ideas fit, as if words came together by chance."""
        return math.prod(min(1.0, sum(term.share for term in group)) for group in self.groups)

    @property
    def not_unwanted(self) -> list[str]:
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
    exact = {unit: tuple({query: None for text in unit.spellings for query in read[text].queries}) for unit in units}
    stems = {unit: _stem(exact[unit]) for unit in units if unit.token.is_word}
    # A name means what is called so and nothing that sounds like it.
    words = {
        unit: vocabulary.spellings(unit.token.text, stem) for unit, stem in stems.items() if stem and not unit.names
    }
    known = vocabulary.look_up(
        (*(lexeme for queries in exact.values() for query in queries for lexeme in lexemes(query)),
         *(text for word in words.values() for text in word.all))
    )  # fmt: skip
    total = facets.numbers({}).total
    shares = {unit: unit.share + sum(known.share(lexemes(query)) for query in exact[unit]) for unit in units}
    rare = {unit: word for unit, word in words.items() if shares[unit] * total < FREQUENT}
    longer = vocabulary.longer(
        [pattern for unit, word in rare.items()
         for pattern in _patterns(stems[unit], unit.token.text, known.split(word), unit in last)]
    )  # fmt: skip
    for unit in units:
        stem = stems.get(unit, "")
        others = {**known.of(words[unit]), **longer.get(stem, {})} if unit in rare else {}
        if not (unit.token.is_word or unit.token.is_phrase):
            others |= {_apart(query): known.share(lexemes(query)) for query in exact[unit]}
        share = min(1.0, shares[unit] + sum(others.values()))
        if unit in last and unit in words and len(stem) >= TYPED_SO_FAR and share * total < RARE:
            others[f"{quoted(stem)}:*"] = share
        is_word = unit.token.is_word and not unit.names and not read[unit.token.text].is_stop_word
        wide = [query for query in others if query not in exact[unit]]
        parts = known.parts(words[unit], longer) if unit in words else {}
        yield Term(unit, exact[unit], tuple(wide), parts, share, is_word)


def _apart(query: str) -> str:
    """The words of one with hyphens, wherever they stand: St.-Anton-Straße, St. Anton Straße."""
    return all_of(quoted(lexeme) for lexeme in lexemes(query) if "-" not in lexeme)


def _patterns(stem: str, word: str, split: tuple[str, str], is_last: bool) -> Iterator[tuple[str, str, str]]:  # noqa: FBT001
    """Beginnings and ends of longer words: with the stem, or with another word between the two it is made of."""
    if len(stem) >= (TYPED_SO_FAR if is_last else LONG):
        yield stem, stem, ""
        yield stem, "", stem
        yield stem, "", vocabulary.without_accents(word)
    head, tail = split
    if tail:
        yield stem, head, tail
        # What ends or begins like it is another one of its kind: Radständer, Fahrradständer, Fahrradabstellplatz.
        yield tail, "", tail
        yield head, head, ""


def _stem(queries: Iterable[str]) -> str:
    """The shortest of what a single word becomes in the languages."""
    return min((found[0] for found in map(lexemes, queries) if len(found) == 1), key=len, default="")
