"""What each idea is about, in which language: now and then the same as an earlier one."""

from collections.abc import Iterator
from itertools import islice
from random import Random

from ideas.management.words import lexicon
from ideas.management.words.german import German
from ideas.management.words.others import Czech, English, LowerSorbian, Polish, UpperSorbian
from ideas.management.words.places import PLACES, SPOTS
from ideas.management.words.writer import Wish, Writer
from texts.languages import Language

_OTHERS: dict[Language, type[Writer]] = {
    Language.ENGLISH: English,
    Language.UPPER_SORBIAN: UpperSorbian,
    Language.LOWER_SORBIAN: LowerSorbian,
    Language.POLISH: Polish,
    Language.CZECH: Czech,
}
_PER_THOUSAND = {
    Language.GERMAN: 950, Language.ENGLISH: 30, Language.UPPER_SORBIAN: 7, Language.LOWER_SORBIAN: 8,
    Language.POLISH: 3, Language.CZECH: 2,
}  # fmt: skip
# Where the Sorbian languages are at home.
_HOMES = {
    Language.UPPER_SORBIAN: {"goerlitz"},
    Language.LOWER_SORBIAN: {"cottbus", "spree-neisse", "oberspreewald-lausitz"},
}
_REPEATED = 0.05
_EARLIER_BATCHES = 3


def writers(german: German, draw: Random) -> dict[Language, Writer]:
    return {Language.GERMAN: german, **{language: writer(draw) for language, writer in _OTHERS.items()}}


def languages(draw: Random) -> Iterator[Language]:
    while True:
        yield from draw.choices(list(_PER_THOUSAND), list(_PER_THOUSAND.values()), k=500)


def drawn(draw: Random) -> Iterator[Wish]:
    """Endless, each for itself."""
    nouns, verbs = lexicon.nouns().drawn(draw), lexicon.VERBS.drawn(draw)
    return map(Wish, nouns, verbs, PLACES.drawn(draw), SPOTS.drawn(draw))


def of_batch(seed: int, batch: int, count: int, draw: Random) -> list[Wish]:
    """New wishes, and some that an idea before them has: with the same place or another."""
    earlier = [draw.randrange(batch) for _ in range(_EARLIER_BATCHES)] if batch else []
    known = [wish for number in earlier for wish in _new(seed, number, count)]
    wishes = []
    for fresh in _new(seed, batch, count):
        wish = fresh
        if known and draw.random() < _REPEATED:
            like = draw.choice(known)
            same_place, same_spot = draw.random() < 0.5, draw.random() < 0.3
            wish = like._replace(
                place=like.place if same_place else fresh.place, spot=like.spot if same_spot else fresh.spot
            )
        wishes.append(wish)
        known.append(wish)
    return wishes


def at_home(wish: Wish, language: Language, draw: Random) -> Wish:
    """The wish in a place where the language is spoken."""
    homes = _HOMES.get(language)
    if homes is None or wish.place.authority in homes:
        return wish
    return wish._replace(place=draw.choice([place for place in PLACES.things if place.authority in homes]))


def _new(seed: int, batch: int, count: int) -> list[Wish]:
    """Drawn for themselves, so that a later batch can ask for those of an earlier one."""
    return list(islice(drawn(Random(f"{seed}/{batch}/wishes")), count))  # noqa: S311 - invented texts, no secrets
