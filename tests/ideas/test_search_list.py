"""The list of what was found for words: its numbers, orders, pages and its feed."""

import re
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from ideas import supporting
from ideas.facets import Facet
from ideas.forms.filters import Filter
from ideas.forms.options import options
from ideas.models import Idea
from ideas.search import finding, vocabulary
from ideas.views import results
from tests import make
from tests.ideas.test_feed import texts

pytestmark = pytest.mark.django_db
LIST, FEED = "/en/ideen/", "/ideen/feed/"


def titles(response: Any) -> list[str]:
    """The titles of the rows in order, without the marks."""
    assert response.status_code == 200
    found = re.findall(r'<h3 class="idea-title"[^>]*><a [^>]*>(.*?)</a>', response.content.decode())
    return [re.sub("</?mark>", "", title) for title in found]


def learned() -> None:
    vocabulary.learn()
    make.census()


@pytest.fixture
def few(moderator: User) -> list[Idea]:
    """Three ideas about Zeppelins, two with a Hangar, and one about neither."""
    made = [
        make.idea("Zeppelin", by=moderator, text="Hoch.", authorities=["goerlitz"], themes=["landschaft-energie"]),
        make.idea("Ein Hangar", by=moderator, text="Für den Zeppelin.", authorities=["cottbus"]),
        make.idea("Noch ein Zeppelin", by=moderator, text="Hoch.", whole_region=True),
        make.idea("Hangar", by=moderator, text="Hoch.", authorities=["goerlitz"]),
        make.idea("Steg", by=moderator, text="Am Ufer.", authorities=["goerlitz"]),
    ]
    learned()
    return made


def test_numbers_beside_filters_are_what_each_would_find(few: list[Idea]) -> None:
    for query in ("q=Zeppelin&sort=neu", "q=Zeppelin&region=goerlitz&sort=neu", "q=Hangar&thema=landschaft-energie"):
        asked = Filter.from_query(QueryDict(query + "&sort=neu"))
        shown = results.of(asked)
        assert shown.numbers is not None
        assert shown.total == shown.numbers.total == asked.narrow(Idea.objects.public()).count()
        for facet in Facet:
            for option in options(facet):
                alone = asked.choosing(facet, option.slug)
                assert shown.numbers.of(facet, option.value) == results.of(alone).total, (query, option)


def test_numbers_are_left_out_where_only_the_newest_were_looked_at(
    few: list[Idea], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 2)
    monkeypatch.setattr(finding, "ENOUGH", 1)
    shown = results.of(Filter(words="Zeppelin"))
    assert (shown.found.is_cut, shown.numbers, shown.total) == (True, None, 3)
    page = Client().get(LIST, {"q": "Zeppelin"}).content.decode()
    assert "Here are the 2 newest of them." in page


def test_orders_of_words(client: Client, few: list[Idea], citizen: User) -> None:
    supporting.give(few[1].pk, user=citizen)
    learned()
    newest = ["Noch ein Zeppelin", "Ein Hangar", "Zeppelin"]
    assert titles(client.get(LIST, {"q": "Zeppelin", "sort": "neu"})) == newest
    best = titles(client.get(LIST, {"q": "Zeppelin"}))
    assert (best[-1], sorted(best)) == ("Ein Hangar", sorted(newest))
    assert titles(client.get(LIST, {"q": "Zeppelin", "sort": "passend"})) == best
    assert titles(client.get(LIST, {"q": "Zeppelin", "sort": "unterstuetzt"}))[0] == "Ein Hangar"
    shuffled = [titles(client.get(LIST, {"q": "Zeppelin", "sort": "gemischt", "los": "7"})) for _time in range(2)]
    assert shuffled[0] == shuffled[1]
    assert sorted(shuffled[0]) == sorted(newest)


def test_the_best_order_goes_on_with_some_of_the_words_and_says_so(client: Client, few: list[Idea]) -> None:
    response = client.get(LIST, {"q": "Zeppelin Hangar"})
    assert titles(response)[0] == "Ein Hangar"
    assert len(titles(response)) == 4
    assert "1 idea contains all words." in response.content.decode()
    assert titles(client.get(LIST, {"q": "Zeppelin Hangar", "sort": "neu"})) == ["Ein Hangar"]


def test_the_feed_of_words_has_only_what_has_them_all(client: Client, few: list[Idea]) -> None:
    assert texts(client.get(FEED, {"q": "Zeppelin Hangar"}), "title") == [f"Ein Hangar ({few[1].reference})"]
    assert texts(client.get(FEED, {"q": "Zeppelni"}), "title") == []
    assert [title.partition(" (")[0] for title in texts(client.get(FEED, {"q": "Zeppelin"}), "title")] == [
        "Noch ein Zeppelin", "Ein Hangar", "Zeppelin",
    ]  # fmt: skip


@pytest.fixture
def many(moderator: User) -> list[int]:
    made = [make.idea(f"Zeppelin {number}", by=moderator, text="Hoch.").pk for number in range(1, 46)]
    learned()
    return made


def test_pages_of_words_are_all_that_was_found_once_each(client: Client, many: list[int]) -> None:
    for order in ("passend", "neu", "unterstuetzt", "gemischt"):
        asked = {"q": "Zeppelin", "sort": order, "los": "7"}
        pages = [titles(client.get(LIST, {**asked, "seite": str(page)})) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [20, 20, 5], order
        assert len({title for page in pages for title in page}) == 45, order


def test_a_page_beyond_the_last_is_the_last(client: Client, many: list[int]) -> None:
    response = client.get(LIST, {"q": "Zeppelin", "seite": "9"})
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?q=Zeppelin&seite=3")
    response = client.get(LIST, {"q": "Zeppelin", "seite": "9" * 30, "sort": "neu"}, follow=True)
    assert [status for _url, status in response.redirect_chain] == [302]
    assert len(titles(response)) == 5


def test_what_no_page_has_is_no_endless_redirect(client: Client, many: list[int]) -> None:
    response = client.get(LIST, {"q": "Xylophonquartett", "seite": "4"}, follow=True)
    assert len(response.redirect_chain) == 1
    assert titles(response) == []


def test_excerpts_stand_in_the_rows(client: Client, few: list[Idea]) -> None:
    page = client.get(LIST, {"q": "Zeppelin"}).content.decode()
    assert page.count("<mark>Zeppelin</mark>") == 3
    assert "Für den <mark>Zeppelin</mark>." in page


HOSTILE = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00") | st.sampled_from("\"'-!&|()<>:*\\%_= ORor<2>"),
    max_size=210,
)
VALUES = HOSTILE | st.sampled_from([
    "goerlitz", "ganze-lausitz", "neu", "ja", "de", "online", "zittau", "2025-03", "2099-12", "passend", "gemischt",
    "unterstuetzt", "diskutiert", "bewegt", "0", "2", "99999999999999999999", "1-2-3", "0-0", "-1",
])  # fmt: skip
NAMES = st.sampled_from([
    "thema", "region", "stand", "antwort", "sprache", "quelle", "ort", "von", "bis", "sort", "los", "seite", "nach",
    "vor", "x", "q",
])  # fmt: skip


@pytest.fixture
def there(few: list[Idea]) -> None:
    """Something to find."""


@given(words=HOSTILE | st.sampled_from(["Zeppelin", "Zeppelni", "Zeppelin Hangar"]),
       others=st.lists(st.tuples(NAMES, VALUES), max_size=4), path=st.sampled_from([LIST, LIST, FEED]))  # fmt: skip
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_address_is_answered_and_what_was_typed_is_text(
    there: None, words: str, others: list[tuple[str, str]], path: str
) -> None:
    marker = f"<i>{words[:180]}\"'"
    response: Any = Client().get(f"{path}?{urlencode([('q', marker), *others])}", follow=True)
    assert response.status_code == 200
    body = response.content.decode()
    if path == FEED:
        ET.fromstring(body)  # noqa: S314 - our own feed
        return
    assert "<i>" not in body
    if "idea" in response.context:  # a number leads to its idea
        return
    asked = response.context["filter"]
    assert not asked.words or re.search(rf'<input[^>]* value="{re.escape(escape(asked.words))}"', body)
