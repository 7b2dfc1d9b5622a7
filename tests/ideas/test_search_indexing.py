"""What is public can be found, in answers and comments too, and what no longer is, at once not."""

import pytest

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.facets import Facet
from ideas.models import Comment, Idea, IdeaSearch, Rule, Stage, Status
from ideas.redaction import Blackout
from ideas.search import finding, indexing
from ideas.search.finding import Within
from tests import make

pytestmark = pytest.mark.django_db


def is_found(words: str, within: Within | None = None) -> bool:
    return bool(finding.find(words, within or Within(fits=1, of=1), strictly=True).ids)


@pytest.fixture
def idea(moderator: User) -> Idea:
    return make.idea("Luftschiff", by=moderator, text="Wir wollen fliegen.")


@pytest.fixture
def rule(db: None) -> Rule:
    return Rule.objects.get(key="werbung")


@pytest.fixture
def noted(idea: Idea, citizen: User, neighbour: User) -> list[Comment]:
    """A comment about a Zeppelin and the two answers that make it one of note."""
    first = make.comment(idea, author=citizen, text="Ein Zeppelin von Frau Musterfrau.")
    return [first, *(make.comment(idea, author=neighbour, answers=first) for _number in range(2))]


def test_an_answer_of_the_authorities_is_found_and_can_be_redacted(idea: Idea, moderator: User, rule: Rule) -> None:
    assert not is_found("Zeppelin")
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator, reason="Ein Zeppelin von Frau Musterfrau.")
    assert (is_found("Zeppelin"), is_found("Musterfrau")) == (True, True)
    idea.refresh_from_db()
    assert idea.released_version_id
    lifecycle.redact(
        idea.pk, version_id=idea.released_version_id, by=moderator, blackout=Blackout(["Musterfrau"]), rule=rule,
        facts="Ein Name.",
    )  # fmt: skip
    assert (is_found("Zeppelin"), is_found("Musterfrau")) == (True, False)


def test_a_question_to_the_author_is_found_by_nobody(citizen: User, moderator: User) -> None:
    idea = make.idea("Luftschiff", by=moderator, author=citizen, text="Hoch.", status=Status.RETURNED)
    amended = lifecycle.amend(idea.pk, content=make.content("Luftschiff", text="Hoch."), by=citizen)
    lifecycle.publish(idea.pk, version_id=amended.pk, by=moderator)
    assert idea.decisions.filter(message__contains="Strecke").exists()
    assert (is_found("Luftschiff"), is_found("Strecke")) == (True, False)


def test_a_comment_is_of_note_once_two_have_answered_it(idea: Idea, citizen: User, neighbour: User) -> None:
    first = make.comment(idea, author=citizen, text="Ein Zeppelin.")
    make.comment(idea, author=neighbour, answers=first)
    assert not is_found("Zeppelin")
    make.comment(idea, author=neighbour, answers=first)
    assert is_found("Zeppelin")


def test_comments_of_note_go_with_an_answer_that_is_taken_back(noted: list[Comment], neighbour: User) -> None:
    assert is_found("Zeppelin")
    discussion.withdraw(noted[-1].pk, by=neighbour)
    assert not is_found("Zeppelin")


@pytest.mark.parametrize("how", ["removed", "withdrawn", "withheld", "redacted", "edited"])
def test_words_of_a_comment_go_with_it(
    how: str, noted: list[Comment], citizen: User, moderator: User, rule: Rule
) -> None:
    assert is_found("Musterfrau")
    first = noted[0].pk
    match how:
        case "removed":
            discussion.remove(first, by=moderator, rule=rule, facts="Der Text wirbt.")
        case "withdrawn":
            discussion.withdraw(first, by=citizen)
        case "withheld":
            discussion.withhold(first, by=moderator, message="Wegen einer Gefahr.", procedure="P1")
        case "redacted":
            discussion.redact(first, by=moderator, blackout=Blackout(["Musterfrau"]), rule=rule, facts="Ein Name.")
        case "edited":
            discussion.edit(first, by=citizen, text="Ein Zeppelin.")
    assert not is_found("Musterfrau")
    assert is_found("Luftschiff")


def test_only_the_comments_with_the_most_answers_are_found(idea: Idea, citizen: User, neighbour: User) -> None:
    names = ["Apfel", "Birne", "Dattel", "Erbse", "Feige", "Gurke", "Kirsche"]
    for answers, name in enumerate(names, start=2):
        first = make.comment(idea, author=citizen, text=f"Eine {name}.")
        for _number in range(min(answers, 3)):
            make.comment(idea, author=neighbour, answers=first)
    assert [name for name in names if is_found(name)] == names[1 : 1 + indexing.MOST_NOTED]


def test_a_locked_idea_is_found_again_with_all_that_was_said(
    idea: Idea, noted: list[Comment], moderator: User, rule: Rule
) -> None:
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator, reason="Wegen der Prüfung.")
    words = ["Luftschiff", "Zeppelin", "Prüfung"]
    assert all(map(is_found, words))
    lifecycle.lock(idea.pk, by=moderator, rule=rule, facts="Der Text wirbt.")
    assert not any(map(is_found, words))
    discussion.edit(noted[0].pk, by=moderator, text="Ein Zeppelin und ein Luftschiff.")
    assert not any(map(is_found, words))
    lifecycle.unlock(idea.pk, by=moderator)
    assert all(map(is_found, words))


def test_a_change_of_stage_changes_the_marks(idea: Idea, moderator: User) -> None:
    def at(facet: Facet, value: object) -> bool:
        return is_found("Luftschiff", Within({facet: frozenset({value})}, fits=1, of=1))

    assert (at(Facet.STAGE, "new"), at(Facet.STAGE, "under_review"), at(Facet.ANSWERED, True)) == (True, False, False)
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator, reason="Wir prüfen.")
    assert (at(Facet.STAGE, "new"), at(Facet.STAGE, "under_review"), at(Facet.ANSWERED, True)) == (False, True, True)


def test_rows_of_an_earlier_edition_are_renewed_in_batches(
    idea: Idea, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(4):
        make.idea(by=moderator)
    now = dict(IdeaSearch.objects.values_list("pk", "vector"))
    IdeaSearch.objects.update(edition=0, vector="'alt'")
    monkeypatch.setattr(indexing, "BATCH", 3)
    assert [indexing.renew() for _time in range(3)] == [3, 2, 0]
    assert dict(IdeaSearch.objects.values_list("pk", "vector")) == now
    assert set(IdeaSearch.objects.values_list("edition", flat=True)) == {indexing.EDITION}


@pytest.mark.parametrize("typed", ["=stage:new", "=block:13:0", '"=stage:new"', "'=stage:new'", "=language:de"])
def test_marks_cannot_be_typed(typed: str, idea: Idea) -> None:
    assert not is_found(typed)
    assert not is_found(f"Zeppelin OR {typed}")
