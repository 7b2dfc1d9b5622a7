"""Places and authorities under all their names: who writes Chóśebuz finds what is said of Cottbus, and the other way.

Names are looked up when somebody asks, so an idea's row in the search holds no names but marks of its place and
its authorities, and stays true when one is renamed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ideas.facets import Facet, numbers
from ideas.search.indexing import marks, place_mark
from ideas.search.typed import Token
from texts.memory import remembered
from themes.catalogue import authorities, gazetteer
from themes.models import Authority, Place
from themes.places import Gazetteer, in_short

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

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.token.text, *self.names)


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
    return Unit(token, tuple(names), tuple(where), _share(meant) if meant else 0.0)


def _share(authority_ids: Sequence[int]) -> float:
    total = numbers({}).total
    return numbers({Facet.REGION: frozenset(authority_ids)}).total / total if total else 0.0


def _authorities() -> Gazetteer[Authority]:
    return remembered("names of authorities", lambda: Gazetteer(authorities()))
