"""`manage.py seed_ideas`: what it writes is as if the services had written it."""

import io
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from ideas import search, submission
from ideas.management import seeding
from ideas.models import Authorship, Comment, Idea, IdeaCounter, IdeaSearch, IdeaVersion, ReferenceYear, Status, Support
from journal.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


def seed(**numbers: int) -> str:
    out = io.StringIO()
    call_command("seed_ideas", stdout=out, **{"ideas": 60, "comments": 90, "supports": 400, **numbers})
    return out.getvalue()


class TestWhatIsWritten(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed()

    def test_as_many_as_asked_for(self) -> None:
        counted = [model.objects.count() for model in (Idea, IdeaVersion, IdeaSearch, Authorship, Comment, Support)]
        assert counted == [60, 60, 60, 60, 90, 400]

    def test_counters_are_counts(self) -> None:
        for idea in Idea.objects.select_related("counter"):
            counted = (idea.supports.count(), idea.comments.published().count())
            assert (idea.counter.supports, idea.counter.comments) == counted
            assert idea.support_rank == idea.counter.supports
        assert IdeaCounter.objects.count() == 60

    def test_everything_is_published_and_in_the_past(self) -> None:
        assert set(Idea.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
        assert not Idea.objects.filter(published_at__gt=timezone.now()).exists()
        assert not Idea.objects.exclude(submitted_at__lt=F("published_at")).exists()
        assert not Idea.objects.exclude(pending_version=None).exists()
        assert (timezone.now() - Idea.objects.order_by("submitted_at")[0].submitted_at).days > 365

    def test_the_row_repeats_its_version_and_is_found(self) -> None:
        idea = Idea.objects.select_related("released_version").order_by("-pk")[0]
        assert idea.released_version
        assert idea.title == idea.released_version.title
        assert idea in search.matching(Idea.objects.public(), f'"{idea.title}"')

    def test_few_are_popular(self) -> None:
        supports = sorted(IdeaCounter.objects.values_list("supports", flat=True), reverse=True)
        assert sum(supports[:12]) > 2 * sum(supports[48:])
        assert supports[0] > 400 / 60 * 3

    def test_comments_have_two_levels(self) -> None:
        answers = Comment.objects.exclude(parent=None).select_related("parent")
        assert answers.exists()
        assert not answers.exclude(parent__parent=None).exists()
        assert not answers.exclude(parent__idea=F("idea")).exists()

    def test_the_people_cannot_sign_in(self) -> None:
        people = list(User.objects.all())
        assert people
        assert not any(person.has_usable_password() for person in people)
        assert all(person.email.endswith("@seed.invalid") for person in people)

    def test_nobody_is_told(self) -> None:
        assert not Entry.objects.exists()

    def test_references_follow_the_year_of_berlin_without_gaps(self) -> None:
        years = Idea.objects.values("reference_year").annotate(count=Count("pk"))
        for year in years:
            numbers = Idea.objects.filter(reference_year=year["reference_year"]).order_by("pk")
            assert list(numbers.values_list("reference_number", flat=True)) == list(range(1, year["count"] + 1))
            assert ReferenceYear.objects.get(pk=year["reference_year"]).last == year["count"]

    def test_life_goes_on_afterwards(self) -> None:
        """Sequences and references are where the services expect them."""
        idea = make.idea()
        last = Idea.objects.filter(reference_year=idea.reference_year).exclude(pk=idea.pk).order_by("-pk")[0]
        assert idea.reference_number == last.reference_number + 1
        make.comment(idea, author=make.user())
        assert submission.next_ids(1)[0][0] > idea.pk

    def test_a_second_seeding_goes_on(self) -> None:
        call_command("seed_ideas", ideas=10, comments=0, supports=900, force=True, stdout=io.StringIO())
        assert (Idea.objects.count(), Support.objects.count()) == (70, 1300)


class TestRefusals:
    def test_not_beside_real_ideas(self, settings: Any) -> None:
        make.idea()
        with pytest.raises(CommandError):
            seed()
        assert Idea.objects.count() == 1
        seed(force=True)
        assert Idea.objects.count() == 61

    def test_beside_the_ideas_of_the_demo(self, settings: Any) -> None:
        settings.DEMO = True
        make.idea()
        seed()
        assert Idea.objects.count() == 61

    @pytest.mark.parametrize("numbers", [{"ideas": 0}, {"comments": -1}, {"ideas": 1, "supports": 5000}])
    def test_numbers_that_cannot_be(self, numbers: dict[str, int]) -> None:
        with pytest.raises(CommandError):
            seed(**numbers)
        assert not Idea.objects.exists()


class TestShares:
    def test_exactly_the_total_and_never_more_than_most(self) -> None:
        for number in range(20):
            given = seeding.shares(1000, 30, most=100, draw=Random(number))  # noqa: S311
            assert (sum(given), len(given)) == (1000, 30)
            assert 0 <= min(given) <= max(given) <= 100

    def test_nothing_to_share(self) -> None:
        assert seeding.shares(0, 3, most=None, draw=Random(1)) == [0, 0, 0]  # noqa: S311


def test_the_same_number_draws_the_same_texts() -> None:
    drawn = []
    for _again in range(2):
        with transaction.atomic():
            seed(ideas=5, comments=0, supports=0)
            drawn.append(list(Idea.objects.order_by("pk").values_list("title", "excerpt")))
            transaction.set_rollback(True)
    assert len(drawn[0]) == 5
    assert drawn[0] == drawn[1]
