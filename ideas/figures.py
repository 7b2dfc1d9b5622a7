"""Numbers of ideas for the dashboard, within what a moderator is responsible for."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.models import User
from ideas import facets
from ideas.facets import Facet
from ideas.listfilters import NOWHERE, WHOLE_REGION, lately, start_of
from ideas.models import Idea
from themes.catalogue import authorities
from themes.models import authority_ids_of


# What a row is grouped by, so that the groups can be added up by region and theme.
GROUPED_BY = ("theme_ids", "authority_ids", "whole_region")


class Region(NamedTuple):
    """A choice of the filter by region (`ideas.listfilters`)."""

    value: str
    label: str


def regions_of(user: User) -> list[Region]:
    """As the filter offers them, without authorities this person does not work for."""
    mine = authority_ids_of(user)
    return [
        *(Region(str(one.pk), one.label) for one in authorities() if not mine or one.pk in mine),
        Region(WHOLE_REGION, _("the whole Lausitz")),
        Region(NOWHERE, _("none named")),
    ]


class Tally:
    """Adds groups up by region and theme, as the lists' filters find them; what has two counts for each.

    One pass over the rows and a few hundred groups: a condition for every region and theme would be
    tried on every row.
    """

    def __init__(self) -> None:
        self.by_region = Counter[str]()
        self.by_theme = Counter[int]()

    def add(self, rows: int, theme_ids: list[int], authority_ids: list[int], whole_region: bool) -> None:  # noqa: FBT001 - a column
        for theme in theme_ids:
            self.by_theme[theme] += rows
        for authority in authority_ids:
            self.by_region[str(authority)] += rows
        if whole_region:
            self.by_region[WHOLE_REGION] += rows
        elif not authority_ids:
            self.by_region[NOWHERE] += rows


@dataclass(frozen=True)
class Received:
    """What came in during the last days."""

    by_day: dict[date, int]
    tally: Tally


def received(user: User) -> Received:
    """One query, by the index on the day of receipt."""
    days = lately()
    by_day, tally = dict.fromkeys(days, 0), Tally()
    rows = (
        Idea.objects.in_scope_of(user)
        .filter(submitted_at__gte=start_of(days[0]))
        .order_by()
        .annotate(day=TruncDate("submitted_at"))
        .values_list("day", *GROUPED_BY)
        .annotate(n=Count("pk"))
    )
    for day, *group, number in rows:
        if day in by_day:
            by_day[day] += number
            tally.add(number, *group)
    return Received(by_day, tally)


class Published(NamedTuple):
    """Published ideas as of the last census."""

    at: datetime
    by_stage: dict[str, int]
    unanswered: int

    @property
    def total(self) -> int:
        return sum(self.by_stage.values())


def published(user: User) -> Published:
    """Sums over the census (`ideas.facets`): no page counts a million ideas."""
    mine, counted = set(authority_ids_of(user)), facets.current()
    stages, unanswered = Counter[str](), 0
    for _key, ideas, values in counted.cells:
        regions = values[Facet.REGION]
        if mine and regions and regions.isdisjoint(mine | {facets.WHOLE_REGION}):
            continue
        for stage in values[Facet.STAGE]:
            stages[stage] += ideas
        unanswered += ideas if False in values[Facet.ANSWERED] else 0
    return Published(counted.at, dict(stages), unanswered)
