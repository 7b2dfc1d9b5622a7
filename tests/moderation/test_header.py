"""The way to the queue in the header of every page of the administration, with how much waits there."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from ideas.models import Idea, Status
from moderation import header
from moderation.models import QueueItem
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation import at_the_desk
from tests.moderation.at_the_desk import QUEUE

pytestmark = pytest.mark.django_db
PAGES = ["index", "handbook", "ideas_idea_changelist", "moderation_logrow_changelist", "moderation_queueitem_emergency"]
LATE = 24 * 21


def way(response: Any) -> str:
    """The words of the link as they are read out; nothing where there is none."""
    found = re.search(r'<a class="queue-way[^>]* href="([^"]*)">(.*?)</a>', response.content.decode(), re.DOTALL)
    if not found:
        return ""
    assert found[1] == QUEUE
    return re.sub(r"<[^>]*>", "", found[2])


def asked(client: Client, address: str) -> tuple[int, int]:
    """How many queries the page takes, and how many of them count what waits."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    counting = [q for q in queries if QueueItem._meta.db_table in q["sql"] and "COUNT" in q["sql"]]
    return len(queries), len(counting)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_how_much_waits_and_how_much_of_it_is_late(as_moderator: Client, name: str) -> None:
    address = reverse(f"admin:{name}")
    assert way(as_moderator.get(address)) == "Warteschlange (leer)"
    at_the_desk.waiting("Bank am See")
    cache.clear()
    assert way(as_moderator.get(address)) == "Warteschlange (1)"
    at_the_desk.waiting("Rufbus", hours=LATE)
    cache.clear()
    assert way(as_moderator.get(address)) == "Warteschlange (2, davon 1 überfällig)"


def test_counts_are_those_of_the_own_authorities(as_moderator: Client, moderator_of_goerlitz: User) -> None:
    for slug in ("goerlitz", "cottbus", "cottbus"):
        idea = make.idea(status=Status.SUBMITTED, authorities=[slug])
    Idea.objects.filter(pk=idea.pk).update(pending_since="2020-01-06T08:00:00Z")
    address = reverse("admin:ideas_idea_changelist")
    assert way(as_moderator.get(address)) == "Warteschlange (3, davon 1 überfällig)"
    # Whoever has asked before leaves no number of theirs to somebody else.
    assert way(signed_in_staff(moderator_of_goerlitz).get(address)) == "Warteschlange (1)"


def test_counted_once_in_some_seconds_and_anew_after_something_was_done(as_moderator: Client, moderator: User) -> None:
    ideas = [at_the_desk.waiting(title) for title in ("Bank am See", "Rufbus")]
    address = reverse("admin:handbook")
    assert asked(as_moderator, address)[1] == 1
    without = asked(as_moderator, address)
    assert without == (asked(as_moderator, address)[0], 0)
    at_the_desk.decide(as_moderator, "release", ideas[0])
    # Whatever page comes next counts anew; it also shows the message of what was done.
    assert way(as_moderator.get(address)) == "Warteschlange (1)"
    header.changed(moderator)
    assert asked(as_moderator, address) == (without[0] + 2, 1)


def test_the_queue_and_the_overview_never_have_two_numbers_on_one_page(as_moderator: Client) -> None:
    for address, number in ((QUEUE, 1), (reverse("admin:index"), 2)):
        way(as_moderator.get(reverse("admin:handbook")))
        at_the_desk.waiting("Bank am See")  # by somebody else, meanwhile
        assert way(as_moderator.get(address)) == f"Warteschlange ({number})"
        assert asked(as_moderator, reverse("admin:handbook"))[1] == 0


def test_whoever_has_no_queue_is_not_counted_for(client: Client, as_citizen: Client, as_moderator: Client) -> None:
    at_the_desk.waiting("Bank am See")
    others = signed_in_staff(make.user(is_staff=True))
    assert way(others.get(reverse("admin:index"))) == ""
    assert asked(others, reverse("admin:index"))[1] == 0
    assert [asked(somebody, "/")[1] for somebody in (client, as_citizen, as_moderator)] == [0, 0, 0]
