"""The census of published ideas: how many have which combination of what lists filter by.

Counting a million ideas takes a good part of a second, so no page counts them: the beat does, and
pages add up some thousand rows. What those numbers are good for: numbers beside filters, and
which of two ways to a list is the shorter one (`ideas.listing`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q, Sum
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


_COLUMNS = ("theme_ids", "authority_ids", "whole_region", "stage", "is_answered", "language", "source")
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
    Census.objects.update_or_create(pk=1, defaults={"at": at})
    return True


def current() -> Counted:
    """The last census, at most five seconds after it was taken."""
    return _read(remembered("census", _taken_at))


def numbers(wanted: Wanted, first: date | None = None, last: date | None = None) -> Numbers:
    """As of the last census; of what was published from the month `first` to the month `last`, both included."""
    return _tallied(current(), tuple(sorted(wanted.items())), first, last)


def tally(cells: Iterable[Cell], wanted: Wanted, *, at: datetime) -> Numbers:
    """Add up `cells`; a value's number respects the other facets, not its own."""
    total, numbers = 0, tuple(Counter[Any]() for _ in Facet)
    chosen = [(facet, values | {WHOLE_REGION} if facet is Facet.REGION else values) for facet, values in wanted.items()]
    for cell in cells:
        missed = [facet for facet, values in chosen if values.isdisjoint(cell.values[facet])]
        if len(missed) > 1:
            continue
        if not missed:
            total += cell.ideas
        for facet in missed or Facet:
            for value in cell.values[facet]:
                numbers[facet][value] += cell.ideas
    return Numbers(at, total, numbers)


def only(ideas: IdeaQuerySet) -> tuple[Cell, ...]:
    """The cells with only `ideas`, counted now; what has a combination that the census did not know is left out."""
    numbers = dict(ideas.order_by().values_list("facet_key").annotate(number=Count("pk")))
    return tuple(cell._replace(ideas=numbers[cell.key]) for cell in current().cells if cell.key in numbers)


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


def among(ideas: IdeaQuerySet) -> list[Cell]:
    """The combinations of a few ideas, counted now."""
    rows = ideas.order_by().values_list("facet_key", *_COLUMNS).annotate(ideas=Count("pk"))
    return [_cell(key, number, *values) for key, *values, number in rows]


def _taken_at() -> datetime:
    return Census.objects.values_list("at", flat=True).first() or timezone.now()


@lru_cache(maxsize=128)
def _tallied(
    counted: Counted, wanted: tuple[tuple[Facet, frozenset[Any]], ...], first: date | None, last: date | None
) -> Numbers:
    cells = _in_months(counted, first, last) if first or last else counted.cells
    return tally(cells, dict(wanted), at=counted.at)


@lru_cache(maxsize=2)
def _read(at: datetime) -> Counted:
    rows = FacetCell.objects.filter(ideas__gt=0).values_list("key", "ideas", *_COLUMNS)
    months = FacetMonth.objects.order_by("-month").values_list("month", flat=True).distinct()
    return Counted(at, tuple(_cell(*row) for row in rows.iterator()), tuple(months))


def _cell(key: int, ideas: int, themes: list[int], authorities: list[int], whole: bool, *single: Any) -> Cell:  # noqa: FBT001
    region = frozenset({WHOLE_REGION}) if whole else frozenset(authorities)
    return Cell(key, ideas, (frozenset(themes), region, *(frozenset({value}) for value in single)))
