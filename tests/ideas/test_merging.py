"""Two ideas become one and two again: nothing is lost, nothing counts twice, whatever happens at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle, merging, supporting
from ideas.models import Comment, Decision, Idea, IdeaCounter, Merge, Status, Support
from ideas.models.merging import sources_of, target_of
from journal.models import Entry
from tests import make
from tests.together import at_once

WHY = "Beide wollen, dass abends ein Bus fährt."


@pytest.fixture
def ideas(citizen: User, neighbour: User) -> tuple[Idea, Idea]:
    return make.idea("Abendbus", author=citizen), make.idea("Nachtbus", author=neighbour)


def proposed(source: Idea, target: Idea, by: User) -> Merge:
    return merging.propose(source.pk, target.pk, by=by, reason=WHY)


def merged(source: Idea, target: Idea, by: User) -> Merge:
    merge = proposed(source, target, by)
    assert merging.carry_out(merge.pk)
    merge.refresh_from_db()
    return merge


def numbers() -> dict[int, tuple[int, int]]:
    """What the counters say; they are what the rows are."""
    counters = {row.pk: (row.supports, row.comments) for row in IdeaCounter.objects.all()}
    supports = dict(Support.objects.order_by().values_list("idea").annotate(n=Count("pk")))
    comments = dict(Comment.objects.published().order_by().values_list("idea").annotate(n=Count("pk")))
    assert counters == {pk: (supports.get(pk, 0), comments.get(pk, 0)) for pk in counters}
    return counters


def placed() -> dict[str, Any]:
    """Where every support and comment is."""
    return {
        "supports": sorted(Support.objects.values_list("idea", "user", "at", "origin")),
        "comments": sorted(Comment.objects.values_list("id", "idea", "parent", "status", "published_at")),
        "ideas": sorted(Idea.objects.values_list("id", "status", "released_version", "pending_version")),
        "numbers": numbers(),
    }


@pytest.mark.django_db
class TestProposing:
    def test_both_authors_have_fourteen_days(
        self, ideas: tuple[Idea, Idea], moderator: User, settings: LazySettings
    ) -> None:
        merge = proposed(*ideas, moderator)
        days = (timezone.localtime(merge.due_at) - timedelta(seconds=1)).date() - timezone.localdate()
        assert days == timedelta(days=settings.MERGE_OBJECTION_DAYS) == timedelta(days=14)
        told = Entry.objects.filter(verb="idea.merge_proposed").values_list("subject_id", flat=True)
        assert sorted(told) == sorted(idea.pk for idea in ideas)
        assert merging.carry_out_due() == 0
        assert Idea.objects.public().count() == 2

    def test_the_same_twice_is_one(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        assert proposed(*ideas, moderator) == proposed(*ideas, moderator)
        assert Entry.objects.filter(verb="idea.merge_proposed").count() == 2

    def test_needs_a_reason(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        with pytest.raises(lifecycle.ReasonMissing):
            merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason=" \u200b")

    @pytest.mark.parametrize("status", [status for status in Status if status not in {"published", "merged"}])
    def test_only_of_public_ideas(self, ideas: tuple[Idea, Idea], moderator: User, citizen: User, status: str) -> None:
        other = make.idea(status=status, author=citizen)
        for pair in ((other, ideas[1]), (ideas[0], other)):
            with pytest.raises(merging.NotPossible) as refusal:
                proposed(*pair, moderator)
            assert refusal.value.why is merging.Why.NOT_PUBLIC

    def test_not_of_one_with_itself(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        with pytest.raises(merging.NotPossible):
            proposed(ideas[0], ideas[0], moderator)

    def test_not_in_two_directions_and_not_in_a_row(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        third = make.idea()
        proposed(*ideas, moderator)
        for pair in ((ideas[1], ideas[0]), (ideas[0], third), (ideas[1], third), (third, ideas[0])):
            with pytest.raises(merging.NotPossible) as refusal:
                proposed(*pair, moderator)
            assert refusal.value.why is merging.Why.ENTANGLED
        assert proposed(third, ideas[1], moderator).is_open

    @pytest.mark.parametrize("end", [merging.object_to, merging.drop])
    def test_ended_nothing_is_merged_and_it_can_be_proposed_anew(
        self, ideas: tuple[Idea, Idea], moderator: User, end: Callable[..., Merge]
    ) -> None:
        merge = proposed(*ideas, moderator)
        Merge.objects.update(due_at=timezone.now())
        end(merge.pk, by=None)
        assert merging.carry_out_due() == 0
        with pytest.raises(merging.Ended):
            merging.drop(merge.pk, by=None)
        assert proposed(*ideas, moderator) != merge

    def test_whoever_objects_after_another_is_heard_and_nobody_after_the_end(
        self, ideas: tuple[Idea, Idea], moderator: User
    ) -> None:
        objected = proposed(*ideas, moderator)
        for words in ("Nein.", "Auch nein.", "Nein."):
            assert merging.object_to(objected.pk, by=None, words=words).state == Merge.State.OBJECTED
        objected.refresh_from_db()
        assert objected.objection == "Nein.\n\nAuch nein."
        dropped = proposed(*ideas, moderator)
        merging.drop(dropped.pk, by=None)
        with pytest.raises(merging.Ended):
            merging.object_to(dropped.pk, by=None, words="Zu spät.")


@pytest.mark.django_db
class TestCarryingOut:
    def test_when_the_days_are_over(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        merge = proposed(*ideas, moderator)
        Merge.objects.update(due_at=timezone.now())
        assert merging.carry_out_due() == 1
        assert merging.carry_out_due() == 0
        merge.refresh_from_db()
        ideas[0].refresh_from_db()
        assert (merge.state, ideas[0].status) == (Merge.State.DONE, Status.MERGED)
        assert target_of(ideas[0].pk) == ideas[1].pk
        decision = Decision.objects.get(kind=Decision.Kind.MERGED)
        assert (decision.idea, decision.by, decision.message) == (ideas[0], moderator, WHY)

    @pytest.mark.parametrize("which", [0, 1])
    def test_given_up_when_one_is_public_no_more(self, ideas: tuple[Idea, Idea], moderator: User, which: int) -> None:
        merge = proposed(*ideas, moderator)
        lifecycle.withdraw(ideas[which].pk, by=None)
        assert not merging.carry_out(merge.pk)
        merge.refresh_from_db()
        assert merge.state == Merge.State.DROPPED

    def test_who_supported_both_counts_once(self, ideas: tuple[Idea, Idea], moderator: User, neighbour: User) -> None:
        both, one, other = make.user(), make.user(), make.user()
        for idea, user in ((ideas[0], both), (ideas[1], both), (ideas[0], one), (ideas[1], other)):
            supporting.give(idea.pk, user=user)
        # Whose idea it goes into cannot support it.
        supporting.give(ideas[0].pk, user=neighbour)
        before = placed()
        merge = merged(*ideas, moderator)
        assert set(Support.objects.filter(idea=ideas[1]).values_list("user", flat=True)) == {both.pk, one.pk, other.pk}
        assert numbers() == {ideas[0].pk: (2, 0), ideas[1].pk: (3, 0)}
        merging.undo(merge.pk, by=moderator)
        assert placed() == before

    def test_supports_of_closed_accounts_stay_counted(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        supporting.give(ideas[0].pk, user=make.user())
        supporting.give(ideas[1].pk, user=make.user())
        Support.objects.update(user=None)
        before = placed()
        merge = merged(*ideas, moderator)
        assert numbers() == {ideas[0].pk: (0, 0), ideas[1].pk: (2, 0)}
        merging.undo(merge.pk, by=moderator)
        assert placed() == before

    def test_given_to_the_old_address_counts_in_the_new_place(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        merge, user = merged(*ideas, moderator), make.user()
        assert supporting.give(ideas[0].pk, user=user)
        assert not supporting.give(ideas[1].pk, user=user)
        merging.undo(merge.pk, by=moderator)
        assert numbers() == {ideas[0].pk: (0, 0), ideas[1].pk: (1, 0)}

    @pytest.mark.parametrize("where", [0, 1])
    def test_taken_back_it_is_gone_from_both(self, ideas: tuple[Idea, Idea], moderator: User, where: int) -> None:
        both, one = make.user(), make.user()
        for idea, user in ((ideas[0], both), (ideas[1], both), (ideas[0], one)):
            supporting.give(idea.pk, user=user)
        merge = merged(*ideas, moderator)
        assert supporting.take_back(ideas[where].pk, user=both)
        assert supporting.take_back(ideas[where].pk, user=one)
        assert not supporting.take_back(ideas[where].pk, user=one)
        merging.undo(merge.pk, by=moderator)
        assert numbers() == {ideas[0].pk: (0, 0), ideas[1].pk: (0, 0)}

    def test_comments_of_every_state_go_and_return(
        self, ideas: tuple[Idea, Idea], moderator: User, citizen: User, neighbour: User
    ) -> None:
        first = make.comment(ideas[0], author=citizen)
        make.comment(ideas[0], author=neighbour, answers=first)
        make.comment(ideas[0], author=make.user(), publish=False)
        make.comment(ideas[1], author=citizen)
        before = placed()
        merge = merged(*ideas, moderator)
        assert numbers() == {ideas[0].pk: (0, 0), ideas[1].pk: (0, 3)}
        assert Comment.objects.filter(idea=ideas[1], origin=ideas[0]).count() == 3
        answer = make.comment(ideas[1], author=citizen, answers=first)
        own = make.comment(ideas[0], author=citizen)
        assert (answer.origin, own.idea) == (None, ideas[1])
        merging.undo(merge.pk, by=moderator)
        answer.refresh_from_db()
        own.refresh_from_db()
        assert (answer.idea, own.idea) == ideas
        answer.delete()
        own.delete()
        IdeaCounter.objects.update(comments=0)
        IdeaCounter.objects.filter(pk=ideas[0].pk).update(comments=2)
        IdeaCounter.objects.filter(pk=ideas[1].pk).update(comments=1)
        assert placed() == before
        assert not Comment.objects.exclude(origin=None).exists()

    def test_a_new_text_that_waited_waits_again(self, ideas: tuple[Idea, Idea], moderator: User, citizen: User) -> None:
        version = lifecycle.amend(ideas[0].pk, content=make.content("Spätbus"), by=citizen)
        merge = merged(*ideas, moderator)
        ideas[0].refresh_from_db()
        assert ideas[0].pending_since is None
        merging.undo(merge.pk, by=moderator)
        ideas[0].refresh_from_db()
        assert (ideas[0].pending_version, ideas[0].pending_since is None) == (version, False)

    def test_undone_once(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        merge = merged(*ideas, moderator)
        merging.undo(merge.pk, by=moderator)
        with pytest.raises(merging.Ended):
            merging.undo(merge.pk, by=moderator)
        assert Decision.objects.filter(kind=Decision.Kind.SEPARATED).count() == 1
        assert Idea.objects.public().count() == 2


@pytest.mark.django_db
class TestInARow:
    def test_back_in_the_order_they_went(self, ideas: tuple[Idea, Idea], moderator: User, citizen: User) -> None:
        third, users = make.idea("Taxi"), [make.user() for _number in range(3)]
        for idea, user in zip((*ideas, third), users, strict=True):
            supporting.give(idea.pk, user=user)
            supporting.give(third.pk, user=users[0])
            make.comment(idea, author=citizen)
        start = placed()
        one = merged(*ideas, moderator)
        between = placed()
        two = merged(ideas[1], third, moderator)
        assert target_of(ideas[0].pk) == target_of(ideas[1].pk) == third.pk
        assert set(sources_of(third.pk)) == {ideas[0].pk, ideas[1].pk}
        assert numbers()[third.pk] == (3, 3)
        with pytest.raises(merging.NotPossible):
            merging.undo(one.pk, by=moderator)
        merging.undo(two.pk, by=moderator)
        assert placed() == between
        merging.undo(one.pk, by=moderator)
        assert placed() == start

    def test_withdrawn_it_gives_back_what_went_into_it(
        self, ideas: tuple[Idea, Idea], moderator: User, neighbour: User, citizen: User
    ) -> None:
        supporter, third = make.user(), make.idea()
        supporting.give(ideas[0].pk, user=supporter)
        make.comment(ideas[0], author=citizen)
        merged(*ideas, moderator)
        waits = proposed(third, ideas[1], moderator)
        merging.withdraw(ideas[1].pk, by=neighbour)
        assert set(Idea.objects.public()) == {ideas[0], third}
        assert numbers()[ideas[0].pk] == (1, 1)
        waits.refresh_from_db()
        assert waits.state == Merge.State.DROPPED


@pytest.mark.django_db
def test_a_common_idea_in_words_of_the_office(ideas: tuple[Idea, Idea], moderator: User) -> None:
    content = make.content("Busse am Abend", authorities=["goerlitz"])
    common = merging.propose_common([idea.pk for idea in ideas], content=content, by=moderator, reason=WHY)
    assert (common.status, common.author, common.title) == (Status.PUBLISHED, None, "Busse am Abend")
    assert Merge.objects.proposed().filter(target=common).count() == 2
    Merge.objects.update(due_at=timezone.now())
    assert merging.carry_out_due() == 2
    assert set(Idea.objects.public()) == {common}


@pytest.mark.django_db
def test_a_common_idea_is_not_left_alone(ideas: tuple[Idea, Idea], moderator: User, citizen: User) -> None:
    gone = make.idea(status=Status.WITHDRAWN, author=citizen)
    with pytest.raises(merging.NotPossible):
        merging.propose_common([ideas[0].pk, gone.pk], content=make.content("Beide"), by=moderator, reason=WHY)
    assert not Idea.objects.filter(title="Beide").exists()
    assert not Merge.objects.exists()


ROUNDS = 200


@pytest.mark.django_db(transaction=True)
def test_supports_and_comments_that_come_while_it_is_merged_and_undone(
    ideas: tuple[Idea, Idea], moderator: User
) -> None:
    """None lost, none doubled, no round without an end."""
    people = [make.user() for _number in range(4)]
    for number in range(ROUNDS):
        first, second = people[number % 4], people[(number + 1) % 4]
        merge = Merge.objects.done().first()
        turn = merge.pk if merge else proposed(*ideas, moderator).pk
        move = merging.undo if merge else merging.carry_out
        own = {"by": moderator} if merge else {}
        waiting = make.comment(ideas[1] if merge else ideas[0], author=make.user(), publish=False)
        outcomes = at_once(
            lambda move=move, turn=turn, own=own: move(turn, **own),  # type: ignore[misc]
            lambda user=first: supporting.give(ideas[0].pk, user=user),  # type: ignore[misc]
            lambda user=second: supporting.take_back(ideas[1].pk, user=user),  # type: ignore[misc]
            lambda waiting=waiting: discussion.release(waiting.pk, by=moderator),  # type: ignore[misc]
        )
        assert not [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        numbers()
        shown = ideas[1] if Idea.objects.filter(pk=ideas[0].pk, status=Status.MERGED).exists() else ideas[0]
        assert Support.objects.filter(user=first, idea__in=[shown, ideas[1]]).exists()
    assert Comment.objects.published().count() == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_objecting_at_the_last_moment(ideas: tuple[Idea, Idea], moderator: User, citizen: User) -> None:
    """Merged, or objected to; never both."""
    for _number in range(20):
        merge = proposed(*ideas, moderator)
        merging_, objecting = at_once(
            lambda merge=merge: merging.carry_out(merge.pk),  # type: ignore[misc]
            lambda merge=merge: merging.object_to(merge.pk, by=citizen),  # type: ignore[misc]
        )
        merge.refresh_from_db()
        if merge.state == Merge.State.DONE:
            assert (merging_, type(objecting)) == (True, merging.Ended)
            merging.undo(merge.pk, by=moderator)
        else:
            assert (merge.state, merging_) == (Merge.State.OBJECTED, False)
            assert isinstance(objecting, Merge)
