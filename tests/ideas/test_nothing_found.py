"""An empty list says which filter to drop, with the number of ideas that wait behind it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ideas.search import finding, vocabulary
from tests import make
from themes.catalogue import gazetteer

pytestmark = pytest.mark.django_db
LIST, MAP = "/en/ideen/", "/en/ideen/karte/"
LANDSCAPE = "thema=landschaft-energie"


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def ways_out(page: str) -> list[tuple[str, str]]:
    """What is offered and where it leads."""
    shown = page.partition('class="empty"')[2]
    links = re.findall(r'<li><a href="([^"]*)">(Without .*?)</a>', shown)
    return [(unescape(re.sub("<[^>]*>", "", text)), unescape(url)) for url, text in links]


@pytest.fixture
def several() -> None:
    """Three ideas about buses near Görlitz, one of them in Zittau; two about the landscape near Cottbus."""
    zittau = gazetteer().by_slug["zittau"].pk
    for number, place in enumerate((zittau, None, None)):
        make.idea(f"Bus {number}", authorities=["goerlitz"], place_id=place, text="Nach dem Kino fährt keiner.")
    for number in range(2):
        make.idea(f"Wald {number}", themes=["landschaft-energie"], authorities=["cottbus"], text="Mehr Bäume.")
    vocabulary.learn()
    make.census()


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("view", [LIST, MAP])
def test_each_filter_that_stands_in_the_way_is_named_the_longest_list_first(client: Client, view: str) -> None:
    page = page_of(client, f"{view}?{LANDSCAPE}&region=goerlitz")
    assert ways_out(page) == [
        ("Without “Landscape & Energy”: 3 ideas", f"{view}?region=goerlitz#ergebnis"),
        ("Without “Görlitz/Zhorjelc”: 2 ideas", f"{view}?{LANDSCAPE}#ergebnis"),
    ]  # fmt: skip
    assert "If you drop one filter, there are some:" in page


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    "query",
    [
        f"{LANDSCAPE}&region=goerlitz", f"{LANDSCAPE}&region=goerlitz&region=spree-neisse", f"{LANDSCAPE}&ort=zittau",
        f"{LANDSCAPE}&bis=2020-01", "q=Kino&region=cottbus&sort=neu", f"q=Kino&ort=zittau&{LANDSCAPE}&sort=neu",
        "q=Kino&von=2020-01&bis=2020-02&sort=neu", "q=Kino&region=cottbus&antwort=ja&sort=neu",
    ],
)  # fmt: skip
def test_every_number_is_the_length_of_its_list(client: Client, query: str) -> None:
    offered = ways_out(page_of(client, f"{LIST}?{query}"))
    assert offered or "antwort" in query
    for text, url in offered:
        rows = page_of(client, url).count('<li class="idea-row')
        assert f": {rows} idea" in text


@pytest.mark.usefixtures("several")
def test_of_several_values_of_one_kind_all_are_dropped(client: Client) -> None:
    offered = ways_out(page_of(client, f"{LIST}?{LANDSCAPE}&region=goerlitz&region=spree-neisse&ort=zittau"))
    assert [text for text, _url in offered] == ["Without “Landscape & Energy”: 1 idea"]
    offered = ways_out(page_of(client, f"{LIST}?{LANDSCAPE}&region=goerlitz&region=spree-neisse"))
    assert offered[-1] == (
        "Without “Görlitz/Zhorjelc, Spree-Neiße/Sprjewja-Nysa”: 2 ideas",
        f"{LIST}?{LANDSCAPE}#ergebnis",
    )


@pytest.mark.usefixtures("several")
def test_behind_few_ideas_with_all_words_others_may_follow(client: Client) -> None:
    offered = ways_out(page_of(client, f"{LIST}?q=Kino&region=cottbus"))
    assert offered == [
        ("Without “Cottbus/Chóśebuz”: at least 3 ideas", f"{LIST}?q=Kino#ergebnis"),
        ("Without “Kino”: 2 ideas", f"{LIST}?region=cottbus#ergebnis"),
    ]


@pytest.mark.usefixtures("several")
def test_three_at_most_and_what_finds_nothing_either_is_no_way_out(client: Client) -> None:
    page = page_of(client, f"{LIST}?{LANDSCAPE}&region=goerlitz&antwort=ja")
    assert ways_out(page) == []
    assert "Remove several of the filters above" in page
    assert f'href="{LIST}#ergebnis">Show all ideas</a>' in page


@pytest.mark.usefixtures("several")
def test_one_filter_alone_offers_all_ideas(client: Client) -> None:
    page = page_of(client, f"{LIST}?region=spree-neisse")
    assert ways_out(page) == []
    assert "Nobody has written an idea about this yet." in page
    assert "Show all ideas" in page


def test_many_ideas_are_not_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(4):
        make.idea(authorities=["goerlitz"])
    make.census()
    monkeypatch.setattr("ideas.listing.MOST_COUNTED", 3)
    offered = ways_out(page_of(client, f"{LIST}?{LANDSCAPE}&region=goerlitz"))
    assert offered == [("Without “Landscape & Energy”: more than 3 ideas", f"{LIST}?region=goerlitz#ergebnis")]


def test_words_that_only_the_newest_were_searched_for_say_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(30):
        make.idea(authorities=["goerlitz"])
    vocabulary.learn()
    make.census()
    monkeypatch.setattr(finding, "MOST_READ", 1)
    page = page_of(client, f'{LIST}?q="Kino+Lübben"&region=goerlitz')
    assert "Nothing among the newest ideas" in page
    assert "Check the spelling" not in page
    assert ways_out(page) == [('Without “"Kino Lübben"”: 30 ideas', f"{LIST}?region=goerlitz#ergebnis")]


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("full", "empty", "filters"),
    [
        ("region=goerlitz&stand=neu&sprache=de", f"region=goerlitz&{LANDSCAPE}&sprache=de", 3),
        ("sprache=de&quelle=online&stand=neu&antwort=nein&region=goerlitz&thema=mobilitaet-digitales",
         f"sprache=de&quelle=online&stand=neu&antwort=nein&region=goerlitz&{LANDSCAPE}&ort=zittau&bis=2090-01", 6),
    ],
)  # fmt: skip
def test_only_an_empty_list_costs_more_and_one_query_for_each_filter(
    as_citizen: Client, full: str, empty: str, filters: int
) -> None:
    def queries(query: str) -> int:
        for _time in range(2):
            with CaptureQueriesContext(connection) as captured:
                page_of(as_citizen, f"{LIST}?{query}")
        return len(captured)

    assert queries(full) == 4
    assert queries(empty) <= 4 + filters


@pytest.mark.usefixtures("several")
def test_a_number_alone_may_stand_in_texts_behind_other_filters(client: Client) -> None:
    make.idea("Bänke", authorities=["cottbus"], text="Es fehlen 4711 Stück.")
    vocabulary.learn()
    make.census()
    page = page_of(client, f"{LIST}?q=4711&region=goerlitz")
    assert "There is no published idea with this number." in page
    assert [text for text, _url in ways_out(page)][-1] == "Without “Görlitz/Zhorjelc”: at least 1 idea"


@pytest.mark.usefixtures("several")
def test_a_number_nobody_has_is_no_matter_of_filters(client: Client) -> None:
    page = page_of(client, f"{LIST}?q=2026-99999&region=goerlitz")
    assert ways_out(page) == []
    assert "There is no published idea with this number." in page
