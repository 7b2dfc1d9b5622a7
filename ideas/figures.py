"""Numbers of ideas for the dashboard, within what a moderator is responsible for."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.models import User
from ideas import facets
from ideas.facets import Facet
from ideas.listfilters import NOWHERE, WHOLE_REGION, lately, start_of
from ideas.models import Idea
from themes.catalogue import authorities, themes
from themes.models import authority_ids_of


class Region(NamedTuple):
    """A choice of the filter by region (`ideas.listfilters`), and its condition."""

    value: str
    label: str
    condition: Q


def regions_of(user: User) -> list[Region]:
    """As the filter offers them, without authorities this person does not work for."""
    mine = authority_ids_of(user)
    return [
        *(
            Region(str(authority.pk), authority.label, Q(authority_ids__contains=[authority.pk]))
            for authority in authorities()
            if not mine or authority.pk in mine
        ),
        Region(WHOLE_REGION, _("the whole Lausitz"), Q(whole_region=True)),
        Region(NOWHERE, _("none named"), Q(authority_ids=[], whole_region=False)),
    ]


@dataclass(frozen=True)
class Received:
    """What came in during the last days; an idea with two themes or regions counts for each."""

    by_day: dict[date, int]
    by_theme: dict[int, int]
    by_region: dict[str, int]


def received(user: User, regions: list[Region]) -> Received:
    """One query, by the index on the day of receipt."""
    days, known = lately(), themes()
    asked: dict[str, Any] = {
        f"theme_{theme.pk}": Count("pk", filter=Q(theme_ids__contains=[theme.pk])) for theme in known
    }
    asked |= {f"region_{region.value}": Count("pk", filter=region.condition) for region in regions}
    found = Idea.objects.in_scope_of(user).filter(submitted_at__gte=start_of(days[0]))
    rows: Any = (
        found.order_by().annotate(day=TruncDate("submitted_at")).values("day").annotate(all=Count("pk"), **asked)
    )
    sums, by_day = Counter[str](), dict.fromkeys(days, 0)
    for row in rows:
        day = row.pop("day")
        if day in by_day:
            by_day[day] = row.pop("all")
            sums.update(row)
    return Received(
        by_day,
        {theme.pk: sums[f"theme_{theme.pk}"] for theme in known},
        {region.value: sums[f"region_{region.value}"] for region in regions},
    )


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
        stages.update(dict.fromkeys(values[Facet.STAGE], ideas))
        unanswered += ideas if False in values[Facet.ANSWERED] else 0
    return Published(counted.at, dict(stages), unanswered)
