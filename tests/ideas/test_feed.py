"""The feed of a list: what the list shows, nothing more, and it says when nothing has changed."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ideas import lifecycle
from ideas.models import Rule, Status
from pages.models import Office
from tests import make
from texts import memory

pytestmark = pytest.mark.django_db
FEED = "/ideen/feed/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(response: Any) -> list[ET.Element]:
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(response.content).findall("a:entry", ATOM)  # noqa: S314 - our own feed


def texts(response: Any, name: str) -> list[str]:
    return [entry.findtext(f"a:{name}", "", ATOM) for entry in entries(response)]


def test_the_newest_that_fit_each_with_a_lasting_id(client: Client) -> None:
    first = make.idea("Rufbus", authorities=["goerlitz"])
    make.idea("Badestelle", authorities=["cottbus"])
    second = make.idea("Für alle", whole_region=True)
    response = client.get(FEED, {"region": "goerlitz", "sort": "unterstuetzt", "seite": "7"})
    assert texts(response, "title") == [f"Für alle ({second.reference})", f"Rufbus ({first.reference})"]
    assert [text.rpartition("/ideen/")[2] for text in texts(response, "id")] == [
        f"{second.reference}/",
        f"{first.reference}/",
    ]


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.PUBLISHED, Status.MERGED}])
def test_what_is_not_public_is_not_in_it(client: Client, status: str) -> None:
    make.idea("Verborgen", status=status)
    assert entries(client.get(FEED)) == []


def test_a_locked_idea_leaves_it_at_once(client: Client, moderator: User) -> None:
    idea = make.idea("Laut")
    assert len(entries(client.get(FEED))) == 1
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Der Text wirbt.")
    assert entries(client.get(FEED)) == []


def test_the_feed_has_an_author_and_the_title_of_the_list(client: Client) -> None:
    """An author is a must (RFC 4287, 4.1.1)."""
    Office.objects.update(name="Projektbüro in Guben")
    memory.forget()
    make.idea()
    response = client.get("/en" + FEED, {"q": "Rufbus", "region": "cottbus"})
    feed = ET.fromstring(response.content)  # noqa: S314 - our own feed
    assert feed.findtext("a:author/a:name", "", ATOM) == "Projektbüro in Guben"
    assert feed.findtext("a:title", "", ATOM) == "Ideas for the Lausitz of tomorrow: “Rufbus”, Cottbus/Chóśebuz"


def test_without_an_office_the_portal_is_the_author(client: Client) -> None:
    Office.objects.all().delete()
    memory.forget()
    feed = ET.fromstring(client.get("/en" + FEED).content)  # noqa: S314 - our own feed
    assert feed.findtext("a:author/a:name", "", ATOM) == "Ideas for the Lausitz of tomorrow"


def test_markup_and_control_characters_are_text(client: Client) -> None:
    make.idea("<script>alert(1)</script> & Co", text="]]> <b>fett</b> \u202e verkehrt")
    response = client.get(FEED)
    assert texts(response, "title")[0].startswith("<script>alert(1)</script> & Co")
    assert b"<script>" not in response.content


def test_a_reader_who_has_it_gets_nothing_twice(client: Client) -> None:
    make.idea()
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.idea()
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_list_names_its_feed(client: Client) -> None:
    make.idea(authorities=["goerlitz"])
    page = client.get("/ideen/?region=goerlitz&sort=unterstuetzt").content.decode()
    assert 'type="application/atom+xml" href="/ideen/feed/?region=goerlitz"' in page


@pytest.mark.parametrize("query", ["q=%22&&|!()", "thema=x", "nach=1-2", "sort=gemischt", "von=2026-13"])
def test_any_address_is_answered(client: Client, query: str) -> None:
    make.idea()
    assert client.get(f"{FEED}?{query}").status_code == 200


def test_the_feed_needs_as_many_queries_for_one_idea_as_for_thirty(client: Client) -> None:
    def queries() -> int:
        for _time in range(2):  # what every page needs is remembered the second time
            with CaptureQueriesContext(connection) as captured:
                client.get(FEED, {"region": "goerlitz"})
        return len(captured)

    make.idea(authorities=["goerlitz"])
    few = queries()
    for _ in range(30):
        make.idea(authorities=["goerlitz"])
    assert (few, queries()) == (2, 2)
