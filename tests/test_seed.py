"""`manage.py seed_ideas`: what it writes is as if the services had written it."""

import asyncio
import io
from collections import Counter
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, submission
from ideas.management import seeding
from ideas.management.seeding import batch, plan
from ideas.management.words import places
from ideas.search import finding, indexing
from ideas.models import (
    Authorship, Comment, Decision, Idea, IdeaCounter, IdeaSearch, IdeaVersion, ReferenceYear, Stage, Status, Support,
)  # fmt: skip
from journal.models import Entry
from tests import make
from themes.models import Authority

pytestmark = pytest.mark.django_db


def seed(**numbers: Any) -> str:
    out = io.StringIO()
    call_command("seed_ideas", stdout=out, **{"ideas": 60, "comments": 90, "supports": 400, **numbers})
    return out.getvalue()


class TestWhatIsWritten(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed(ideas=600, comments=900, supports=4000)

    def test_as_many_as_asked_for(self) -> None:
        counted = [model.objects.count() for model in (Idea, IdeaCounter, Authorship, Comment, Support)]
        assert counted == [600, 600, 600, 900, 4000]

    def test_counters_are_counts(self) -> None:
        supports, comments = Count("supports", distinct=True), Count("comments", distinct=True)
        ideas = Idea.objects.annotate(given=supports, written=comments)
        columns = ("counter__supports", "support_rank", "given", "counter__comments", "written")
        for counter, rank, given, comment_counter, written in ideas.values_list(*columns):
            assert (counter, rank, comment_counter) == (given, given, written)
        assert not Comment.objects.exclude(status=Comment.Status.PUBLISHED).exists()

    def test_everything_is_in_the_past_and_in_its_order(self) -> None:
        assert not Idea.objects.filter(Q(published_at__gt=timezone.now()) | Q(changed_at__gt=timezone.now())).exists()
        assert not Idea.objects.exclude(published_at=None).exclude(submitted_at__lt=F("published_at")).exists()
        assert not Idea.objects.filter(changed_at__lt=F("submitted_at")).exists()
        assert not Support.objects.filter(at__lt=F("idea__published_at")).exists()
        assert not Comment.objects.filter(created_at__lt=F("idea__published_at")).exists()

    def test_over_three_years_more_and_more(self) -> None:
        times = [idea.submitted_at for idea in Idea.objects.order_by("pk")]
        assert times == sorted(times)
        assert 1000 < (timezone.now() - times[0]).days <= 3 * 365
        assert (timezone.now() - times[300]).days < 1.5 * 365 * 0.8

    def test_nearly_all_are_published_and_some_wait(self) -> None:
        counted = Counter(Idea.objects.values_list("status", flat=True))
        assert 0.95 < counted[Status.PUBLISHED] / 600 < 0.99
        assert {Status.SUBMITTED, Status.REJECTED, Status.WITHDRAWN} < set(counted)
        waiting = Idea.objects.filter(status=Status.SUBMITTED)
        assert not waiting.filter(Q(pending_since=None) | Q(published_at__isnull=False)).exists()
        assert not Idea.objects.exclude(status=Status.PUBLISHED).filter(counter__supports__gt=0).exists()

    def test_each_has_its_decisions(self) -> None:
        kinds = {
            Status.REJECTED: ["rejected"],
            Status.SPAM: ["spam"],
            Status.RETURNED: ["returned"],
            Status.SUBMITTED: [],
        }
        for idea in Idea.objects.prefetch_related("decisions").order_by("pk"):
            decisions = sorted(idea.decisions.all(), key=lambda decision: decision.pk)
            assert [decision.at for decision in decisions] == sorted(decision.at for decision in decisions)
            if idea.status in kinds:
                assert [decision.kind for decision in decisions] == kinds[Status(idea.status)]
                assert all(decision.version_id == idea.pending_version_id for decision in decisions)
            elif idea.status == Status.PUBLISHED:
                releases = [decision for decision in decisions if decision.kind == Decision.Kind.PUBLISHED]
                assert releases[0].at == idea.published_at
                assert releases[-1].version_id == idea.released_version_id
        refused = Decision.objects.get(idea=Idea.objects.filter(status=Status.REJECTED)[0])
        assert refused.rule
        assert refused.message

    def test_stages_are_reached_by_allowed_steps_with_an_answer(self) -> None:
        beyond = Idea.objects.exclude(stage=Stage.NEW)
        assert {idea.status for idea in beyond} == {Status.PUBLISHED}
        assert len(beyond) > 60
        for idea in beyond:
            steps = list(idea.decisions.filter(kind=Decision.Kind.STAGE).order_by("pk"))
            way = [Stage.NEW, *(Stage(step.stage) for step in steps)]
            assert way[-1] == idea.stage
            assert all(after in lifecycle.stage_moves(before) for before, after in pairwise(way))
            assert all(step.message for step in steps)

    def test_one_in_ten_has_earlier_versions_of_which_the_last_is_released(self) -> None:
        several = Idea.objects.annotate(count=Count("versions")).filter(count__gt=1)
        assert 0.05 < len(several) / 600 < 0.15
        for idea in several:
            versions = list(idea.versions.order_by("number"))
            assert [version.number for version in versions] == list(range(1, len(versions) + 1))
            assert [version.created_at for version in versions] == sorted(version.created_at for version in versions)
            assert versions[-1].pk == (idea.pending_version_id or idea.released_version_id)

    def test_the_row_repeats_its_version(self) -> None:
        for idea in Idea.objects.select_related("released_version", "pending_version"):
            version = idea.released_version or idea.pending_version
            assert version
            assert {name: getattr(idea, name) for name in lifecycle.of_version(version)} == lifecycle.of_version(
                version
            )

    def test_what_is_public_is_found_as_the_services_index_it(self) -> None:
        def rows() -> dict[int, str]:
            return dict(IdeaSearch.objects.values_list("idea_id", "vector"))

        written, public = rows(), list(Idea.objects.public().values_list("pk", flat=True))
        assert sorted(written) == sorted(public)
        IdeaSearch.objects.all().delete()
        indexing.index(public)
        assert rows() == written
        idea = Idea.objects.public().filter(language="de").order_by("-pk")[0]
        assert idea in finding.matching(Idea.objects.public(), f'"{idea.title}"')

    def test_a_place_has_its_own_authority_and_a_single_one_leads(self) -> None:
        ids = dict(Authority.objects.values_list("slug", "pk"))
        of_place = {place.name: ids[place.authority] for place in places.PLACES.things}
        placed = Idea.objects.exclude(place_name="")
        assert len(placed) > 300
        assert all(idea.authority_ids == [of_place[idea.place_name]] for idea in placed)
        single = Idea.objects.filter(authority_ids__len=1).exclude(published_at=None)
        assert not single.exclude(lead_authority=F("authority_ids__0")).exists()
        assert not Idea.objects.filter(whole_region=True).exclude(authority_ids=[]).exists()
        assert Idea.objects.filter(whole_region=True).exists()

    def test_languages_and_sources(self) -> None:
        languages = Counter(Idea.objects.values_list("language", flat=True))
        assert 0.9 < languages["de"] / 600 < 0.98
        assert {"en", "hsb", "dsb"} < set(languages)
        assert set(Idea.objects.values_list("source", flat=True)) == {"online", "card", "conversation", "import"}
        assert not Idea.objects.exclude(source="online").exclude(author=None).exists()

    def test_nobody_supports_an_own_idea(self) -> None:
        assert Idea.objects.exclude(author=None).exists()
        assert not Support.objects.filter(user=F("idea__author")).exists()

    def test_few_are_popular(self) -> None:
        supports = sorted(IdeaCounter.objects.values_list("supports", flat=True), reverse=True)
        assert sum(supports[:120]) > 2 * sum(supports[480:])
        assert supports[0] > 4000 / 600 * 3

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
        assert (Idea.objects.count(), Support.objects.count()) == (610, 4900)


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


def test_a_size_and_other_numbers_beside_it() -> None:
    assert "1000" in seed(size="S", ideas=None, comments=None, supports=0)
    assert (Idea.objects.count(), Comment.objects.count(), Support.objects.count()) == (1000, 5000, 0)


def drawn() -> list[tuple[Any, ...]]:
    ideas = Idea.objects.order_by("reference_year", "reference_number")
    comments = Comment.objects.order_by("pk").values_list("text")
    return [
        *ideas.values_list("title", "excerpt", "status", "stage", "source", "place_name", "counter__supports"),
        *IdeaVersion.objects.order_by("pk").values_list("title", "text"),
        *comments,
    ]


def test_the_same_number_draws_the_same_texts() -> None:
    again = []
    for number in (1, 1, 2):
        with transaction.atomic():
            seed(ideas=5, comments=10, supports=0, seed=number)
            again.append(drawn())
            transaction.set_rollback(True)
    assert len(again[0]) >= 20
    assert again[0] == again[1] != again[2]


def catalogue(columns: str) -> list[tuple[Any, ...]]:
    """Indexes and constraints of the tables that are written."""
    tables = list(seeding.TABLES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM (SELECT indexrelid AS oid, pg_get_indexdef(indexrelid) AS definition FROM pg_index"  # noqa: S608
            " WHERE indrelid = ANY(%s::regclass[]) UNION ALL SELECT oid, conrelid::regclass || ' ' || conname || ' ' ||"
            " pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ANY(%s::regclass[])) found ORDER BY 1",
            [tables, tables],
        )
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    """Two processes, and empty tables without indexes."""

    @pytest.fixture(autouse=True)
    def _small_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plan, "BATCH", 20)
        monkeypatch.setattr(batch, "BATCH", 20)
        monkeypatch.setattr(seeding, "MANY", 100)

    def test_two_processes_draw_what_one_draws(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before, oids = catalogue("definition"), catalogue("oid")
        with transaction.atomic():
            seed(ideas=150)
            alone = drawn()
            transaction.set_rollback(True)
        seed(ideas=150)
        assert drawn() == alone
        assert catalogue("definition") == before
        assert catalogue("oid") != oids

    def test_beside_an_event_loop_each_process_has_its_own_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        connection.ensure_connection()  # outside the loop, so nothing within it closes this one
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        loop = asyncio.new_event_loop()
        asyncio._set_running_loop(loop)
        try:
            seed(ideas=150)
            connection.close()
        finally:
            asyncio._set_running_loop(None)
            loop.close()
        assert Idea.objects.count() == 150

    def test_rows_lie_in_the_order_of_time(self) -> None:
        seed(ideas=150)
        with connection.cursor() as cursor:
            for table, column in seeding.ORDERED_BY_TIME.items():
                cursor.execute(f"SELECT {column} FROM {table} ORDER BY ctid")  # noqa: S608
                times = [row[0] for row in cursor.fetchall()]
                assert len(times) >= 90
                assert times == sorted(times)

    def test_beside_other_ideas_indexes_stay(self) -> None:
        make.idea()
        oids = catalogue("oid")
        seed(ideas=150, force=True)
        assert Idea.objects.count() == 151
        assert catalogue("oid") == oids

    def test_indexes_come_back_when_something_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before, oids = catalogue("definition"), catalogue("oid")
        monkeypatch.setattr(batch, "_IDEA", ("no_such_column",))
        with pytest.raises(Exception, match="no_such_column"):
            seed(ideas=150)
        assert catalogue("definition") == before
        assert catalogue("oid") != oids
        assert not Idea.objects.exists()
