"""The map of ideas: it shows what the list shows, where everybody may know it lies, and nothing else."""

import json
import math
from collections import Counter
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings as trials, strategies as st
from pytest_django import Settings

from accounts.models import User
from ideas import facets, lifecycle, spots
from ideas.forms.filters import Filter
from ideas.management import seeding
from ideas.models import Idea, Rule, Status
from ideas.spots import Section
from ideas.views import results
from tests import make
from tests.ideas.test_listing import WORDS
from themes.catalogue import gazetteer
from themes.models import Authority, Place

pytestmark = pytest.mark.django_db
MAP, POINTS = "/en/ideen/karte/", "/en/ideen/karte/punkte/"


def at(lon: str, lat: str, title: str = "", **fields: Any) -> Idea:
    return make.idea(title, lon=Decimal(lon), lat=Decimal(lat), **fields)


def place(slug: str) -> Place:
    return gazetteer().by_slug[slug]


def points(client: Client, **query: str) -> dict[str, Any]:
    response = client.get(POINTS, query)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    answer: dict[str, Any] = json.loads(response.content)
    return answer


@pytest.fixture
def many() -> list[Idea]:
    """Invented ideas, some of them with a point."""
    draw = Random(9)  # noqa: S311 - invented places, no secrets
    seeding.seed(ideas=150, comments=0, supports=0, draw=draw, progress=lambda _rows: None)
    ideas = list(Idea.objects.order_by("pk"))
    for idea in ideas[::3]:
        point = {"lon": Decimal(str(round(draw.uniform(13.2, 14.9), 5))), "lat": Decimal("51.51234")}
        Idea.objects.filter(pk=idea.pk).update(**point)
    make.census()
    return ideas


def naive_point(idea: Idea) -> tuple[float, float] | None:
    """Where everybody may know that it lies."""
    if idea.lon is not None and idea.lat is not None:
        return float(round(idea.lon, 2)), float(round(idea.lat, 2))
    known = gazetteer().by_id.get(idea.place_id)
    return (float(known.lon), float(known.lat)) if known else None


def naive_square(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """By the formulas of EPSG:3857, as OpenStreetMap's wiki has them."""
    tiles, radians = 2**zoom, math.radians(lat)
    x = (lon + 180) / 360 * tiles
    y = (1 - math.log(math.tan(radians) + 1 / math.cos(radians)) / math.pi) / 2 * tiles
    return math.floor(x * 256 / 60), math.floor(y * 256 / 60)


@given(
    parameters=st.lists(st.one_of(WORDS, st.sampled_from(["ort=cottbus", "ort=zittau", "ort=guben"])), max_size=3),
    zoom=st.integers(6, 11),
    edges=st.tuples(*[st.integers(1290, 1520)] * 2, *[st.integers(5070, 5260)] * 2),
)
@trials(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clusters_are_what_counting_by_hand_gives(
    many: list[Idea], parameters: list[str], zoom: int, edges: tuple[int, int, int, int]
) -> None:
    asked = Filter.from_query(QueryDict("&".join(parameters)))
    west, east, south, north = *sorted(edges[:2]), *sorted(edges[2:])
    section = Section(west, south, east, north)
    expected: Counter[tuple[int, int]] = Counter()
    there = []
    for idea in asked.narrow(Idea.objects.public()):
        point = naive_point(idea)
        if point and section.has(round(point[0], 5), round(point[1], 5)):
            expected[naive_square(*point, zoom)] += 1
            there.append(idea)
    found = results.everywhere(asked)
    assert {square: cluster.ideas for square, cluster in spots._squares(found, section, zoom).items()} == expected
    assert sum(cluster.ideas for cluster in spots.clusters(found, section, zoom)) == len(there)
    newest = sorted(there, key=lambda idea: (idea.published_at, idea.pk), reverse=True)[:20]
    for of in (1, 10**9):
        assert list(spots.newest(found, section, 20, fits=len(there), of=of)) == newest


def test_every_idea_is_on_the_map_or_counted_as_without_a_place(many: list[Idea]) -> None:
    found = Idea.objects.public()
    _places, nowhere = spots.by_place(found)
    on_map = sum(cluster.ideas for cluster in spots.clusters(found, Section(), 9))
    assert 0 < nowhere < found.count()
    assert on_map + nowhere == found.count()


def test_numbers_by_place_are_the_lengths_of_their_lists(many: list[Idea]) -> None:
    numbers, _nowhere = spots.by_place(Idea.objects.public())
    assert len(numbers) > 10
    for pk, number in numbers.items():
        asked = Filter().in_places(gazetteer().slugs[pk])
        assert results.of(asked).total == number == asked.narrow(Idea.objects.public()).count()


def test_numbers_beside_filters_respect_the_place(many: list[Idea]) -> None:
    asked = Filter.from_query(QueryDict("ort=cottbus&stand=neu"))
    numbers = results.of(asked).numbers
    assert numbers
    assert numbers.total == asked.narrow(Idea.objects.public()).count()
    assert numbers.of(facets.Facet.STAGE, "new") == numbers.total


def test_a_lone_idea_is_named_and_many_are_a_number(client: Client) -> None:
    at("14.98", "51.15", "Ein Steg", authorities=["goerlitz"])
    for number in range(3):
        at(f"13.7{number * 4}", "51.90", f"Bus {number}")
    few, one = points(client, stufe="8")["clusters"]
    assert (few["n"], few["label"]) == (3, "3 ideas, zoom in")
    assert (one["label"], one["ideas"]) == (
        "1 idea: Ein Steg",
        [
            {
                "title": "Ein Steg",
                "language": "de",
                "url": f"/en/ideen/{Idea.objects.get(title='Ein Steg').reference}/ein-steg/",
                "stage": "New",
                "supports": "0 supports",
            }
        ],
    )
    assert len(points(client, stufe="14", ausschnitt="13.6,51.8,13.9,52.0")["clusters"]) == 3


def test_what_would_cover_each_other_is_one_cluster_wherever_squares_end(client: Client) -> None:
    for number in range(4):
        at(f"13.{77 + number}", "51.70")
    squares = {zoom: {naive_square(13.77 + number / 100, 51.7, zoom) for number in range(4)} for zoom in range(6, 10)}
    assert any(len(there) > 1 for there in squares.values())
    for zoom in squares:
        [cluster] = points(client, stufe=str(zoom))["clusters"]
        assert (cluster["n"], cluster["lon"], cluster["lat"]) == (4, 13.785, 51.7)


def test_many_of_one_municipality_lead_to_its_list_with_the_filter(client: Client) -> None:
    for _number in range(3):
        make.idea(place_id=place("lieberose").pk)
    [cluster] = points(client, thema="mobilitaet-digitales", sort="unterstuetzt")["clusters"]
    assert cluster["n"] == 3
    assert cluster["url"] == "/en/ideen/?thema=mobilitaet-digitales&ort=lieberose&sort=unterstuetzt"


def test_the_newest_of_a_municipality_are_named_before_its_list(client: Client) -> None:
    for number in range(7):
        make.idea(f"<b>Bus {number}</b>", place_id=place("cottbus").pk)
    make.idea("Wald", place_id=place("cottbus").pk, themes=["landschaft-energie"])
    at("14.90", "51.15", "Mit Punkt", place_id=place("cottbus").pk)
    make.idea(place_id=place("zittau").pk)
    of_place = next(cluster for cluster in points(client, thema="mobilitaet-digitales")["clusters"] if "url" in cluster)
    assert (of_place["label"], of_place["link"]) == (
        "7 ideas: Cottbus/Chóśebuz", "All ideas from Cottbus/Chóśebuz",
    )  # fmt: skip
    assert [idea["title"] for idea in of_place["ideas"]] == [f"<b>Bus {number}</b>" for number in (6, 5, 4, 3, 2)]
    assert set(of_place["ideas"][0]) == {"title", "language", "url"}


def test_where_nothing_is_shown_it_is_said_where_the_rest_lies(client: Client) -> None:
    at("14.33", "51.75", "Bus")
    make.idea("Steg", place_id=place("zittau").pk)
    make.idea("Ohne Ort", themes=["landschaft-energie"])
    there, beside = "14.2,51.7,14.5,51.8", "13.1,52.2,13.2,52.3"
    zittau = place("zittau")
    south_west, north_east = points(client, ausschnitt=beside)["elsewhere"]
    assert (south_west, north_east) == ([float(zittau.lat), 14.33], [51.75, float(zittau.lon)])
    assert points(client, ausschnitt=there)["elsewhere"] is None
    assert points(client, ausschnitt=beside, thema="landschaft-energie")["elsewhere"] is None


ABOUT_BAUTZEN = "Ideas from the district of Bautzen (without colour on the map) are welcome too."


def test_the_district_without_colour_is_explained(client: Client) -> None:
    assert ABOUT_BAUTZEN in client.get(MAP).content.decode()


def test_a_district_that_takes_part_needs_no_explanation(client: Client) -> None:
    Authority.objects.create(
        slug="bautzen", name={"de": "Bautzen", "hsb": "Budyšin"}, kind="district", state="SN", ags="14625",
        seat="Bautzen", seat_lon="14.42", seat_lat="51.18",
    )  # fmt: skip
    assert ABOUT_BAUTZEN not in client.get(MAP).content.decode()


def test_a_point_is_told_to_about_a_kilometre_only(client: Client) -> None:
    at("14.33712", "51.75678", place_id=place("cottbus").pk)
    response = client.get(POINTS)
    [cluster] = json.loads(response.content)["clusters"]
    assert (cluster["lon"], cluster["lat"]) == (14.34, 51.76)
    assert b"33712" not in response.content


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.PUBLISHED, Status.MERGED}])
def test_what_is_not_public_is_on_no_map(client: Client, status: str) -> None:
    make.idea("Verborgen", status=status, place_id=place("cottbus").pk)
    assert points(client)["clusters"] == []
    assert "Verborgen" not in client.get(MAP).content.decode()
    assert "ort=cottbus" not in client.get(MAP).content.decode()


def test_a_locked_idea_leaves_it_at_once(client: Client, moderator: User) -> None:
    idea = at("14.33", "51.75", "Laut")
    assert "Laut" in points(client)["list"]
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Der Text wirbt.")
    answer = points(client)
    assert (answer["clusters"], answer["list"]) == ([], "")


def test_it_is_kept_for_visitors_as_long_as_any_page(client: Client, settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 5.0
    at("14.33", "51.75")
    for path in (MAP, POINTS):
        response = client.get(path)
        assert response["Cache-Control"] == "no-cache"
        assert not response.cookies


def test_titles_are_text_wherever_they_stand(client: Client) -> None:
    at("14.33", "51.75", "<img src=x onerror=alert(1)> & Co")
    answer = points(client)
    assert answer["clusters"][0]["ideas"][0]["title"] == "<img src=x onerror=alert(1)> & Co"
    assert "<img" not in answer["list"]


@pytest.mark.parametrize(
    "query",
    [
        "ausschnitt=", "ausschnitt=a,b,c,d", "ausschnitt=nan,nan,nan,nan", "ausschnitt=inf,-inf,1,2",
        "ausschnitt=1,2,3", "ausschnitt=999,999,-999,-999",
        "ausschnitt=١٣,٥١,١٤,٥٢", "ausschnitt=13,51,14,52&ausschnitt=x", "stufe=-1",
        "stufe=99999999999999999999", "stufe=²", "ort=gibt-es-nicht", "ort=%20", "q=%22&&|!()", "thema=x",
        "nach=1-2-3", "von=2026-13", "ausschnitt=" + "9" * 5000, "sort=gemischt&los=x", "seite=99999999999999999999",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [MAP, POINTS])
def test_any_address_is_answered(client: Client, path: str, query: str) -> None:
    at("14.33", "51.75")
    assert client.get(f"{path}?{query}").status_code == 200


def test_a_turned_section_is_put_right_and_one_beside_the_region_is_empty(client: Client) -> None:
    at("14.33", "51.75")
    assert len(points(client, ausschnitt="15,52,14,51")["clusters"]) == 1
    assert points(client, ausschnitt="2,40,3,41")["clusters"] == []


def test_no_screen_is_so_large_that_the_answer_is(client: Client) -> None:
    squares = spots._fitting(Section(), 14)
    assert squares < 14
    assert spots._fitting(Section.around(14.3, 51.7, 14.4, 51.8), 14) == 14


def test_the_switch_keeps_the_filter_on_both_pages(client: Client) -> None:
    make.idea(place_id=place("cottbus").pk)
    query = "thema=mobilitaet-digitales&ort=cottbus&sort=unterstuetzt"
    for path, here in (("/en/ideen/", "List"), (MAP, "Map")):
        html = client.get(f"{path}?{query}").content.decode()
        toggle = html.partition('<nav class="toggle"')[2].partition("</nav>")[0]
        for view in ("/en/ideen/", MAP):
            assert f'href="{view}?{query.replace("&", "&amp;")}"' in toggle
        assert toggle.partition('aria-current="page"')[2].partition("</svg>")[2].startswith(here)


def test_the_page_without_a_script_is_the_list_by_place(client: Client) -> None:
    make.idea(place_id=place("cottbus").pk)
    make.idea(place_id=place("zittau").pk, themes=["landschaft-energie"])
    make.idea("Ohne Ort")
    html = client.get(f"{MAP}?thema=mobilitaet-digitales").content.decode()
    assert 'href="/en/ideen/?thema=mobilitaet-digitales&amp;ort=cottbus"' in html
    assert "ort=zittau" not in html
    assert "1 idea names no exact place." in html


def test_a_place_is_a_filter_like_the_others(client: Client) -> None:
    make.idea("In Cottbus", place_id=place("cottbus").pk)
    make.idea("In Zittau", place_id=place("zittau").pk)
    html = client.get("/en/ideen/?ort=cottbus&ort=nirgends").content.decode()
    assert "In Cottbus" in html
    assert "In Zittau" not in html
    assert '<input type="hidden" name="ort" value="cottbus">' in html
    assert 'href="/en/ideen/#ergebnis"' in html.partition("active-filters")[2]
    assert "In Zittau" not in client.get("/en/ideen/feed/?ort=cottbus").content.decode()


def test_slugs_of_places_are_plain_and_each_its_own() -> None:
    slugs = gazetteer().by_slug
    assert len(slugs) == Place.objects.filter(authority__is_active=True).count()
    assert slugs["weisswasser-o-l"].name["de"].startswith("Weißwasser")
    assert [slug for slug in slugs if not slug.isascii() or slug.strip("-") != slug] == []


def test_outlines_are_in_degrees_and_for_a_day(client: Client) -> None:
    response = client.get("/ideen/karte/umrisse/")
    areas = json.loads(response.content)["areas"]
    assert "max-age=86400" in response["Cache-Control"]
    assert sum(area["part"] for area in areas) == 6
    for ring in (ring for area in areas for ring in area["rings"]):
        assert sum(ring[2::2]) == sum(ring[3::2]) == 0, "closed"
        lons, lats = list(accumulate(ring[::2])), list(accumulate(ring[1::2]))
        assert (min(lons) > 12_900, max(lons) < 15_200, min(lats) > 50_700, max(lats) < 52_600) == (True,) * 4


def test_without_tiles_the_policy_names_no_other_host(client: Client) -> None:
    assert portal_settings.MAP_TILES == {}
    response = client.get(MAP)
    assert "img-src 'self';" in response["Content-Security-Policy"] + ";"
    assert b"data-tiles" not in response.content


def test_tiles_of_the_operator_are_allowed_on_this_page_alone(client: Client, settings: Settings) -> None:
    origin = "https://tiles.example.org"
    settings.MAP_TILES = {"url": origin + "/{z}/{x}/{y}.png", "attribution": "© <b>Amt</b>", "origin": origin}
    response = client.get(MAP)
    assert f"img-src 'self' {origin};" in response["Content-Security-Policy"] + ";"
    assert "© &lt;b&gt;Amt&lt;/b&gt;" in response.content.decode()
    assert origin not in client.get("/ideen/")["Content-Security-Policy"]


def test_as_many_queries_for_few_as_for_many(client: Client) -> None:
    """For many ideas at many places as for three."""

    def asked() -> list[int]:
        numbers = []
        for path in (MAP, POINTS):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            numbers.append(len(queries))
        return numbers

    for number in range(3):
        at(f"14.{number}3", "51.75")
    few = asked()
    for number in range(30):
        at(f"13.{50 + number}", f"51.{40 + number}", place_id=list(gazetteer().by_id)[number])
    assert asked() == few
