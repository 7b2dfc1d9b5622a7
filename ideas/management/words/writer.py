"""Sentences out of templates: what stands in braces comes from a stream of that name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from random import Random
from typing import NamedTuple

from ideas.management.words.deck import Deck
from ideas.management.words.lexicon import Noun
from ideas.management.words.places import Place

_SLOT = re.compile(r"\{(\w+)\}")
# How many sentences a text has: mostly a few, now and then one, rarely very many.
_LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 20)
_HOW_OFTEN = (3, 6, 10, 14, 18, 18, 17, 12, 2)


class Wish(NamedTuple):
    """What an idea is about; one like an earlier one has its noun and verb, sometimes its place."""

    noun: Noun
    verb: str
    place: Place
    spot: str


class Writer:
    """Writes about a wish with templates of one language; the same draw writes the same."""

    titles: Sequence[str]
    openings: Sequence[str]
    sentences: Sequence[str]
    # Words of the wish at hand, by slot.
    _wish: dict[str, str]

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        slots = self._slots(draw)
        self._title = self.stream(self.titles, slots)
        self._opening = self.stream(self.openings, slots)
        self._sentence = self.stream(self.sentences, slots)
        self._length = _endless(draw, _LENGTHS, _HOW_OFTEN)

    def _slots(self, draw: Random) -> Mapping[str, Iterator[str]]:
        raise NotImplementedError

    def turn_to(self, wish: Wish) -> None:
        """From now on it is about this."""
        raise NotImplementedError

    def _of_wish(self, name: str) -> Iterator[str]:
        while True:
            yield self._wish[name]

    def stream(self, templates: Sequence[str], slots: Mapping[str, Iterator[str]]) -> Iterator[str]:
        """Endless filled templates, those at the front more often."""
        prepared = [
            (_SLOT.sub("%s", template), [slots[name] for name in _SLOT.findall(template)]) for template in templates
        ]
        for pattern, streams in Deck(prepared, exponent=0.4).drawn(self._draw):
            sentence = pattern % tuple(map(next, streams))
            yield sentence[0].upper() + sentence[1:]

    def title(self) -> str:
        return next(self._title)

    def text(self) -> str:
        """Sentences in one or two paragraphs."""
        count = next(self._length)
        sentences = [next(self._opening), *(next(self._sentence) for _ in range(count - 1))]
        if count < 4:
            return " ".join(sentences)
        half = (count + 1) // 2
        return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])


def _endless(draw: Random, values: Sequence[int], weights: Sequence[int]) -> Iterator[int]:
    for _forever in repeat(None):
        yield from draw.choices(values, weights, k=500)
