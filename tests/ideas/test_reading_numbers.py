"""Counts that pages show: exact, a minute old at most, and never of what is not public."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, numbers
from ideas.models import Idea, Stage, Status
from tests import make
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def authority(slug: str) -> int:
    return Authority.objects.get(slug=slug).pk


def test_counts_by_stage_theme_and_region(moderator: User) -> None:
    make.idea(authorities=["goerlitz", "cottbus"], themes=["landschaft-energie", "mobilitaet-digitales"])
    moved = make.idea(authorities=["goerlitz"])
    lifecycle.set_stage(moved.pk, stage=Stage.UNDER_REVIEW, by=moderator)
    make.idea(whole_region=True)
    make.idea(status=Status.REJECTED, authorities=["goerlitz"])
    counted = numbers.current()
    assert (counted.ideas, counted.stages) == (3, {"new": 2, "under_review": 1})
    assert counted.of_authority(authority("goerlitz")) == {"new": 2, "under_review": 1}
    assert counted.of_authority(authority("cottbus")) == {"new": 2}
    assert counted.of_authority(authority("elbe-elster")) == {"new": 1}
    theme = Theme.objects.get(slug="mobilitaet-digitales")
    assert counted.of_theme(theme.pk) == {"new": 2, "under_review": 1}
    assert counted.of_theme(-1) == {}


def test_numbers_are_kept_for_a_minute_and_say_of_when() -> None:
    before = numbers.current()
    make.idea()
    assert numbers.current() == before
    cache.set(numbers.KEY, replace(before, at=before.at - timedelta(seconds=61)))
    after = numbers.current()
    assert (before.ideas, after.ideas) == (0, 1)
    assert after.at > before.at


def test_while_one_counts_others_read_the_old_numbers() -> None:
    old = replace(numbers.current(), at=timezone.now() - timedelta(minutes=5))
    cache.set(numbers.KEY, old)
    cache.set(numbers.LOCK, 1)
    make.idea()
    assert numbers.current() == old
    cache.delete(numbers.LOCK)
    assert numbers.current().ideas == 1


def test_counting_costs_as_many_queries_whatever_there_is() -> None:
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            numbers.current()
        return len(captured)

    few = queries()
    for _ in range(5):
        make.idea(authorities=["goerlitz"])
    assert (few, queries()) == (3, 3)


def test_long_lists_are_read_one_beyond_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_COUNTED", 2)
    assert len(numbers.first_ids(Idea.objects.public())) == 0
    for _ in range(4):
        make.idea()
    assert len(numbers.first_ids(Idea.objects.public())) == 3
