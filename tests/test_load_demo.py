"""`manage.py load_demo`: an empty portal gets something to look at, any other is left alone."""

import io
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from accounts.models import User
from accounts.validators import DEMO_PASSWORD
from ideas.models import Comment, Idea, IdeaVersion, Picture, Stage, Status
from journal.models import Entry
from moderation.models import QueueItem
from tests import make
from texts.cleaning import clean
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db

ACCOUNTS = ("buergerin@example.org", "moderation@example.org", "redaktion@example.org", "admin@example.org")


def load() -> None:
    call_command("load_demo", stdout=io.StringIO())


@override_settings(DEMO=True)
class TestDemo(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load()

    def test_two_ideas_have_pictures_that_everybody_sees(self) -> None:
        with_pictures = Idea.objects.public().filter(released_version__pictures__position=1)
        assert with_pictures.count() == 2
        assert Picture.objects.public().count() == Picture.objects.count() == 3

    def test_the_four_accounts_can_sign_in_and_nobody_else(self) -> None:
        for email in ACCOUNTS:
            assert self.client.login(email=email, password=DEMO_PASSWORD)
            assert EmailAddress.objects.get(email=email).verified
        others = User.objects.exclude(email__in=ACCOUNTS)
        assert others.count() == 29
        assert not any(user.has_usable_password() for user in others)

    def test_rights_come_from_groups(self) -> None:
        groups = {
            user.email: (sorted(group.name for group in user.groups.all()), user.is_staff, user.is_superuser)
            for user in User.objects.filter(email__in=ACCOUNTS)
        }
        assert groups == {
            "buergerin@example.org": ([], False, False),
            "moderation@example.org": (["Moderation"], True, False),
            "redaktion@example.org": (["Redaktion"], True, False),
            "admin@example.org": (["Administration", "Redaktion"], True, True),
        }

    def test_published_ideas_of_every_stage_theme_and_authority(self) -> None:
        public = list(Idea.objects.public())
        assert len(public) == 20
        assert {idea.stage for idea in public} == set(Stage)
        assert {pk for idea in public for pk in idea.theme_ids} == set(Theme.objects.values_list("pk", flat=True))
        assert {pk for idea in public for pk in idea.authority_ids} == set(
            Authority.objects.values_list("pk", flat=True)
        )
        assert any(idea.whole_region for idea in public)

    def test_four_wait_at_the_desk_and_one_was_asked_about(self) -> None:
        assert [item.kind for item in QueueItem.objects.all()] == ["idea"] * 4
        asked = Idea.objects.get(status=Status.RETURNED)
        assert asked.author == User.objects.get(email="buergerin@example.org")
        assert asked.decisions.get().message

    def test_what_is_not_pursued_says_why(self) -> None:
        idea = Idea.objects.get(stage=Stage.NOT_PURSUED)
        assert idea.decisions.filter(stage=Stage.NOT_PURSUED).get().message

    def test_counters_are_counts_and_comments_have_two_levels(self) -> None:
        for idea in Idea.objects.select_related("counter"):
            assert idea.counter.supports == idea.supports.count() == idea.support_rank
            assert idea.counter.comments == idea.comments.published().count()
        assert Comment.objects.exclude(parent=None).count() == 6
        assert not Comment.objects.exclude(status=Comment.Status.PUBLISHED).exists()

    def test_times_are_in_the_past_and_in_order(self) -> None:
        now = timezone.now()
        for idea in Idea.objects.order_by("pk"):
            assert idea.submitted_at < (idea.published_at or now) <= now
            for decision in idea.decisions.all():
                assert idea.submitted_at < decision.at <= now
            for comment in idea.comments.all():
                assert idea.published_at
                assert idea.published_at < comment.created_at <= now
        submitted = list(Idea.objects.order_by("reference_number").values_list("submitted_at", flat=True))
        assert submitted == sorted(submitted)

    def test_the_texts_are_as_a_form_would_have_taken_them(self) -> None:
        for version in IdeaVersion.objects.all():
            assert (version.title, version.text) == (clean(version.title), clean(version.text).strip())

    def test_no_storm_of_mails(self) -> None:
        assert Entry.objects.count() > 60
        left = Entry.objects.waiting().values_list("verb", flat=True)
        assert sorted(left) == ["idea.returned", "idea.stage_changed", "idea.submitted"]

    def test_loading_again_changes_nothing(self) -> None:
        before = (User.objects.count(), Idea.objects.count(), Entry.objects.count())
        load()
        assert (User.objects.count(), Idea.objects.count(), Entry.objects.count()) == before


class TestLeftAlone:
    @pytest.fixture(autouse=True)
    def _in_the_demo(self, settings: Any) -> None:
        settings.DEMO = True

    def test_where_there_is_a_user(self) -> None:
        make.user()
        load()
        assert (User.objects.count(), Idea.objects.exists()) == (1, False)

    def test_where_there_is_an_idea(self) -> None:
        make.receipt()
        load()
        assert (User.objects.count(), Idea.objects.count()) == (0, 1)


def test_refused_outside_the_demo() -> None:
    with pytest.raises(CommandError):
        load()
    assert not User.objects.exists()
