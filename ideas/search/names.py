"""Places and authorities under all their names: who writes Chóśebuz finds what is said of Cottbus, and the other way.

Names are looked up when somebody asks, so an idea's row in the search holds no names but marks of its place and
its authorities, and stays true when one is renamed.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ideas.facets import Facet, numbers
from ideas.search.indexing import marks, place_mark
from ideas.search.typed import Token
from ideas.search.vocabulary import without_accents
from texts.memory import remembered
from themes.catalogue import authorities, gazetteer, themes_by_id
from themes.models import Authority, Place
from themes.places import Gazetteer, in_short

# How alike a mistyped name has to be, by Ratcliff and Obershelp (difflib), from 0 to 1.
LEAST_ALIKE = 0.8
_WORD = re.compile(r"[^\W\d_]{4,}")
# Of the longest name, such as "Welzow an der Halde".
MOST_WORDS = 4
_DISTRICTS = frozenset({"landkreis", "kreis", "lk", "wokrjes", "wokrejs"})


class Unit(NamedTuple):
    """A word, a phrase or a name: all its spellings, and the marks of ideas that belong to what it names."""

    token: Token
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    # Of all ideas those with a mark.
    share: float = 0.0
    # Marks of what it may name besides, for when little is found; with their shares.
    loose: tuple[tuple[str, float], ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """As typed, as one word where it has hyphens (Jugend-Rat), and the other names."""
        text = self.token.text
        joined = text.replace("-", "") if "-" in text and not self.token.is_phrase else text
        return tuple(dict.fromkeys([text, joined, *self.names]))


def grouped(wanted: Sequence[Sequence[Token]]) -> list[list[Unit]]:
    """Words that are one name together become one unit."""
    groups: list[list[Unit]] = []
    position = 0
    while position < len(wanted):
        unit, length = _name_at(wanted, position)
        groups.append([unit] if unit else [_unit(token) for token in wanted[position]])
        position += length
    return groups


def _name_at(wanted: Sequence[Sequence[Token]], position: int) -> tuple[Unit | None, int]:
    """The longest name of several words that begins here."""
    words: list[str] = []
    for group in wanted[position : position + MOST_WORDS]:
        if len(group) > 1 or group[0].is_phrase:
            break
        words.append(group[0].text)
    for length in range(len(words), 1, -1):
        unit = _unit(Token(" ".join(words[:length]), is_phrase=True))
        if unit.names:
            return unit, length
    return None, 1


def _unit(token: Token) -> Unit:
    first, _space, rest = token.text.partition(" ")
    is_district = first.casefold() in _DISTRICTS
    places = [] if is_district else gazetteer().called(token.text)
    named = _authorities().called(rest if is_district else token.text)
    named_alike: list[Place | Authority] = [*places, *named]
    names = dict.fromkeys(in_short(name) for row in named_alike for name in row.name.values())
    # Görlitz is the town; its district has to be called one.
    meant = [row.pk for row in named if not places or row.kind == Authority.Kind.CITY]
    around = gazetteer().told_apart_by(token.text)
    where = [place_mark(place.pk) for place in (*places, *around)] + (marks(Facet.REGION, meant) if meant else [])
    loose = [] if token.is_phrase else _loose(token.text, but_not=meant)
    return Unit(token, tuple(names), tuple(where), _share(Facet.REGION, meant) if meant else 0.0, tuple(loose))


def _loose(text: str, *, but_not: Collection[int]) -> Iterator[tuple[str, float]]:
    """Marks of districts with this in their name (Görlitz, Spreewald), and of themes (Energie); with their shares."""
    plain = without_accents(text)
    regions = [row.pk for row in authorities() if plain in _words(row.name) and row.pk not in but_not]
    about = [theme.pk for theme in themes_by_id().values() if plain in _words(theme.name)]
    for facet, found in ((Facet.REGION, regions), (Facet.THEME, about)):
        if found:
            share = _share(facet, found)
            yield from ((mark, share) for mark in marks(facet, found))


def _words(name: dict[str, str]) -> frozenset[str]:
    return frozenset(word for each in name.values() for word in _WORD.findall(without_accents(each)))


def nearest(text: str) -> str:
    """The name of a place or an authority that is spelled nearly so; empty without one."""
    known = remembered("spelled names", _spelled)
    found = get_close_matches(without_accents(text), known, n=1, cutoff=LEAST_ALIKE)
    return known[found[0]] if found else ""


def _spelled() -> dict[str, str]:
    rows: list[Place | Authority] = [*authorities(), *gazetteer().places]
    return {without_accents(name): name for row in rows for name in map(in_short, row.name.values())}


def _share(facet: Facet, ids: Sequence[int]) -> float:
    total = numbers({}).total
    return numbers({facet: frozenset(ids)}).total / total if total else 0.0


def _authorities() -> Gazetteer[Authority]:
    return remembered("names of authorities", lambda: Gazetteer(authorities()))
