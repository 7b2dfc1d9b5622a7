"""Counts that pages show: as of the last census, exact then, and never of what is not public."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import facets, lifecycle
from ideas.facets import WHOLE_REGION, Facet
from ideas.models import Census, FacetCell, Idea, Stage, Status
from tests import make
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def authority(slug: str) -> int:
    return Authority.objects.get(slug=slug).pk


def theme(slug: str) -> int:
    return Theme.objects.get(slug=slug).pk


def test_counts_by_stage_theme_and_region(moderator: User) -> None:
    make.idea(authorities=["goerlitz", "cottbus"], themes=["landschaft-energie", "mobilitaet-digitales"])
    moved = make.idea(authorities=["goerlitz"], language="hsb")
    lifecycle.set_stage(moved.pk, stage=Stage.UNDER_REVIEW, by=moderator, reason="Wir rechnen.")
    make.idea(whole_region=True)
    make.idea(status=Status.REJECTED, authorities=["goerlitz"])
    make.census()
    counted = facets.numbers({})
    assert counted.total == 3
    assert counted.values[Facet.STAGE] == {"new": 2, "under_review": 1}
    assert counted.values[Facet.LANGUAGE] == {"de": 2, "hsb": 1}
    assert counted.values[Facet.ANSWERED] == {False: 2, True: 1}
    assert counted.values[Facet.SOURCE] == {"online": 3}
    regions = [counted.of(Facet.REGION, pk) for pk in (authority("goerlitz"), authority("elbe-elster"), WHOLE_REGION)]
    assert regions == [3, 1, 1]
    assert counted.of(Facet.THEME, theme("mobilitaet-digitales")) == 3


def test_a_number_respects_the_other_facets_not_its_own() -> None:
    make.idea(authorities=["goerlitz"], themes=["landschaft-energie"])
    make.idea(authorities=["cottbus"], themes=["mobilitaet-digitales"])
    make.idea(authorities=["cottbus"], themes=["landschaft-energie"])
    make.census()
    found = facets.numbers({Facet.REGION: frozenset({authority("cottbus")})})
    assert found.total == 2
    assert found.of(Facet.THEME, theme("landschaft-energie")) == 1
    assert found.of(Facet.REGION, authority("goerlitz")) == 1


def test_only_a_census_counts_and_says_of_when() -> None:
    make.census()
    before = facets.numbers({})
    make.idea()
    assert facets.numbers({}) == before
    make.census()
    after = facets.numbers({})
    assert (before.total, after.total) == (0, 1)
    assert after.at > before.at


def test_what_is_gone_is_counted_no_more(moderator: User) -> None:
    idea = make.idea()
    make.census()
    lifecycle.withdraw(idea.pk, by=None)
    make.census()
    assert facets.numbers({}).total == 0
    assert facets.current().months == ()
    assert FacetCell.objects.get().ideas == 0


def test_two_do_not_count_at_once(django_db_blocker: object) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [facets.LOCK])
            assert not facets.count()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [facets.LOCK])
        assert facets.count()
    finally:
        other.close()
    assert Census.objects.count() == 1


def test_the_first_of_a_combination_is_found_before_it_is_counted() -> None:
    make.census()
    idea = make.idea(language="cs")
    cell = FacetCell.objects.get()
    assert (cell.key, cell.language, cell.ideas) == (Idea.objects.get(pk=idea.pk).facet_key, "cs", 0)


def test_months_are_those_of_berlin() -> None:
    idea = make.idea()
    Idea.objects.filter(pk=idea.pk).update(published_at="2026-05-31T22:30:00+00:00")
    make.census()
    assert facets.current().months == (date(2026, 6, 1),)
    assert facets.numbers({}, date(2026, 6, 1), date(2026, 6, 1)).total == 1
    assert facets.numbers({}, None, date(2026, 5, 1)).total == 0


def test_counting_costs_as_many_queries_whatever_there_is() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            facets.count()
        return len(captured)

    facets.count()
    few = queries()
    for _ in range(5):
        make.idea(authorities=["goerlitz"])
    assert few == queries()


def test_numbers_stay_what_they_were_when_nobody_counts() -> None:
    make.idea()
    make.census()
    Census.objects.update(at=timezone.now() - timedelta(days=2))
    assert facets.numbers({}).total == 1
