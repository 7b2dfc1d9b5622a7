"""The decisions themselves, as they end when somebody was quicker than the page could know."""

import pytest

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Idea, Rule, Status
from moderation import deciding
from moderation.models import Case, Report
from moderation.tickets import Ticket
from tests import make
from tests.moderation.at_the_desk import item
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db
in_threads = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rule(db: None) -> Rule:
    return Rule.objects.get(key="werbung")


def ticket_of(about: Idea | Comment | Report) -> Ticket:
    return Ticket.of(item(about))


def waiting_comment(author: User) -> Comment:
    return make.comment(make.idea(), author=author, publish=False)


def test_a_released_comment_is_not_removed_by_a_late_refusal(moderator: User, neighbour: User, rule: Rule) -> None:
    comment = waiting_comment(neighbour)
    ticket = ticket_of(comment)
    discussion.release(comment.pk, by=None)
    with pytest.raises(deciding.AlreadyDecided):
        deciding.refuse(ticket, by=moderator, rule=rule, facts="Werbung.")
    comment.refresh_from_db()
    assert comment.status == "published"


def test_a_locked_idea_is_not_published_by_a_late_release(moderator: User, citizen: User, rule: Rule) -> None:
    idea = make.idea(author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Anders"), by=citizen)
    ticket = ticket_of(idea)
    lifecycle.lock(idea.pk, by=moderator, rule=rule, facts="Werbung.")
    with pytest.raises(deciding.AlreadyDecided):
        deciding.release(ticket, by=moderator)
    idea.refresh_from_db()
    assert idea.status == Status.LOCKED


def test_a_report_about_another_text_locks_nothing(moderator: User, citizen: User, rule: Rule) -> None:
    idea = make.idea(author=citizen)
    report = make.report(idea, text="Werbung.")
    ticket = ticket_of(report)
    version = lifecycle.amend(idea.pk, content=make.content("Anders"), by=citizen)
    lifecycle.publish(idea.pk, version_id=version.pk, by=moderator)
    with pytest.raises(deciding.TextChanged):
        deciding.uphold(ticket, by=moderator, rule=rule, facts="Werbung.")
    assert not idea.decisions.filter(kind="locked").exists()


def test_an_answered_report_locks_nothing(moderator: User, rule: Rule) -> None:
    idea = make.idea()
    report = make.report(idea, text="Werbung.")
    ticket = ticket_of(report)
    deciding.settle(ticket, by=moderator, outcome=Case.Outcome.DISMISSED)
    with pytest.raises(deciding.AlreadyDecided):
        deciding.uphold(ticket, by=moderator, rule=rule, facts="Werbung.")
    idea.refresh_from_db()
    assert idea.status == Status.PUBLISHED


def test_a_report_is_no_idea(moderator: User) -> None:
    report = make.report(make.idea(), text="Werbung.")
    with pytest.raises(ValueError, match="no idea"):
        deciding.release(ticket_of(report), by=moderator)


@in_threads
def test_a_refusal_waits_for_the_release_of_the_same_comment(neighbour: User) -> None:
    first, second = make.user(groups=["Moderation"]), make.user(groups=["Moderation"])
    rule = Rule.objects.get(key="werbung")
    ticket = ticket_of(comment := waiting_comment(neighbour))
    outcome = overtaken(
        lambda: deciding.release(ticket, by=first),
        lambda: deciding.refuse(ticket, by=second, rule=rule, facts="Werbung."),
    )
    assert isinstance(outcome, deciding.AlreadyDecided)
    assert comment.decisions.count() == 1


@in_threads
def test_an_edit_that_overtakes_the_release_is_not_released(neighbour: User) -> None:
    clerk = make.user(groups=["Moderation"])
    ticket = ticket_of(comment := waiting_comment(neighbour))
    outcome = overtaken(
        lambda: discussion.edit(comment.pk, by=neighbour, text="Inzwischen anders."),
        lambda: deciding.release(ticket, by=clerk),
    )
    assert isinstance(outcome, deciding.TextChanged)
    comment.refresh_from_db()
    assert comment.status == "pending"


@in_threads
def test_one_item_released_by_many_at_once_is_released_once() -> None:
    ticket = ticket_of(idea := make.idea(status=Status.SUBMITTED))
    clerks = [make.user(groups=["Moderation"]) for _ in range(4)]
    outcomes = at_once(*[lambda clerk=clerk: deciding.release(ticket, by=clerk) for clerk in clerks])
    assert sum(isinstance(outcome, deciding.AlreadyDecided) for outcome in outcomes) == 3
    assert idea.decisions.count() == 1
