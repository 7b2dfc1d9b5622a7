"""What waits at the desk, in numbers for the dashboard; every number is the length of a list of the queue."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from ideas.figures import Region
from moderation import filters, queue
from moderation.queue import Summary
from moderation.workdays import Wait
from themes.catalogue import themes


@dataclass(frozen=True)
class Waiting:
    """For one moderator; an item with two themes or regions counts for each."""

    summary: Summary
    # The key of what has waited longest, and how long.
    oldest: tuple[str, Wait] | None
    by_region: dict[str, int]
    late_by_region: dict[str, int]
    by_theme: dict[int, int]


def waiting(user: User, regions: list[Region]) -> Waiting:
    """Three queries."""
    items, late = queue.waiting_for(user).order_by(), Q(since__lt=filters.late_before())
    asked: dict[str, Any] = {}
    for region in regions:
        asked[f"region_{region.value}"] = Count("key", filter=region.condition)
        asked[f"late_{region.value}"] = Count("key", filter=region.condition & late)
    for theme in themes():
        asked[f"theme_{theme.pk}"] = Count("key", filter=Q(theme_ids__contains=[theme.pk]))
    numbers = items.aggregate(**asked)
    oldest = items.order_by("since", "key").values_list("key", "since").first()
    return Waiting(
        queue.summary(user),
        (oldest[0], Wait.since(oldest[1])) if oldest else None,
        {region.value: numbers[f"region_{region.value}"] for region in regions},
        {region.value: numbers[f"late_{region.value}"] for region in regions},
        {theme.pk: numbers[f"theme_{theme.pk}"] for theme in themes()},
    )
