"""How many ideas there are: exact grouped counts, about a minute old, and short lists to their end.

Nothing here counts a whole table for one reader.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from ideas.models import Comment, Idea, Support
from ideas.models.idea import IdeaQuerySet

MAX_AGE = timedelta(seconds=60)
KEPT_SECONDS = 3600
KEY, LOCK = "numbers:3", "numbers:counting"
# Lists say "more than 1,000" beyond this.
MOST_COUNTED = 1000
# What people talk about: ideas that moved most in these days, among the most supported and the most discussed.
MOVING_DAYS = 14
_MOVING_CANDIDATES, MOVING_KEPT = 100, 3
ByStage = Counter[str]


@dataclass(frozen=True)
class Numbers:
    """Published ideas by stage: of all, of each theme, of each authority (with those for the whole region)."""

    at: datetime
    stages: ByStage = field(default_factory=Counter)
    themes: dict[int, ByStage] = field(default_factory=dict)
    authorities: dict[int, ByStage] = field(default_factory=dict)
    whole_region: ByStage = field(default_factory=Counter)
    moving: tuple[int, ...] = ()

    @property
    def ideas(self) -> int:
        return self.stages.total()

    def of_theme(self, theme_id: int) -> ByStage:
        return self.themes.get(theme_id, Counter())

    def of_authority(self, authority_id: int) -> ByStage:
        """Ideas for the whole region belong to each authority."""
        return self.authorities.get(authority_id, Counter()) + self.whole_region


def current() -> Numbers:
    """The numbers; `at` says of when. Once they are older than `MAX_AGE` one reader counts anew."""
    kept: Numbers | None = cache.get(KEY)
    fresh = kept is not None and timezone.now() - kept.at < MAX_AGE
    if kept is not None and (fresh or not cache.add(LOCK, 1, 10)):
        return kept
    counted = _count()
    cache.set(KEY, counted, KEPT_SECONDS)
    return counted


def first_ids(ideas: IdeaQuerySet) -> list[int]:
    """The ids of `ideas` in their order, no more than one beyond `MOST_COUNTED`."""
    return list(ideas.values_list("pk", flat=True)[: MOST_COUNTED + 1])


def _count() -> Numbers:
    """One pass over the table: there are few different sets of themes and authorities."""
    now = timezone.now()
    found = Numbers(at=now, moving=_moving(now - timedelta(days=MOVING_DAYS)))
    columns = ("stage", "theme_ids", "authority_ids", "whole_region")
    groups = Idea.objects.public().order_by().values_list(*columns).annotate(number=Count("pk"))
    for stage, theme_ids, authority_ids, whole_region, number in groups.iterator():
        found.stages[stage] += number
        if whole_region:
            found.whole_region[stage] += number
        for pk in theme_ids:
            found.themes.setdefault(pk, Counter())[stage] += number
        for pk in [] if whole_region else authority_ids:
            found.authorities.setdefault(pk, Counter())[stage] += number
    return found


def _moving(since: datetime) -> tuple[int, ...]:
    """Public ideas with the most supports and comments since then, most first; of equal ones the newest."""
    supports = Support.objects.filter(at__gte=since)
    comments = Comment.objects.published().filter(published_at__gte=since)
    moves: Counter[int] = Counter()
    for rows in (supports, comments):
        groups = rows.filter(idea__in=Idea.objects.public()).order_by().values_list("idea").annotate(number=Count("pk"))
        moves.update(dict(groups.order_by("-number")[:_MOVING_CANDIDATES]))
    return tuple(sorted(moves, key=lambda pk: (-moves[pk], -pk))[:MOVING_KEPT])
