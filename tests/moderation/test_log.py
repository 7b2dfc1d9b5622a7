"""The moderation log: every decision, within one's authorities, without a word of anybody."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Decision, Idea, Rule, Status
from moderation import complaints, deciding, undoing
from moderation.models import Case, LogRow
from moderation.tickets import Ticket
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import item

pytestmark = pytest.mark.django_db
LOG = "/admin/moderation/logrow/"


def listed(client: Client, **query: str) -> list[Any]:
    response = client.get(LOG, query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def told(client: Client, **query: str) -> list[tuple[str, str]]:
    return [(row.kind, row.outcome) for row in listed(client, **query)]


def rule() -> Rule:
    return Rule.objects.get(key="werbung")


@pytest.fixture
def story(moderator: User, citizen: User, neighbour: User) -> Idea:
    """One of everything, about one idea."""
    idea = make.idea("Rufbus", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Rufbus nachts"), by=citizen)
    deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Geheime Gründe.")
    comment = make.comment(idea, author=neighbour, publish=False)
    deciding.release(Ticket.of(item(comment)), by=moderator)
    report = make.report(idea)
    kept = deciding.settle(Ticket.of(item(report)), by=moderator, outcome=Case.Outcome.DISMISSED)
    assert kept
    removal = discussion.remove(comment.pk, by=moderator, rule=rule(), facts="Werbung.")
    filed = complaints.file(removal, text="Nein.", by=neighbour)
    other = make.user(groups=["Moderation"])
    complaints.decide(filed.pk, by=other, outcome="rejected", reasons="Es bleibt dabei.")
    return idea


def test_every_decision_stands_in_it_once_latest_first(as_moderator: Client, story: Idea) -> None:
    assert told(as_moderator) == [
        ("complaint", "complaint_rejected"), ("comment", "rejected"), ("case", "case_dismissed"), ("idea", "kept"),
        ("comment", "published"), ("amendment", "rejected"), ("idea", "published"),
    ]  # fmt: skip
    assert len(listed(as_moderator, q=story.reference)) == 7
    assert LogRow.objects.count() == Decision.objects.count() + 2


def test_what_it_leads_to_and_nothing_of_the_text(as_moderator: Client, story: Idea) -> None:
    page = as_moderator.get(LOG).content.decode()
    comment = Comment.objects.get()
    for address in (f"/admin/ideas/idea/{story.pk}/change/", f"/admin/ideas/comment/{comment.pk}/change/"):
        assert f'href="{address}"' in page
        assert as_moderator.get(address).status_code == 200
    for word in ("Rufbus", "Geheime Gründe", comment.text, "Katrin Berger", "Martin Schulz", "Nein."):
        assert word not in page
    assert rule().label in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind__exact": "comment"}, 2), ({"outcome": "rejected"}, 2), ({"outcome": "complaint_rejected"}, 1),
        ({"rule": "werbung"}, 2), ({"rule": "respekt"}, 0), ({"undone": "yes"}, 0), ({"undone": "no"}, 7),
        ({"outcome": "x"}, 7), ({"period": "x"}, 7), ({"period": "7"}, 7), ({"q": "2020-1"}, 0), ({"q": "Rufbus"}, 0),
        ({"authority": "none"}, 7), ({"authority": "whole"}, 0),
    ],
)  # fmt: skip
def test_filters(as_moderator: Client, story: Idea, query: dict[str, str], count: int) -> None:
    assert len(listed(as_moderator, **query)) == count


def test_a_month_unless_asked_for_more(as_moderator: Client, story: Idea) -> None:
    Decision.objects.filter(kind="published", idea=story).update(at=F("at") - timedelta(days=40))
    assert ("idea", "published") not in told(as_moderator)
    assert ("idea", "published") in told(as_moderator, period="90")
    assert ("idea", "published") in told(as_moderator, q=story.reference)
    Decision.objects.filter(kind="published", idea=story).update(at=timezone.now() - timedelta(days=400))
    year = (timezone.localtime() - timedelta(days=400)).year
    assert told(as_moderator, period=str(year)) == [("idea", "published")]


def test_who_decided_is_for_those_who_may_see_it(
    as_moderator: Client, as_administrator: Client, moderator: User, story: Idea
) -> None:
    User.objects.filter(pk=moderator.pk).update(display_name="Anna Noack")
    for client, sees in ((as_moderator, False), (as_administrator, True)):
        page = client.get(LOG)
        # The filter's list is no list of decisions.
        rows = page.content.decode().partition('id="result_list"')[2]
        assert ("Anna Noack" in rows) is sees
    assert len(listed(as_administrator, by=str(moderator.pk))) == 5
    # Nor does an address tell it that somebody makes up.
    for lookup in ("by", "by__id", "by_id", "by__id__exact", "by__in"):
        for person in (moderator.pk, 0):
            assert len(listed(as_moderator, **{lookup: str(person)})) == 7
    moderator.delete()
    rows = as_administrator.get(LOG).content.decode().partition('id="result_list"')[2]
    assert rows.count("Ehemaliges Mitglied") == 5


def test_waiting_in_working_days_and_what_was_taken_back(as_moderator: Client, moderator: User, settings: Any) -> None:
    settings.DECISION_UNDO_SECONDS = 60
    idea = make.idea(status=Status.SUBMITTED)
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    friday, monday = datetime(2026, 11, 20, 10, tzinfo=timezone.get_default_timezone()), 3
    Decision.objects.filter(pk=decision.pk).update(waited_since=friday)
    undoing.undo(decision.pk, by=moderator)
    Decision.objects.filter(pk=decision.pk).update(at=friday + timedelta(days=monday))
    rows = listed(as_moderator, q=idea.reference)
    assert [row.undone_at is None for row in rows] == [False]
    assert "1 Arbeitstag" in as_moderator.get(LOG, {"q": idea.reference}).content.decode()
    assert listed(as_moderator, q=idea.reference, undone="no") == []


def test_nothing_of_another_authority(moderator_of_goerlitz: User, moderator: User) -> None:
    mine, foreign = make.idea(authorities=["goerlitz"]), make.idea(authorities=["cottbus"])
    make.comment(foreign, author=make.user())
    everywhere = make.idea(whole_region=True)
    client = signed_in_staff(moderator_of_goerlitz)
    assert {row.idea_id for row in listed(client)} == {mine.pk, everywhere.pk}
    assert listed(client, q=foreign.reference) == []
    assert len(listed(signed_in_staff(moderator))) == 4


def test_evidence_is_for_a_few(as_moderator: Client, as_administrator: Client, moderator: User) -> None:
    idea = make.idea()
    lifecycle.withhold(idea.pk, by=moderator, message="Wir melden uns.", procedure="threat")
    assert listed(as_moderator) == []
    assert ("idea", "withheld") in told(as_administrator)
    assert ("amendment", "withheld") not in told(as_administrator)


def test_the_number_of_queries_does_not_grow(as_moderator: Client, moderator: User) -> None:
    counts = []
    for number in (1, 1, 15):
        for _ in range(number):
            idea = make.idea(author=make.user())
            make.answer(make.report(idea), by=make.user(groups=["Moderation"]))
            make.comment(idea, author=make.user())
        with CaptureQueriesContext(connection) as taken:
            listed(as_moderator)
        counts.append(len(taken))
    assert counts[1] == counts[2]


def test_nobody_changes_or_opens_a_row(as_administrator: Client, as_citizen: Client, story: Idea) -> None:
    for address in (f"{LOG}add/", f"{LOG}decision-1/change/", f"{LOG}decision-1/delete/"):
        assert as_administrator.get(address).status_code == 404
    assert as_administrator.post(LOG, {"action": "delete_selected", "_selected_action": "decision-1"}).status_code in {
        200, 302,
    }  # fmt: skip
    assert LogRow.objects.count() == 7
    assert as_citizen.get(LOG).status_code == 403
