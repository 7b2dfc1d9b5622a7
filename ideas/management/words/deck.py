"""Drawing as language does: a few things very often, a long tail rarely (Zipf's law)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
_AT_ONCE = 512


class Deck(Generic[T]):
    """Things in the order of how often they are wanted: the one at rank r in proportion to (r + 2) ** -exponent."""

    def __init__(self, things: Sequence[T], exponent: float = 1.0) -> None:
        self.things = things
        self._up_to = list(accumulate((rank + 2) ** -exponent for rank in range(len(things))))

    def drawn(self, draw: Random) -> Iterator[T]:
        """Endless."""
        while True:
            yield from draw.choices(self.things, cum_weights=self._up_to, k=_AT_ONCE)
