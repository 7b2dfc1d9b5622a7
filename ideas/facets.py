"""The census of published ideas: how many have which combination of what lists filter by.

Counting a million ideas takes a good part of a second, so no page counts them: the beat does, and
pages add up some thousand rows. What those numbers are good for: numbers beside filters, and
which of two ways to a list is the shorter one (`ideas.listing`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property, lru_cache, cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from ideas.models import Census, FacetCell, FacetMonth
from ideas.models.idea import IdeaQuerySet
from texts.memory import remembered

LOCK = 0x1DEA_FACE

_COUNT = """
MERGE INTO ideas_facetmonth kept USING (
    SELECT facet_key, date_trunc('month', published_at AT TIME ZONE 'Europe/Berlin')::date AS month, count(*) AS ideas
    FROM ideas_idea WHERE status = 'published' GROUP BY 1, 2
) counted ON kept.month = counted.month AND kept.cell_id = counted.facet_key
WHEN MATCHED AND kept.ideas <> counted.ideas THEN UPDATE SET ideas = counted.ideas
WHEN NOT MATCHED THEN INSERT (month, cell_id, ideas) VALUES (counted.month, counted.facet_key, counted.ideas)
WHEN NOT MATCHED BY SOURCE THEN DELETE
"""
_ADD_UP = """
UPDATE ideas_facetcell cell SET ideas = counted.ideas FROM (
    SELECT key, coalesce(sum(months.ideas), 0) AS ideas
    FROM ideas_facetcell LEFT JOIN ideas_facetmonth months ON months.cell_id = key GROUP BY key
) counted WHERE cell.key = counted.key AND cell.ideas <> counted.ideas
"""


class Facet(IntEnum):
    """What ideas are filtered by. Any of the chosen values of one counts, all facets together narrow."""

    THEME = 0
    REGION = 1
    STAGE = 2
    ANSWERED = 3
    LANGUAGE = 4
    SOURCE = 5


# Among the ids of authorities: ideas for the whole region, which belong to each of them.
WHOLE_REGION = 0
Wanted = Mapping[Facet, frozenset[Any]]


def conditions(wanted: Wanted) -> Q:
    """As a condition on ideas, and on cells alike."""
    found = Q()
    for facet, values in wanted.items():
        match facet:
            case Facet.THEME:
                found &= Q(theme_ids__overlap=list(values))
            case Facet.REGION:
                found &= Q(authority_ids__overlap=list(values - {WHOLE_REGION})) | Q(whole_region=True)
            case Facet.STAGE:
                found &= Q(stage__in=values)
            case Facet.ANSWERED:
                found &= Q(is_answered__in=values)
            case Facet.LANGUAGE:
                found &= Q(language__in=values)
            case Facet.SOURCE:
                found &= Q(source__in=values)
    return found


class Cell(NamedTuple):
    """A combination: for each facet the values ideas in it have."""

    key: int
    ideas: int
    values: tuple[frozenset[Any], ...]


@dataclass(frozen=True, eq=False)
class Counted:
    """The combinations that had ideas at `at`, and the months of their publication, newest first."""

    at: datetime
    cells: tuple[Cell, ...]
    months: tuple[date, ...]

    @cached_property
    def by_key(self) -> dict[int, Cell]:
        """The same cells."""
        return {cell.key: cell for cell in self.cells}


@dataclass(frozen=True)
class Numbers:
    """How many ideas fit, and how many each value of a facet would give under the other facets."""

    at: datetime
    total: int = 0
    values: tuple[Counter[Any], ...] = field(default_factory=lambda: tuple(Counter() for _ in Facet))

    def of(self, facet: Facet, value: Any) -> int:
        numbers = self.values[facet]
        whole = numbers[WHOLE_REGION] if facet is Facet.REGION and value != WHOLE_REGION else 0
        return numbers[value] + whole


@transaction.atomic
def count() -> bool:
    """Take the census; False when somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        at = timezone.now()
        cursor.execute(_COUNT)
        cursor.execute(_ADD_UP)
    months = FacetMonth.objects.order_by("-month").values_list("month", flat=True).distinct()
    Census.objects.update_or_create(pk=1, defaults={"at": at, "months": list(months)})
    return True


def current() -> Counted:
    """The last census, at most five seconds after it was taken."""
    return _read(*remembered("census", _taken))


def numbers(wanted: Wanted, first: date | None = None, last: date | None = None) -> Numbers:
    """As of the last census; of what was published from the month `first` to the month `last`, both included."""
    return _tallied(current(), tuple(sorted(wanted.items())), first, last)


def tally(cells: Iterable[Cell], wanted: Wanted, *, at: datetime) -> Numbers:
    """Add up `cells`; a value's number respects the other facets, not its own."""
    cells = list(cells)
    fitting = _fitting(cells, wanted)
    numbers = []
    for facet in Facet:
        others = {other: values for other, values in wanted.items() if other is not facet}
        # First by lists of values, of which there are few.
        lists: dict[frozenset[Any], int] = defaultdict(int)
        for _key, ideas, values in _fitting(cells, others) if facet in wanted else fitting:
            lists[values[facet]] += ideas
        numbers.append(Counter[Any]())
        for found, ideas in lists.items():
            for value in found:
                numbers[facet][value] += ideas
    total = sum(cell.ideas for cell in fitting)
    return Numbers(at, total, tuple(numbers))


def _fitting(cells: list[Cell], wanted: Wanted) -> list[Cell]:
    for facet, values in wanted.items():
        fitting = values | {WHOLE_REGION} if facet is Facet.REGION else values
        lists = {found for found in {cell.values[facet] for cell in cells} if not found.isdisjoint(fitting)}
        cells = [cell for cell in cells if cell.values[facet] in lists]
    return cells


def among(ideas: IdeaQuerySet) -> list[Cell]:
    """The cells with only `ideas`, counted now."""
    numbers = dict(ideas.order_by().values_list("facet_key").annotate(number=Count("pk")))
    known = current().by_key
    if unknown := numbers.keys() - known.keys():
        known = known | {cell.key: cell for cell in _cells(FacetCell.objects.filter(key__in=unknown))}
    return [Cell(key, number, known[key].values) for key, number in numbers.items()]


@lru_cache(maxsize=16)
def _in_months(counted: Counted, first: date | None, last: date | None) -> tuple[Cell, ...]:
    """The cells with only what was published in these months."""
    months = FacetMonth.objects.order_by()
    if first:
        months = months.filter(month__gte=first)
    if last:
        months = months.filter(month__lte=last)
    ideas = dict(months.values_list("cell_id").annotate(number=Sum("ideas")))
    return tuple(cell._replace(ideas=ideas[cell.key]) for cell in counted.cells if cell.key in ideas)


def _taken() -> tuple[datetime, tuple[date, ...]]:
    census = Census.objects.first()
    return (census.at, tuple(census.months)) if census else (timezone.now(), ())


@lru_cache(maxsize=128)
def _tallied(
    counted: Counted, wanted: tuple[tuple[Facet, frozenset[Any]], ...], first: date | None, last: date | None
) -> Numbers:
    cells = _in_months(counted, first, last) if first or last else counted.cells
    return tally(cells, dict(wanted), at=counted.at)


@lru_cache(maxsize=2)
def _read(at: datetime, months: tuple[date, ...]) -> Counted:
    return Counted(at, tuple(_cells(FacetCell.objects.filter(ideas__gt=0))), months)


def _cells(cells: QuerySet[FacetCell]) -> Iterator[Cell]:
    """Thousands of rows have a few hundred lists of themes and regions: these are read as text, each once."""
    rows = cells.values_list(
        "key", "ideas", Cast("theme_ids", TextField()), Cast("authority_ids", TextField()), "whole_region", "stage",
        "is_answered", "language", "source",
    )  # fmt: skip
    for key, ideas, themes, authorities, whole, *single in rows:
        region = _one(WHOLE_REGION) if whole else _many(authorities)
        yield Cell(key, ideas, (_many(themes), region, *map(_one, single)))


@cache
def _many(ids: str) -> frozenset[int]:
    return frozenset(map(int, filter(None, ids.strip("{}").split(","))))


@cache
def _one(value: Any) -> frozenset[Any]:
    return frozenset({value})
