"""One page of a list, of a thousand ideas or of a million, from an index and without counting them.

There are two ways to the ideas that fit: walk along the order and leave out what does not fit, or
take all that fit by the keys of their combinations and sort them. The census says how many fit, and
so which way is the shorter one. The list is the same either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from ideas.models import FacetCell, Idea
from ideas.models.idea import IdeaQuerySet, IsAnyOf, Lot

PAGE_SIZE = 20
# Page numbers lead this far; from there "next page" leads on to the end.
LAST_PAGE = 50
# Lists are counted exactly to here, beyond it is "more than".
MOST_COUNTED = 1000
# So many ideas that fit are shuffled as one; of more, blocks that have about half to all of `BLOCK` of them.
MOST_AT_ONCE, BLOCK = 1000, 128
# What it costs to look at a row of the table, compared with an entry of an index (measured on a million ideas).
ROW_COST = 10

NEWEST, MOST_SUPPORTED, MOST_DISCUSSED, MOVING, SHUFFLED = "neu", "unterstuetzt", "diskutiert", "bewegt", "gemischt"
# Of what was found for words (`ideas.search.finding`).
RELEVANT = "passend"
# What each order goes by, largest first.
KEYS: dict[str, tuple[str, ...]] = {
    NEWEST: ("published_at", "id"),
    MOST_SUPPORTED: ("support_rank", "published_at", "id"),
    MOST_DISCUSSED: ("comment_rank", "published_at", "id"),
    MOVING: ("moving_rank", "published_at", "id"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """The sort keys of an idea: a page begins after it, or ends before it."""

    keys: tuple[int, ...]
    backwards: bool = False

    @classmethod
    def at(cls, idea: Idea, order: str, *, backwards: bool = False) -> Self:
        """The place of an idea that was read by this order."""
        if order == SHUFFLED:
            return cls((idea.lot, idea.pk), backwards)  # type: ignore[attr-defined]
        return cls(tuple(_number(getattr(idea, name)) for name in KEYS[order]), backwards)

    @classmethod
    def parse(cls, text: str, order: str, *, backwards: bool = False) -> Self | None:
        """As it stands in an address; None for what is none of this order."""
        parts = text[:80].split("-")
        length = 2 if order == SHUFFLED else len(KEYS[order])
        if len(parts) != length or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        return cls(tuple(map(int, parts)), backwards)

    def __str__(self) -> str:
        return "-".join(map(str, self.keys))

    def beyond(self, order: str) -> Q:
        """The ideas that come after it, or before it."""
        names = KEYS[order]
        values = [_EPOCH + number * _MICROSECOND if name == "published_at" else number
                  for name, number in zip(names, self.keys, strict=True)]  # fmt: skip
        return Q((TupleGreaterThan if self.backwards else TupleLessThan)(Tuple(*names), values))


@dataclass(frozen=True)
class Asked:
    """A list: which ideas, in which order, and as far as the census knows how many fit, of how many in all."""

    # On facets, which cells have too, and on anything else. `in_places`: an index has those of a municipality.
    facets: Q
    others: Q
    order: str
    fits: int
    of: int
    seed: int = 0
    in_places: bool = False

    @property
    def bits(self) -> int:
        """How many bits of an idea's fixed number say in which block of a shuffled list it is."""
        return (self.fits // BLOCK).bit_length() if self.fits > MOST_AT_ONCE else 0

    def is_few(self, need: int) -> bool:
        """Whether the way by cells is the shorter one when `need` ideas are looked at.

        It reads all that fit from one index; walking looks at need · of / fits rows, each a good ten times as dear.
        Where everything fits, walking needs no more than the index either.
        """
        return bool(self.facets or self.others) and self.fits**2 < ROW_COST * need * self.of


def count(asked: Asked) -> int:
    """How many ideas there are, exactly up to `MOST_COUNTED`, one more when there are more."""
    if asked.fits > MOST_COUNTED:
        return MOST_COUNTED + 1
    return _reached(asked, MOST_COUNTED + 1).order_by()[: MOST_COUNTED + 1].count()


def counted(asked: Asked, start: int) -> tuple[list[Idea], int]:
    """The page from `start` with its counts, and how many ideas there are as `count` says it, in one go.

    For a list of which no more than `MOST_COUNTED` are expected, and which is not shuffled.
    """
    keys = in_order(_reached(asked, MOST_COUNTED + 1), asked.order).values_list("pk", flat=True)
    found = list(keys[: max(MOST_COUNTED, start + PAGE_SIZE) + 1])
    page = Idea.objects.public().filter(pk__in=found[start : start + PAGE_SIZE + 1]).with_counts()
    return list(in_order(page, asked.order)), min(len(found), MOST_COUNTED + 1)


def window(asked: Asked, *, start: int = 0, size: int = PAGE_SIZE + 1, cursor: Cursor | None = None) -> IdeaQuerySet:
    """`size` ideas in the order of the list from `start` or from `cursor`; with their counts.

    A cursor that looks back returns the ideas just before it, still in the order of the list.
    """
    if asked.order == SHUFFLED:
        return _shuffled(asked, start, size, cursor)
    ideas = _reached(asked, start + size)
    if cursor:
        ideas = ideas.filter(cursor.beyond(asked.order))
    ideas = in_order(ideas, asked.order)
    keys = (ideas.reverse() if cursor and cursor.backwards else ideas).values("pk")[start : start + size]
    return in_order(Idea.objects.public().filter(pk__in=keys).with_counts(), asked.order)


def in_order(ideas: IdeaQuerySet, order: str, seed: int = 0, bits: int = 0) -> IdeaQuerySet:
    """A few ideas in the order of a list; a shuffled one by its seed and, where there are many, in its blocks."""
    if order == SHUFFLED:
        return ideas.annotate(lot=_lot(seed, bits)).order_by("lot", "pk")
    return ideas.order_by(*(F(name).desc() for name in KEYS[order]))


def _reached(asked: Asked, need: int) -> IdeaQuerySet:
    """The ideas that fit, reached in the shorter way when `need` of them are looked at."""
    ideas = Idea.objects.public().filter(asked.others)
    if asked.is_few(need) and not asked.in_places:
        keys = FacetCell.objects.filter(asked.facets).values("key")
        return ideas.filter(IsAnyOf("facet_key", ArraySubquery(keys)))
    return ideas.filter(asked.facets)


def _shuffled(asked: Asked, start: int, size: int, cursor: Cursor | None) -> IdeaQuerySet:
    """Ideas by a lot that the seed draws, in blocks where there are many.

    Which block an idea is in say the first bits of its fixed number, which the index knows; the seed draws the order
    of the blocks, by flipping bits, and within each the order of its ideas. So no list reads more than it shows.
    """
    ideas = _reached(asked, start + size).annotate(lot=_lot(asked.seed, asked.bits))
    found: list[int] = []
    for block in _blocks(asked, cursor):
        rows = ideas.filter(block)
        if cursor:
            rows = rows.filter(
                (TupleLessThan if cursor.backwards else TupleGreaterThan)(Tuple("lot", "pk"), cursor.keys)
            )
        backwards = cursor is not None and cursor.backwards
        order = ("-lot", "-pk") if backwards else ("lot", "pk")
        found += rows.order_by(*order).values_list("pk", flat=True)[: start + size - len(found)]
        if len(found) == start + size:
            break
    return in_order(Idea.objects.public().filter(pk__in=found[start:]).with_counts(), SHUFFLED, asked.seed, asked.bits)


def _lot(seed: int, bits: int) -> Func:
    """The number of the idea's block under this seed, then 32 bits that the seed draws for the idea."""
    block = f"(((%(expressions)s)::bigint & 4294967295) # {_mask(seed)}) >> {32 - bits}"
    drawn = f"hashint8extended({Idea._meta.db_table}.id, {seed:d}) & 4294967295"  # noqa: SLF001
    return Func(Lot("id"), template=f"((({block}) << 32) | ({drawn}))", output_field=models.BigIntegerField())


def _mask(seed: int) -> int:
    """A small number spread over 32 bits, the first ones above all: by the golden ratio (Knuth, TAOCP 3, 6.4)."""
    return seed * 2_654_435_769 % 2**32


def _blocks(asked: Asked, cursor: Cursor | None) -> Iterator[Q]:
    """Ranges of the index in the order of the list."""
    bits = asked.bits
    backwards = cursor is not None and cursor.backwards
    step = min(cursor.keys[0] >> 32, (1 << bits) - 1) if cursor else 0
    while 0 <= step < 1 << bits:
        yield _block(step, bits, asked.seed)
        step += -1 if backwards else 1
        # Two blocks that both lie ahead are one: where the census was wrong, few steps lead to the end all the same.
        while bits and step & 1 == backwards:
            step, bits = step >> 1, bits - 1


def _block(step: int, bits: int, seed: int) -> Q:
    """The ideas whose lot under this seed begins with the `bits` of `step`."""
    if not bits:
        return Q()
    size = 1 << (32 - bits)
    first = (step ^ (_mask(seed) // size)) * size
    # As the index has it, with a sign.
    first -= (first >> 31) << 32
    return Q(GreaterThanOrEqual(Lot("id"), first)) & Q(LessThanOrEqual(Lot("id"), first + size - 1))


def _number(value: Any) -> int:
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else int(value)
