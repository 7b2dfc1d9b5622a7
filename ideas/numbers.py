"""How many ideas there are: exact grouped counts, at most a minute old, and capped counts of lists.

Nothing here counts a whole table for one reader.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, F, Func
from django.utils import timezone

from ideas.models import Idea
from ideas.models.idea import IdeaQuerySet

SECONDS = 60
# Lists say "more than 1,000" beyond this.
MOST_COUNTED = 1000
ByStage = dict[str, int]


@dataclass(frozen=True)
class Numbers:
    """Published ideas by stage: of all, of each theme, of each authority (with those for the whole region)."""

    at: datetime
    stages: ByStage
    themes: dict[int, ByStage]
    authorities: dict[int, ByStage]
    whole_region: ByStage

    @property
    def ideas(self) -> int:
        return sum(self.stages.values())

    def of_theme(self, theme_id: int) -> ByStage:
        return self.themes.get(theme_id, {})

    def of_authority(self, authority_id: int) -> ByStage:
        """Ideas for the whole region belong to each authority."""
        own = self.authorities.get(authority_id, {})
        return {stage: own.get(stage, 0) + self.whole_region.get(stage, 0) for stage in {*own, *self.whole_region}}


def current() -> Numbers:
    """The numbers, at most `SECONDS` old; `at` says of when."""
    kept: Numbers | None = cache.get("numbers:1")
    if kept is None:
        kept = _count()
        cache.set("numbers:1", kept, SECONDS)
    return kept


def capped(ideas: IdeaQuerySet) -> int:
    """How many `ideas`, counting no further than one beyond `MOST_COUNTED`."""
    return ideas.order_by()[: MOST_COUNTED + 1].count()


def _count() -> Numbers:
    public = Idea.objects.public().order_by()
    return Numbers(
        at=timezone.now(),
        stages=_by_stage(public),
        themes=_by_stage_of_each(public, "theme_ids"),
        authorities=_by_stage_of_each(public.filter(whole_region=False), "authority_ids"),
        whole_region=_by_stage(public.filter(whole_region=True)),
    )


def _by_stage(ideas: IdeaQuerySet) -> ByStage:
    return dict(ideas.values_list("stage").annotate(number=Count("pk")))


def _by_stage_of_each(ideas: IdeaQuerySet, column: str) -> dict[int, ByStage]:
    found: dict[int, ByStage] = defaultdict(dict)
    rows = ideas.annotate(one=Func(F(column), function="unnest")).values_list("one", "stage").annotate(n=Count("pk"))
    for pk, stage, number in rows:
        found[pk][stage] = number
    return dict(found)
