"""Several people at one queue: assigned, open, away, and what each of them sees."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ideas.models import Status
from moderation import desk, sharing
from moderation.models import Absence, Assignment
from moderation.tickets import Ticket
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import QUEUE, decide, item, key, keys_listed, said, url

pytestmark = pytest.mark.django_db
ABSENCES = "/admin/moderation/absence/"


@pytest.fixture
def second(db: None) -> User:
    return make.user(groups=["Moderation"], display_name="Anna Noack")


def away(user: User, deputy: User, first: int = 0, last: int = 0) -> Absence:
    today = timezone.localdate()
    days = {"since": today + timedelta(days=first), "until": today + timedelta(days=last)}
    return Absence.objects.create(user=user, deputy=deputy, **days)


def test_assigned_on_the_page_of_the_item(as_moderator: Client, moderator: User, second: User) -> None:
    idea, other = make.idea(status=Status.SUBMITTED), make.idea(status=Status.SUBMITTED)
    as_moderator.post(url("assign", idea), {"to": second.pk})
    found = Assignment.objects.get()
    assert (found.key, found.user, found.by) == (key(idea), second, moderator)
    theirs = signed_in_staff(second)
    assert keys_listed(theirs, "?whose=mine") == [key(idea)]
    assert keys_listed(theirs, "?whose=nobody") == [key(other)]
    assert theirs.get(QUEUE).context["summary"].mine == 1
    assert "Anna Noack" in as_moderator.get(QUEUE).content.decode()
    as_moderator.post(url("assign", idea), {"to": ""})
    assert not Assignment.objects.exists()


def test_many_are_assigned_together(as_moderator: Client, second: User) -> None:
    ideas = [make.idea(status=Status.SUBMITTED) for _ in range(3)]
    tickets = [item(idea).ticket for idea in ideas]
    page = as_moderator.post(QUEUE, {"action": "assign", "_selected_action": tickets})
    assert all(f'value="{ticket}"' in page.content.decode() for ticket in tickets)
    as_moderator.post(f"{QUEUE}assign/", {"ticket": tickets, "to": second.pk})
    assert keys_listed(signed_in_staff(second), "?whose=mine") == [key(idea) for idea in ideas]


def test_only_people_in_charge_get_an_item(as_moderator: Client, moderator_of_goerlitz: User, citizen: User) -> None:
    idea = make.idea(status=Status.SUBMITTED, authorities=["cottbus"])
    for to in (moderator_of_goerlitz.pk, citizen.pk, 999_999, "x"):
        assert as_moderator.post(url("assign", idea), {"to": to}).status_code == 404
    answer = as_moderator.post(f"{QUEUE}assign/", {"ticket": item(idea).ticket, "to": moderator_of_goerlitz.pk})
    assert len(said(answer)) == 2
    assert not Assignment.objects.exists()
    mine = make.idea(status=Status.SUBMITTED, authorities=["goerlitz"])
    client = signed_in_staff(moderator_of_goerlitz)
    assert client.post(url("assign", idea), {"to": ""}).status_code == 404
    client.post(f"{QUEUE}assign/", {"ticket": [item(idea).ticket, item(mine).ticket], "to": moderator_of_goerlitz.pk})
    assert [row.key for row in Assignment.objects.all()] == [key(mine)]


@pytest.mark.parametrize("wrong", [{"ticket": "x"}, {"ticket": "idea-1:1", "to": "999999"}])
def test_made_up_assignments_are_refused(as_moderator: Client, wrong: dict[str, str]) -> None:
    assert as_moderator.post(f"{QUEUE}assign/", wrong).status_code == 400


def test_who_has_it_open_is_shown_to_others_until_it_is_decided(as_moderator: Client, second: User) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    theirs = signed_in_staff(second)
    theirs.get(url("show", idea))
    assert "offen bei Anna Noack" in as_moderator.get(QUEUE).content.decode()
    assert "offen bei Anna Noack" not in theirs.get(QUEUE).content.decode()
    assert "Anna Noack hat das auch gerade offen" in as_moderator.get(url("show", idea)).content.decode()
    cache.clear()
    assert "offen bei" not in as_moderator.get(QUEUE).content.decode()
    theirs.get(url("show", idea))
    decide(theirs, "discard", idea)
    assert sharing.open_by([key(idea)], but_not=make.user()) == {}


def test_the_deputy_has_what_is_assigned_to_who_is_away(moderator: User, second: User) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    sharing.assign(Ticket.of(item(idea)), to=moderator, by=moderator, idea=idea)
    theirs = signed_in_staff(second)
    assert keys_listed(theirs, "?whose=mine") == []
    absence = away(moderator, second)
    assert keys_listed(theirs, "?whose=mine") == [key(idea)]
    absence.delete()
    away(moderator, second, 1, 3)
    away(moderator, second, -3, -1)
    assert keys_listed(theirs, "?whose=mine") == []


def test_nobody_calls_people_who_are_away_unless_all_are(moderator: User, second: User) -> None:
    def told() -> list[User]:
        with transaction.atomic():
            found = desk.to_be_told([], whole_region=False)
        desk.opened(moderator)
        return found

    away(moderator, second)
    assert told() == [second]
    away(second, moderator)
    assert told() == [moderator, second]


def test_an_absence_must_make_sense(moderator: User, second: User) -> None:
    today = timezone.localdate()
    for wrong in (
        {"user": moderator, "deputy": moderator, "since": today, "until": today},
        {"user": moderator, "deputy": second, "since": today, "until": today - timedelta(days=1)},
    ):
        with pytest.raises(ValidationError):
            Absence(**wrong).full_clean()


def test_everybody_enters_their_own_absence_only(as_moderator: Client, moderator: User, second: User) -> None:
    today = f"{timezone.localdate():%d.%m.%Y}"
    sent = {"user": second.pk, "deputy": moderator.pk, "since": today, "until": today}
    assert as_moderator.post(f"{ABSENCES}add/", sent).status_code == 200
    assert not Absence.objects.exists()
    as_moderator.post(f"{ABSENCES}add/", {**sent, "user": moderator.pk, "deputy": second.pk})
    assert Absence.objects.get().user == moderator
    theirs = away(second, moderator)
    assert as_moderator.get(f"{ABSENCES}{theirs.pk}/change/").context["has_change_permission"] is False
    assert as_moderator.post(f"{ABSENCES}{theirs.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Absence.objects.count() == 2
