"""What the database itself refuses, whatever the code above it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from ideas.models import Comment, Decision, Idea, IdeaCounter, IdeaVersion, Rule, Status, Support
from tests import make

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        yield


@pytest.fixture
def idea(moderator: User) -> Idea:
    return make.idea(by=moderator)


@pytest.fixture
def version(idea: Idea) -> IdeaVersion:
    return idea.versions.get()


def delete_at_once(table: str, pk: int) -> None:
    """Delete below Django, and let the database look at its foreign keys now instead of at commit."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])  # noqa: S608 - names of tables
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def rewrite(idea: Idea, **columns: Any) -> None:
    Idea.objects.filter(pk=idea.pk).update(**columns)


# Ideas


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"published_at": None}, "idea_published_has_date_and_version"),
        ({"released_version": None}, "idea_published_has_date_and_version"),
        ({"status": "draft"}, "idea_status_known"),
        ({"status": ""}, "idea_status_known"),
        ({"stage": "erledigt"}, "idea_stage_known"),
        ({"status": "submitted"}, "idea_submitted_has_pending"),
        ({"title": ""}, "idea_title_not_empty"),
        ({"theme_ids": []}, "idea_one_or_two_themes"),
        ({"theme_ids": [1, 2, 3]}, "idea_one_or_two_themes"),
        ({"theme_ids": None}, "theme_ids"),
        ({"authority_ids": None}, "authority_ids"),
    ],
)
def test_no_such_idea(columns: dict[str, Any], constraint: str, idea: Idea) -> None:
    with refused(constraint):
        rewrite(idea, **columns)


@pytest.mark.parametrize("themes", [[1], [1, 2]])
def test_one_or_two_themes(themes: list[int], idea: Idea) -> None:
    rewrite(idea, theme_ids=themes)


def test_no_stage_before_the_first_release() -> None:
    with refused("idea_stage_only_once_published"):
        rewrite(make.receipt().idea, stage="under_review")


def test_what_waits_has_a_version_and_a_time() -> None:
    waiting = make.receipt().idea
    for columns in ({"pending_version": None}, {"pending_since": None}):
        with refused("idea_submitted_has_pending"):
            rewrite(waiting, **columns)


def test_a_version_is_released_for_one_idea_only(idea: Idea, moderator: User) -> None:
    other = make.idea(by=moderator)
    with refused("released_version_id"):
        rewrite(other, released_version=idea.released_version)


def test_a_released_version_cannot_be_deleted_alone(version: IdeaVersion) -> None:
    with refused("released_version_id"):
        delete_at_once("ideas_ideaversion", version.pk)


# Decisions


def decide(idea: Idea | None, kind: str, **fields: Any) -> Decision:
    return Decision.objects.create(idea=idea, kind=kind, **fields)


@pytest.mark.parametrize("kind", ["rejected", "locked", "redacted"])
def test_no_refusal_without_facts_and_rule(kind: str, idea: Idea) -> None:
    rule = Rule.objects.get(key="respekt")
    with refused("decision_refusal_has_reasons"):
        decide(idea, kind)
    with refused("decision_refusal_has_reasons"):
        decide(idea, kind, message="Der zweite Absatz verhöhnt jemanden.")
    with refused("decision_refusal_has_reasons"):
        decide(idea, kind, rule=rule)
    with refused("decision_refusal_has_reasons"):
        decide(idea, kind, message="Spott.", erased_at=timezone.now())
    made = decide(idea, kind, rule=rule, message="Der zweite Absatz verhöhnt jemanden.")
    # Its text goes with retention, the rule stays.
    Decision.objects.filter(pk=made.pk).update(message="", erased_at=timezone.now())
    with refused("decision_refusal_has_reasons"):
        Decision.objects.filter(pk=made.pk).update(rule=None)


def test_refusals_are_those_that_need_reasons() -> None:
    assert set(Decision.NEEDS_REASONS) == {"rejected", "locked", "redacted", "corrected"}


@pytest.mark.parametrize("kind", ["returned", "withheld"])
def test_nobody_is_written_to_without_words(idea: Idea, kind: str) -> None:
    with refused("decision_question_has_text"):
        decide(idea, kind)


def test_a_decision_is_about_one_thing(idea: Idea, citizen: User) -> None:
    comment = make.comment(idea, author=citizen)
    with refused("decision_about_one_thing"):
        decide(idea, "published", comment=comment)
    with refused("decision_about_one_thing"):
        decide(None, "published")
    decide(None, "published", comment=comment)


def test_a_rule_that_was_cited_stays(idea: Idea) -> None:
    rule = Rule.objects.get(key="respekt")
    decide(idea, "locked", rule=rule, message="Spott.")
    with refused("rule_id"):
        delete_at_once("ideas_rule", rule.pk)


# Versions


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Anders"), ("text", "Anders"), ("language", "en"), ("theme_ids", [1]), ("authority_ids", [1]),
        ("whole_region", True), ("place_name", "Zittau"), ("number", 7), ("created_at", "2020-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_a_version_is_never_changed(column: str, value: Any, version: IdeaVersion) -> None:
    before = IdeaVersion.objects.values().get(pk=version.pk)
    with refused("versions are not changed, only erased"):
        IdeaVersion.objects.filter(pk=version.pk).update(**{column: value})
    assert IdeaVersion.objects.values().get(pk=version.pk) == before


def test_a_version_can_be_erased_and_stays_so(version: IdeaVersion) -> None:
    IdeaVersion.objects.filter(pk=version.pk).update(title="", text="", place_name="", erased_at=timezone.now())
    version.refresh_from_db()
    assert (version.title, version.text, version.number) == ("", "", 1)
    with refused("versions are not changed, only erased"):
        IdeaVersion.objects.filter(pk=version.pk).update(erased_at=None)
    with refused("versions are not changed, only erased"):
        IdeaVersion.objects.filter(pk=version.pk).update(title="Ganz anders")


@pytest.mark.parametrize(
    ("column", "value"), [("number", 7), ("created_at", "2020-01-01T00:00:00Z"), ("idea_id", None)]
)
def test_erasing_does_not_move_a_version(column: str, value: Any, version: IdeaVersion) -> None:
    value = make.receipt().idea.pk if column == "idea_id" else value
    with refused("versions are not changed, only erased"):
        IdeaVersion.objects.filter(pk=version.pk).update(title="", erased_at=timezone.now(), **{column: value})


def test_version_numbers_count_once(idea: Idea) -> None:
    with refused("version_number_once"):
        IdeaVersion.objects.create(idea=idea, number=1, **make.content())


def test_no_version_without_title(idea: Idea) -> None:
    with refused("version_title_not_empty"):
        IdeaVersion.objects.create(idea=idea, number=2, **{**make.content(), "title": ""})


# Comments, supports, counters


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"status": "hidden"}, "comment_status_known"),
        ({"published_at": None}, "comment_published_has_date"),
        ({"status": "pending"}, "comment_pending_has_date"),
    ],
)
def test_no_such_comment(columns: dict[str, Any], constraint: str, idea: Idea, citizen: User) -> None:
    comment = make.comment(idea, author=citizen)
    with refused(constraint):
        Comment.objects.filter(pk=comment.pk).update(**columns)


def test_one_person_supports_once_and_those_who_left_stay_counted(idea: Idea, citizen: User, neighbour: User) -> None:
    Support.objects.create(idea=idea, user=citizen)
    Support.objects.create(idea=idea, user=neighbour)
    with refused("support_once"):
        Support.objects.create(idea=idea, user=citizen)
    citizen.delete()
    neighbour.delete()
    assert list(Support.objects.values_list("user", flat=True)) == [None, None]


def test_counters_are_never_negative(idea: Idea) -> None:
    for column in ("supports", "comments"):
        with refused("counter_not_negative|_check"):
            IdeaCounter.objects.filter(pk=idea.pk).update(**{column: -1})


def test_deleting_a_person_deletes_no_contribution(idea: Idea, citizen: User, moderator: User) -> None:
    mine = make.idea(by=moderator, author=citizen)
    comment = make.comment(idea, author=citizen)
    decisions = Decision.objects.count()
    citizen.delete()
    moderator.delete()
    mine.refresh_from_db()
    comment.refresh_from_db()
    assert (mine.author, mine.status, comment.author, Decision.objects.count()) == (
        None,
        Status.PUBLISHED,
        None,
        decisions,
    )
    assert set(Decision.objects.values_list("by", flat=True)) <= {None, *User.objects.values_list("pk", flat=True)}
