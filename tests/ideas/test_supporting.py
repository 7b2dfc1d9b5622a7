"""Support: one person counts once, whatever is pressed how often; and takes it back."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas import lifecycle, supporting
from ideas.models import Idea, IdeaCounter, Status, Support
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db


def address(idea: Idea, name: str = "support") -> str:
    return reverse(f"ideas:{name}", args=[idea.reference])


def counted(idea: Idea) -> tuple[int, int]:
    """The counter and the rows."""
    return IdeaCounter.objects.get(pk=idea.pk).supports, Support.objects.filter(idea=idea).count()


def test_one_button_gives_support(as_citizen: Client) -> None:
    idea = make.idea("Abendbus")
    page = as_citizen.get(address(idea))
    assert (page.status_code, counted(idea)) == (200, (0, 0))
    assert "no-store" in page["Cache-Control"]
    response = as_citizen.post(address(idea))
    assert (response.status_code, response["Location"]) == (302, f"{idea.get_absolute_url()}#unterstuetzung")
    assert counted(idea) == (1, 1)


def test_pressed_twice_and_in_two_tabs_it_counts_once(as_citizen: Client) -> None:
    idea = make.idea()
    assert [as_citizen.post(address(idea)).status_code for _ in range(3)] == [302, 302, 302]
    assert counted(idea) == (1, 1)


def test_take_back_and_give_again(as_citizen: Client) -> None:
    idea = make.idea()
    as_citizen.post(address(idea))
    as_citizen.get(address(idea, "take_back"))
    assert counted(idea) == (1, 1)
    for _ in range(2):
        assert as_citizen.post(address(idea, "take_back")).status_code == 302
        assert counted(idea) == (0, 0)
    as_citizen.post(address(idea))
    assert counted(idea) == (1, 1)


def in_place(client: Client, idea: Idea, name: str = "support") -> str:
    """The block that htmx puts into the page."""
    with translation.override("en"):
        response = client.post(address(idea, name), headers={"HX-Request": "true"})
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    return str(response.content.decode())


def test_in_place_the_block_alone_comes_back_with_its_number_and_what_was_done(as_citizen: Client) -> None:
    idea = make.idea()
    given = in_place(as_citizen, idea)
    assert given.strip().startswith('<section class="box support" id="unterstuetzung"')
    assert '<b class="support__number">1</b> support' in given
    assert "You now support this idea. Thank you!" in given
    assert re.search(r'hx-post="/en/ideen/[-\d]+/zuruecknehmen/"', given)
    assert "You support this idea." in in_place(as_citizen, idea), "pressed twice it only says how things are"
    taken = in_place(as_citizen, idea, "take_back")
    assert '<b class="support__number">0</b> supports' in taken
    assert "You have taken your support back." in taken
    assert counted(idea) == (0, 0)
    page = as_citizen.get(idea.get_absolute_url()).content.decode()
    assert 'role="status" id="announcements"></p>' in page, "no message waits for the next page"
    assert "taken your support back" not in page


def test_no_token_stands_in_what_looks_alike_for_everybody(as_citizen: Client) -> None:
    idea = make.idea()
    assert "csrf" in as_citizen.get(idea.get_absolute_url()).content.decode()
    assert "csrf" not in in_place(as_citizen, idea)
    assert "csrf" not in Client().get(idea.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["support", "take_back"])
def test_without_sign_in_the_way_leads_back_to_the_button(client: Client, name: str) -> None:
    idea = make.idea()
    page = client.get(address(idea, name)).content.decode()
    assert f"/konto/login/?next={address(idea, name)}" in page
    assert "csrfmiddlewaretoken" not in page
    response = client.post(address(idea, name))
    assert response["Location"] == f"/konto/login/?next={address(idea, name)}"
    assert counted(idea) == (0, 0)


def test_intent_is_finished_by_one_press_after_sign_in(client: Client, citizen: User) -> None:
    idea = make.idea()
    sign_in = client.post(address(idea))["Location"]
    answer = client.post(
        sign_in, {"login": citizen.email, "password": make.PASSWORD, "next": address(idea)}, follow=True
    )
    assert answer.redirect_chain[-1][0] == address(idea)
    assert counted(idea) == (0, 0)
    client.post(address(idea))
    assert counted(idea) == (1, 1)


def test_own_ideas_are_not_supported_and_the_page_says_so_kindly(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(author=citizen)
    english = f"/en{address(idea)}"
    for response in (as_citizen.get(english), as_citizen.post(english)):
        assert response.status_code == 403
        assert "This is your own idea" in response.content.decode()
    assert counted(idea) == (0, 0)


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.PUBLISHED, Status.MERGED}])
def test_ideas_that_are_not_public_cannot_be_supported(
    as_moderator: Client, neighbour: User, citizen: User, status: str
) -> None:
    idea = make.idea(author=citizen, status=status)
    stranger = Client()
    stranger.force_login(neighbour)
    for reader, expected in ((Client(), 404), (stranger, 404), (as_moderator, 403)):
        assert [reader.get(address(idea)).status_code, reader.post(address(idea)).status_code] == [expected] * 2
    assert counted(idea) == (0, 0)


def test_a_thread_that_a_withdrawn_idea_left_cannot_be_supported(
    client: Client, citizen: User, neighbour: User
) -> None:
    idea = make.idea(author=citizen)
    make.comment(idea, author=neighbour)
    lifecycle.withdraw(idea.pk, by=citizen)
    assert client.get(f"/ideen/{idea.reference}/").status_code == 200
    assert client.get(address(idea)).status_code == 404


def test_a_stale_button_shows_itself_again(citizen: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(citizen)
    idea = make.idea()
    response = browser.post(address(idea), {"csrfmiddlewaretoken": "x" * 32})
    assert (response.status_code, counted(idea)) == (403, (0, 0))
    token = response.context["csrf_token"]
    assert browser.post(address(idea), {"csrfmiddlewaretoken": str(token)}).status_code == 302
    assert counted(idea) == (1, 1)


def test_extra_fields_change_nothing(as_citizen: Client, neighbour: User) -> None:
    idea = make.idea()
    as_citizen.post(address(idea), {"user": neighbour.pk, "supports": 99, "idea": 1, "at": "\x00"})
    assert counted(idea) == (1, 1)
    assert not Support.objects.filter(user=neighbour).exists()


def test_supporting_needs_few_queries(as_citizen: Client) -> None:
    idea = make.idea()
    as_citizen.get(address(idea))
    with CaptureQueriesContext(connection) as queries:
        as_citizen.post(address(idea))
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 12


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_supports_of_one_person_count_one(citizen: User) -> None:
    idea = make.idea()
    browsers = [Client() for _ in range(20)]
    for browser in browsers:
        browser.force_login(citizen)
    answers = at_once(*[lambda browser=browser: browser.post(address(idea)).status_code for browser in browsers])
    assert answers == [302] * 20
    assert counted(idea) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_at_once_count_two_hundred() -> None:
    idea = make.idea()
    people = User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(200))

    def ten(start: int) -> int:
        return sum(supporting.give(idea.pk, user=person) for person in people[start : start + 10])

    assert at_once(*[lambda start=start: ten(start) for start in range(0, 200, 10)]) == [10] * 20
    assert counted(idea) == (200, 200)


@pytest.mark.django_db(transaction=True)
def test_giving_and_taking_back_at_once_leave_the_counter_exact(citizen: User) -> None:
    idea = make.idea()
    calls = [supporting.give, supporting.take_back] * 10
    at_once(*[lambda call=call: call(idea.pk, user=citizen) for call in calls])
    counter, rows = counted(idea)
    assert counter == rows
