"""Who may do what, as truth tables; and the one read rule as a queryset."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, policies
from ideas.facets import Facet, conditions
from ideas.models import Comment, Idea, Status
from tests import make
from tests.ideas.test_lifecycle import idea_in
from themes.models import Authority

pytestmark = pytest.mark.django_db

GUEST = AnonymousUser()


@pytest.fixture
def ideas(citizen: User, moderator: User) -> dict[str, Idea]:
    """An idea of the citizen in each status."""
    return {status: idea_in(status, by=moderator, author=citizen) for status in Status.values}


def where(ideas: dict[str, Idea], allowed: Callable[[Idea], bool]) -> set[str]:
    """In which statuses something is allowed."""
    return {status for status, idea in ideas.items() if allowed(idea)}


def test_supporting(ideas: dict[str, Idea], citizen: User, neighbour: User) -> None:
    assert where(ideas, lambda idea: policies.may_support(neighbour, idea)) == {"published"}
    assert where(ideas, lambda idea: policies.may_support(citizen, idea)) == set()
    assert where(ideas, lambda idea: policies.may_support(GUEST, idea)) == set()


def test_commenting(ideas: dict[str, Idea], citizen: User, neighbour: User) -> None:
    assert where(ideas, lambda idea: policies.may_comment(neighbour, idea)) == {"published"}
    assert where(ideas, lambda idea: policies.may_comment(citizen, idea)) == {"published"}
    assert where(ideas, lambda idea: policies.may_comment(GUEST, idea)) == set()


def test_amending(ideas: dict[str, Idea], citizen: User, neighbour: User, moderator: User) -> None:
    changeable = {"submitted", "returned", "published"}
    assert where(ideas, lambda idea: policies.may_amend(citizen, idea)) == changeable
    assert where(ideas, policies.is_changeable) == changeable
    for other in (neighbour, moderator, GUEST):
        assert where(ideas, lambda idea, who=other: policies.may_amend(who, idea)) == set()  # type: ignore[misc]


def test_changeable_is_what_the_lifecycle_lets_the_author_change(ideas: dict[str, Idea], citizen: User) -> None:
    def can_withdraw(idea: Idea) -> bool:
        try:
            lifecycle.withdraw(idea.pk, by=citizen)
        except lifecycle.MoveNotAllowed:
            return False
        return True

    assert where(ideas, can_withdraw) == policies.CHANGEABLE


def test_an_idea_without_author_belongs_to_nobody(moderator: User) -> None:
    idea = make.idea(by=moderator)
    assert (idea.author, policies.may_amend(GUEST, idea)) == (None, False)
    assert policies.may_support(moderator, idea)


# Reading


def test_who_reads_what(ideas: dict[str, Idea], citizen: User, neighbour: User, moderator: User) -> None:
    everything = set(Status.values)
    readers = ((GUEST, {"published"}), (neighbour, {"published"}), (citizen, everything), (moderator, everything))
    for who, readable in readers:
        read = set(Idea.objects.visible_to(who).values_list("pk", flat=True))
        assert where(ideas, lambda idea, read=read: idea.pk in read) == readable, who  # type: ignore[misc]


def scope(user: User | AnonymousUser) -> list[str]:
    return sorted(Idea.objects.in_scope_of(user).values_list("title", flat=True))


@pytest.fixture
def around_the_region() -> None:
    make.receipt("Görlitz", authorities=["goerlitz"])
    make.receipt("Cottbus", authorities=["cottbus"])
    make.receipt("Görlitz und Cottbus", authorities=["goerlitz", "cottbus"])
    make.receipt("ganze Lausitz", whole_region=True, authorities=["cottbus"])
    make.receipt("ohne Ort")


ALL = ["Cottbus", "Görlitz", "Görlitz und Cottbus", "ganze Lausitz", "ohne Ort"]


@pytest.mark.usefixtures("around_the_region")
def test_moderators_see_what_concerns_their_authorities(moderator: User, moderator_of_goerlitz: User) -> None:
    assert scope(moderator) == ALL
    assert scope(moderator_of_goerlitz) == ["Görlitz", "Görlitz und Cottbus", "ganze Lausitz", "ohne Ort"]
    assert sorted(Idea.objects.visible_to(moderator_of_goerlitz).values_list("title", flat=True)) == scope(
        moderator_of_goerlitz
    )
    two = make.user(groups=["Moderation"], authorities=["goerlitz", "cottbus"])
    assert scope(two) == ALL


@pytest.mark.usefixtures("around_the_region")
def test_nobody_else_moderates(moderator: User, citizen: User, administrator: User) -> None:
    assert scope(administrator) == scope(moderator) == ALL
    staff_without_right = make.user(is_superuser=False)
    staff_without_right.is_staff = True
    right_without_staff = make.user()
    right_without_staff.groups.add(Group.objects.get(name="Moderation"))
    left = make.user(groups=["Moderation"], is_active=False)
    for who in (GUEST, citizen, staff_without_right, right_without_staff, left):
        assert (scope(who), policies.may_moderate(who), Idea.objects.visible_to(who).count()) == ([], False, 0)


def test_a_contact_of_an_authority_is_no_moderator_of_it(moderator_of_goerlitz: User) -> None:
    moderator_of_goerlitz.memberships.update(role="contact")
    make.receipt("Cottbus", authorities=["cottbus"])
    # Without a membership as moderator somebody moderates for the whole region.
    assert scope(moderator_of_goerlitz) == ["Cottbus"]


def test_a_seventh_authority_changes_no_idea(moderator: User) -> None:
    idea = make.idea(whole_region=True, by=moderator)
    new = Authority.objects.create(
        slug="neu", name={"de": "Neu"}, kind="city", state="SN", ags="99999", seat="Neu", seat_lon=14, seat_lat=51
    )
    assert list(Idea.objects.filter(conditions({Facet.REGION: frozenset({new.pk})}))) == [idea]


# Comments


@pytest.mark.parametrize(("minutes", "may"), [(0, True), (14.9, True), (15.1, False)])
def test_a_comment_can_be_edited_for_fifteen_minutes(
    minutes: float, *, may: bool, citizen: User, neighbour: User, moderator: User
) -> None:
    comment = make.comment(make.idea(by=moderator), author=citizen)
    comment.created_at = timezone.now() - timedelta(minutes=minutes)
    assert policies.may_edit_comment(citizen, comment) is may
    for other in (neighbour, moderator, GUEST):
        assert not policies.may_edit_comment(other, comment)


@pytest.mark.parametrize(
    ("status", "may"), [("pending", True), ("published", True), ("removed", False), ("spam", False)]
)
def test_a_removed_comment_is_not_edited(status: str, *, may: bool, citizen: User, moderator: User) -> None:
    comment = make.comment(make.idea(by=moderator), author=citizen)
    comment.status = status
    assert policies.may_edit_comment(citizen, comment) is may


def test_known_is_whoever_has_something_released(citizen: User, neighbour: User, moderator: User) -> None:
    assert not policies.is_known_contributor(citizen)
    waiting = make.receipt(author=citizen).idea
    assert not policies.is_known_contributor(citizen)
    assert waiting.pending_version_id is not None
    lifecycle.publish(waiting.pk, version_id=waiting.pending_version_id, by=moderator)
    assert policies.is_known_contributor(citizen)
    comment = make.comment(waiting, author=neighbour, publish=False)
    assert not policies.is_known_contributor(neighbour)
    Comment.objects.filter(pk=comment.pk).update(status="published", published_at=timezone.now())
    assert policies.is_known_contributor(neighbour)


def test_a_withdrawn_idea_leaves_the_words_of_others(citizen: User, neighbour: User, moderator: User) -> None:
    alone, discussed, own_words = (make.idea(by=moderator, author=citizen) for _ in range(3))
    make.comment(discussed, author=neighbour)
    make.comment(own_words, author=citizen)
    assert not policies.leaves_thread(discussed)
    for idea in (alone, discussed, own_words):
        lifecycle.withdraw(idea.pk, by=citizen)
        idea.refresh_from_db()
    assert [policies.leaves_thread(idea) for idea in (alone, discussed, own_words)] == [False, True, False]
