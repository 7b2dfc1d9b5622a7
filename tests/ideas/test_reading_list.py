"""The list of ideas: what its address asks for is what it shows, whatever stands in the address."""

import re
from html import escape, unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from ideas import facets, lifecycle, ranks, supporting
from ideas.forms.options import STAGES
from ideas.models import Idea, Stage, Status
from ideas.search import vocabulary
from tests import make
from texts import memory
from themes.catalogue import gazetteer

pytestmark = pytest.mark.django_db
LIST = "/ideen/"


def titles(response: Any) -> list[str]:
    """The titles of the rows, in order."""
    assert response.status_code == 200
    found = re.findall(r'<h3 class="idea-title"[^>]*><a [^>]*>([^<]*)</a>', response.content.decode())
    return [unescape(title) for title in found]


def at_stage(idea: Idea, *stages: str, by: User) -> Idea:
    for stage in stages:
        lifecycle.set_stage(idea.pk, stage=stage, by=by, reason="Weil es so ist.")
    return idea


def test_shows_published_ideas_newest_first(client: Client) -> None:
    for status in (Status.SUBMITTED, Status.REJECTED, Status.LOCKED, Status.SPAM, Status.RETURNED):
        make.idea(f"Verborgen {status}", status=status)
    make.idea("Erste")
    make.idea("Zweite")
    assert Idea.objects.count() == 7
    assert titles(client.get(LIST)) == ["Zweite", "Erste"]


def test_most_supported_first(client: Client, citizen: User) -> None:
    first, _second = make.idea("Erste"), make.idea("Zweite")
    supporting.give(first.pk, user=citizen)
    ranks.refresh()
    assert titles(client.get(LIST, {"sort": "unterstuetzt"})) == ["Erste", "Zweite"]


def test_the_number_of_supports_is_exact_before_the_order_follows(client: Client, citizen: User) -> None:
    idea = make.idea("Erste")
    client.get(LIST)
    supporting.give(idea.pk, user=citizen)
    assert re.findall(r'idea-row__number">(\d+)<', client.get(LIST).content.decode()) == ["1"]


def test_themes_and_regions_narrow_and_repeated_ones_mean_any_of(client: Client) -> None:
    make.idea("Bus in Görlitz", authorities=["goerlitz"])
    make.idea("Bus in Cottbus", authorities=["cottbus"])
    make.idea("Wald bei Görlitz", themes=["landschaft-energie"], authorities=["goerlitz"])
    make.idea("Schule in Forst", themes=["kultur-sprache-bildung"], authorities=["spree-neisse"])
    assert titles(client.get(f"{LIST}?thema=mobilitaet-digitales&region=goerlitz")) == ["Bus in Görlitz"]
    assert titles(client.get(f"{LIST}?thema=mobilitaet-digitales&thema=landschaft-energie&region=goerlitz")) == [
        "Wald bei Görlitz",
        "Bus in Görlitz",
    ]
    assert titles(client.get(f"{LIST}?region=cottbus&region=spree-neisse")) == ["Schule in Forst", "Bus in Cottbus"]


def test_ideas_for_the_whole_region_belong_to_each_region(client: Client) -> None:
    make.idea("Für alle", whole_region=True)
    make.idea("Für Cottbus", authorities=["cottbus"])
    make.idea("Ohne Region")
    assert titles(client.get(f"{LIST}?region=goerlitz")) == ["Für alle"]


def test_filter_by_what_has_become_of_it(client: Client, moderator: User) -> None:
    way = [Stage.UNDER_REVIEW, Stage.TAKEN_UP, Stage.IN_IMPLEMENTATION, Stage.IMPLEMENTED]
    make.idea("neu")
    for end, slug in enumerate(["in-pruefung", "wird-aufgegriffen", "in-umsetzung", "umgesetzt"], start=1):
        at_stage(make.idea(slug), *way[:end], by=moderator)
    at_stage(make.idea("nicht-weiterverfolgt"), Stage.NOT_PURSUED, by=moderator)
    slugs = list(STAGES)
    assert [titles(client.get(LIST, {"stand": slug})) for slug in slugs] == [[slug] for slug in slugs]
    assert titles(client.get(f"{LIST}?stand=umgesetzt&stand=neu")) == ["umgesetzt", "neu"]


def test_search_finds_words_of_the_text_and_combines_with_filters(client: Client) -> None:
    make.idea("Abendbus", text="Der Rufbus fährt nach Straupitz.", authorities=["dahme-spreewald"])
    make.idea("Radweg", text="Ein Weg nach Straupitz.", authorities=["spree-neisse"])
    assert titles(client.get(LIST, {"q": "straupitz"})) == ["Radweg", "Abendbus"]
    assert titles(client.get(LIST, {"q": "Straupitz", "region": "spree-neisse"})) == ["Radweg"]
    assert titles(client.get(LIST, {"q": "Zittau"})) == []


def test_a_number_leads_to_its_idea(client: Client) -> None:
    idea = make.idea("Abendbus")
    response = client.get(LIST, {"q": f" Nr. {idea.reference} "})
    assert (response.status_code, response["Location"]) == (302, idea.get_absolute_url())


def test_a_number_of_a_hidden_idea_leads_nowhere(client: Client) -> None:
    hidden = make.idea("Verborgen", status=Status.REJECTED)
    for number in (hidden.reference, "2026-99999"):
        response = client.get(LIST, {"q": number})
        assert titles(response) == []
        assert reverse("ideas:status") in response.content.decode()


def test_words_that_find_nothing_are_no_sign_that_nobody_wrote_about_it(client: Client) -> None:
    make.idea("Rufbus")
    spelling = "Check the spelling"
    pages = {
        query: client.get(f"/en/ideen/?{query}").content.decode()
        for query in ("q=Zeppelin", "q=Zeppelin&region=cottbus", "region=cottbus", "region=cottbus&stand=umgesetzt")
    }
    assert [spelling in page for page in pages.values()] == [True, True, False, False]
    assert ["Nobody has" in page for page in pages.values()] == [False, False, True, False]


@pytest.mark.parametrize("typed", ["No. {}", "Idee {}", "nr. {}", "NR {}"])
def test_a_number_leads_to_its_idea_however_it_is_written(client: Client, typed: str) -> None:
    idea = make.idea()
    for reference in (idea.reference, idea.reference.replace("-", " ")):
        assert client.get(LIST, {"q": typed.format(reference)})["Location"] == idea.get_absolute_url()


def test_every_filter_in_force_can_be_dropped_by_a_link(client: Client) -> None:
    make.idea()
    response = client.get(f"/en{LIST}?q=bus&thema=landschaft-energie&region=goerlitz&stand=neu&sort=unterstuetzt")
    links = re.findall(r'<li><a href="/en([^"]*)"><span class="visually-hidden">Remove', response.content.decode())
    assert [unescape(link) for link in links] == [
        f"{LIST}?thema=landschaft-energie&region=goerlitz&stand=neu&sort=unterstuetzt#ergebnis",
        f"{LIST}?q=bus&region=goerlitz&stand=neu&sort=unterstuetzt#ergebnis",
        f"{LIST}?q=bus&thema=landschaft-energie&stand=neu&sort=unterstuetzt#ergebnis",
        f"{LIST}?q=bus&thema=landschaft-energie&region=goerlitz&sort=unterstuetzt#ergebnis",
    ]


def test_pages_of_twenty(client: Client) -> None:
    for number in range(1, 42):
        make.idea(f"Idee {number}")
    assert titles(client.get(LIST)) == [f"Idee {n}" for n in range(41, 21, -1)]
    assert titles(client.get(LIST, {"seite": "3"})) == ["Idee 1"]
    first = client.get(LIST, {"stand": "neu"}).content.decode()
    assert 'href="/ideen/?stand=neu&amp;seite=2#ergebnis"' in first
    assert 'rel="prev"' not in first


@pytest.mark.parametrize("page", ["-1", "0", "abc", "", "1.5", "²", "1e3", "١", "%F0%9F%98%80"])
def test_what_is_no_page_is_the_first(client: Client, page: str) -> None:
    make.idea("Einzige")
    assert titles(client.get(f"{LIST}?seite={page}")) == ["Einzige"]


@pytest.mark.parametrize("page", ["3", "51", "1000000000", "9" * 5000])
def test_a_page_behind_the_last_leads_to_the_last(client: Client, page: str) -> None:
    for number in range(1, 22):
        make.idea(f"Idee {number}")
    response = client.get(LIST, {"seite": page, "thema": "mobilitaet-digitales"})
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?thema=mobilitaet-digitales&seite=2")
    empty = client.get(LIST, {"seite": page, "thema": "landschaft-energie"})
    assert (empty.status_code, empty["Location"]) == (302, f"{LIST}?thema=landschaft-energie")


@pytest.mark.parametrize("typed", ["{}", " {} ", "Nr. {}"])
def test_a_number_without_its_year_leads_to_its_idea(client: Client, typed: str) -> None:
    idea = make.idea("Rufbus")
    response = client.get(LIST, {"q": typed.format(idea.reference.partition("-")[2])})
    assert (response.status_code, response["Location"]) == (302, idea.get_absolute_url())


def test_a_postcode_finds_the_ideas_that_name_it(client: Client) -> None:
    number = make.idea("Rufbus").reference.partition("-")[2]
    make.idea("Bank am See", text=f"Hier in {number} fehlt eine Bank.")
    assert titles(client.get(LIST, {"q": number})) == ["Bank am See"]


@pytest.mark.parametrize("typed", ["{number}", "Nr. {number}", "#{number}", "Idee {number}"])
def test_a_short_number_leads_to_its_idea(client: Client, typed: str) -> None:
    idea = make.idea("Rufbus")
    response = client.get(LIST, {"q": typed.format(number=idea.reference_number)})
    assert (response.status_code, response["Location"]) == (302, idea.get_absolute_url())


def test_a_number_in_a_text_is_found_there_unless_it_is_called_one(client: Client) -> None:
    number = make.idea("Rufbus").reference_number
    named = make.idea("Bank am See", text=f"Hier fehlen {number} Bänke. Siehe Nr. {number}")
    vocabulary.learn()
    assert titles(client.get(LIST, {"q": str(number)})) == [named.title]
    assert client.get(LIST, {"q": f"Nr. {number}"}).status_code == 302


@pytest.mark.parametrize("view", ["", "karte/"])
@pytest.mark.parametrize(
    "typed", ["#{0}", "{1}{2}", "{1}-{3}", "https://example.org{4}", "http://testserver/en{4}?x=1#a", "testserver{4}"]
)
def test_other_spellings_of_a_reference_lead_to_its_idea(client: Client, view: str, typed: str) -> None:
    idea = make.idea("Rufbus")
    year, digits = idea.reference.split("-")
    words = typed.format(idea.reference, year, digits, idea.reference_number, idea.get_absolute_url())
    response = client.get(f"{LIST}{view}", {"q": words})
    assert (response.status_code, response["Location"]) == (302, idea.get_absolute_url())


@pytest.mark.parametrize("typed", ["#{0}", "{1}{2}", "{1}-{3}", "https://example.org{4}", "Nr. {3}", "{3}"])
def test_a_reference_that_is_not_public_is_said_not_to_be_there(client: Client, typed: str) -> None:
    idea = make.idea("Rufbus", status=Status.SUBMITTED)
    year, digits = idea.reference.split("-")
    words = typed.format(idea.reference, year, digits, idea.reference_number, f"/ideen/{idea.reference}/rufbus/")
    page = client.get(f"/en{LIST}", {"q": words}).content.decode()
    assert "There is no published idea with this number." in page
    assert "Check the spelling" not in page


@pytest.mark.parametrize("typed", ["99999", "00000", "999999999"])
def test_a_number_nobody_has_finds_nothing(client: Client, typed: str) -> None:
    make.idea("Rufbus", status=Status.SUBMITTED)
    assert titles(client.get(LIST, {"q": typed})) == []
    assert client.get(LIST, {"q": "00001"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "thema=gibtsnicht",
        "region=bautzen&stand=erledigt&sort=titel",
        "thema=&region=&stand=&sort=&seite=&q=",
        "thema[]=1&thema[0]=2&status=submitted&author=1&is_staff=1",
        "q=%22%22%22&&|!():*<->",
        "q=a%20%26%20!!",
        "q=%ff%fe",
        "q=%ED%A0%80",
        "sort=-id;drop table ideas_idea",
        "&".join(["thema=x"] * 900),
    ],
)
def test_what_is_unknown_is_left_out(client: Client, query: str) -> None:
    make.idea("Einzige")
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    if "q=" not in query or query.endswith("q="):
        assert titles(response) == ["Einzige"]


@pytest.mark.parametrize("view", ["", "karte/"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("region=bautzen", True), ("thema=xyz", True), ("ort=xyz", True), ("stand=x", True), ("von=2026-13", True),
        ("region=bautzen&region=cottbus", True), ("thema=cottbus&region=cottbus", True), ("bis=gestern", True),
        ("quelle=%3Cscript%3E", True), ("region=" + "x" * 5000, True), ("&".join(["ort=x"] * 900), True),
        ("", False), ("region=cottbus&region=cottbus", False), ("ort=guben", False), ("von=2026-12&bis=2026-11", False),
        ("thema=&region=&von=&bis=&ort=&q=", False), ("utm_source=brief&sort=titel&seite=x", False),
    ],
)  # fmt: skip
def test_what_was_left_out_is_said(client: Client, view: str, query: str, said: bool) -> None:
    make.idea(authorities=["cottbus"], place_id=gazetteer().by_slug["guben"].pk)
    page = client.get(f"/en{LIST}{view}?{query}").content.decode()
    assert ("A part of the address of this page is not known" in page) is said
    canonical = re.findall(r'rel="canonical" href="([^"]*)"', page)[0]
    assert not re.search("bautzen|xyz|script|xx|thema|13|ort=x", canonical)


def test_what_is_unknown_is_said_of_a_shuffled_list_too(client: Client) -> None:
    response = client.get(f"/en{LIST}?region=bautzen&sort=gemischt", follow=True)
    assert [status for _url, status in response.redirect_chain] == [302]
    assert "A part of the address of this page is not known" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Ideas"), ("q=Wasser", "Ideas: “Wasser”"), ("region=cottbus", "Ideas: Cottbus/Chóśebuz"),
        ("ort=guben&von=2026-11", "Ideas: Guben, from November 2026"), ("sort=unterstuetzt&region=bautzen", "Ideas"),
        ("q=</title><b>", "Ideas: “</title><b>”"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("view", ["", "karte/"])
def test_the_title_says_what_is_looked_for(client: Client, view: str, query: str, title: str) -> None:
    page = client.get(f"/en{LIST}{view}?{query}").content.decode()
    shown = title.replace("Ideas", "Map of the ideas") if view else title
    assert f"<title>{escape(shown)} – Ideas for the Lausitz of tomorrow</title>" in page


def test_from_the_second_page_on_the_title_has_its_number(client: Client, moderator: User) -> None:
    for _number in range(21):
        make.idea(authorities=["cottbus"], by=moderator)
    make.census()
    first = client.get(f"/en{LIST}?region=cottbus").content.decode()
    address = unescape(re.findall('href="([^"]*seite=2[^"]*)"', first)[0])
    assert "<title>Ideas: Cottbus/Chóśebuz – " in first
    assert "<title>Ideas: Cottbus/Chóśebuz, page 2 – " in client.get(address).content.decode()


@pytest.mark.parametrize("query", ["q=a%00b", "thema=%00", "&".join(f"p{n}=1" for n in range(10_000))])
def test_what_no_browser_sends_is_refused(client: Client, query: str) -> None:
    assert client.get(f"{LIST}?{query}").status_code == 400


def test_long_and_hostile_words_are_shown_as_text(client: Client) -> None:
    make.idea()
    response = client.get(LIST, {"q": '"><script>alert(1)</script>' + "x" * 5000})
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert len(response.context["filter"].words) == 200


def test_a_city_that_is_place_and_region_is_named_once(client: Client) -> None:
    idea = make.idea(place_name="Cottbus", authorities=["cottbus"])
    other = make.idea(place_name="Branitz", authorities=["cottbus"])
    for address in (LIST, idea.get_absolute_url()):
        page = client.get(address).content.decode()
        assert 'Cottbus/<span lang="dsb">Chóśebuz</span>' in page
        assert "Cottbus, Cottbus/" not in page
    assert "Branitz, Cottbus/" in client.get(other.get_absolute_url()).content.decode()


def test_titles_and_places_are_text_and_carry_their_language(client: Client) -> None:
    make.idea("<b>Łužyca</b>", text="<img src=x onerror=alert(1)>", place_name="<i>Ort</i>", language="dsb")
    page = client.get(LIST).content.decode()
    assert "<b>Łužyca" not in page
    assert "<img" not in page
    assert "<i>Ort" not in page
    assert '<h3 class="idea-title" lang="dsb"><a href="' in page
    assert "&lt;b&gt;Łužyca&lt;/b&gt;</a>" in page


def test_anonymous_readers_get_no_cookie_and_no_token(client: Client) -> None:
    idea = make.idea()
    for address in (LIST, idea.get_absolute_url(), "/"):
        response = client.get(address)
        assert response.status_code == 200
        assert response.cookies.output() == ""
        assert "csrfmiddlewaretoken" not in response.content.decode()


def test_counts_no_further_than_needed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideas.listing.MOST_COUNTED", 3)
    for number in range(1, 6):
        make.idea(f"Idee {number}")
    response = client.get(LIST)
    assert response.context["total"] == 4
    assert titles(response) == [f"Idee {number}" for number in range(5, 0, -1)]
    assert "More than 3 ideas" in client.get("/en/ideen/").content.decode()


def test_list_needs_as_many_queries_for_one_idea_as_for_twenty(as_citizen: Client, citizen: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_citizen.get(f"{LIST}?sort=unterstuetzt&region=goerlitz")
        return len(captured)

    make.idea(authorities=["goerlitz"])
    as_citizen.get(LIST)
    few = queries()
    for number in range(25):
        supporting.give(make.idea(f"Idee {number}", authorities=["goerlitz"]).pk, user=citizen)
    as_citizen.get(LIST)  # what every page needs may have been forgotten meanwhile
    assert (few, queries()) == (4, 4)


def test_search_needs_as_many_queries_for_one_idea_as_for_thirty(as_citizen: Client) -> None:
    def queries() -> int:
        as_citizen.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            as_citizen.get(f"{LIST}?q=Kino&region=goerlitz")
        return len(captured)

    make.idea(authorities=["goerlitz"])
    facets.count()
    few = queries()
    for _ in range(30):
        make.idea(authorities=["goerlitz"])
    make.idea(authorities=["cottbus"])
    facets.count()
    memory.forget()
    assert len(titles(as_citizen.get(f"{LIST}?q=Kino&region=goerlitz"))) == 20
    # Where few are found, what has only some of the words is looked for besides.
    assert (few, queries()) == (17, 13)


def test_other_languages_by_prefix(client: Client) -> None:
    idea = make.idea("Abendbus")
    page = client.get("/en/ideen/").content.decode()
    assert f'href="/en/ideen/{idea.reference}/abendbus/"' in page
    assert "Newest" in page


def test_kept_rows_follow_every_change(client: Client, moderator: User) -> None:
    idea = make.idea("Abendbus")
    before = client.get("/en/ideen/").content.decode()
    at_stage(idea, Stage.UNDER_REVIEW, by=moderator)
    after = client.get("/en/ideen/").content.decode()
    row = re.compile(r'<li class="idea-row.*?</li>', re.DOTALL)
    assert "Under review" not in row.findall(before)[0]
    assert "Under review" in row.findall(after)[0]
