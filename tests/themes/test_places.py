"""Places: what is there to begin with, and how people spell it."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ideas.models import IdeaSearch
from ideas.search.finding import matching
from ideas.models import Idea
from tests import make
from texts import memory
from texts.wording import pieces_of
from themes import points
from themes.catalogue import gazetteer
from themes.models import Authority, Place
from themes.outlines import kilometres_from
from themes.points import Point

pytestmark = pytest.mark.django_db


def meant(typed: str) -> list[str]:
    return [place.name["de"] for place in gazetteer().meant_by(typed)]


def place_named(name: str) -> Place:
    return Place.objects.select_related("authority").get(name__de=name)


def test_every_place_lies_in_its_authority() -> None:
    assert Place.objects.count() == 178
    for place in Place.objects.select_related("authority"):
        assert place.ags.startswith(place.authority.ags)
        away = kilometres_from(place.authority.slug, lon=float(place.lon), lat=float(place.lat))
        # The outlines are simplified: a small municipality at a border may lie a little beside.
        assert away < 1.5, (place.name, away)


def test_no_two_places_are_spelled_alike() -> None:
    for place in Place.objects.all():
        assert meant(place.name["de"]) == [place.name["de"]]


def test_loading_again_adds_nothing_and_keeps_what_staff_changed() -> None:
    Place.objects.filter(ags="12052000").update(name={"de": "Cottbus an der Spree"})
    Place.objects.filter(ags="14626610").delete()
    call_command("load_places")
    assert Place.objects.count() == 178
    assert Place.objects.get(ags="12052000").name == {"de": "Cottbus an der Spree"}
    assert Place.objects.get(ags="14626610").name == {"de": "Zittau"}


def test_a_seventh_authority_brings_its_places() -> None:
    assert meant("Hoyerswerda") == []
    Authority.objects.create(
        slug="bautzen", name={"de": "Bautzen", "hsb": "Budyšin"}, kind="district", state="SN", ags="14625",
        seat="Bautzen", seat_lon="14.42", seat_lat="51.18",
    )  # fmt: skip
    call_command("load_places")
    memory.forget()
    assert Place.objects.count() == 235
    assert meant("Wojerecy") == ["Hoyerswerda"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Cottbus", "Cottbus"), ("cottbus", "Cottbus"), ("COTTBUS", "Cottbus"), ("  Cottbus ", "Cottbus"),
        ("Chóśebuz", "Cottbus"), ("chosebuz", "Cottbus"), ("Cottbus/Chóśebuz", "Cottbus"),
        ("Stadt Cottbus", "Cottbus"), ("03046 Cottbus", "Cottbus"), ("Cottbus, Stadtpark", "Cottbus"),
        ("Cottbus - Sachsendorf", "Cottbus"), ("Cottbus OT Kahren", "Cottbus"), ("Cottbus (Mitte)", "Cottbus"),
        ("Lübben", "Lübben (Spreewald)"), ("Luebben", "Lübben (Spreewald)"), ("Lubben", "Lübben (Spreewald)"),
        ("Lu\u0308bben", "Lübben (Spreewald)"), ("Lübben/Spreewald", "Lübben (Spreewald)"),
        ("Lübben (Spreewald)/Lubin (Błota)", "Lübben (Spreewald)"), ("Lubin", "Lübben (Spreewald)"),
        ("Lübbenau", "Lübbenau/Spreewald"), ("Lubnjow", "Lübbenau/Spreewald"),
        ("Lübbenau im Spreewald", "Lübbenau/Spreewald"),
        ("Weißwasser", "Weißwasser/O.L."), ("Weisswasser", "Weißwasser/O.L."), ("WEISSWASSER", "Weißwasser/O.L."),
        ("Weißwasser OL", "Weißwasser/O.L."), ("Weißwasser/Oberlausitz", "Weißwasser/O.L."),
        ("Bela Woda", "Weißwasser/O.L."), ("Gemeinde Boxberg", "Boxberg/O.L."), ("OT Schleife", "Schleife"),
        ("Gross Düben", "Groß Düben"), ("Bernstadt auf dem Eigen", "Bernstadt a.d. Eigen"),
        ("Bernstadt a. d. Eigen", "Bernstadt a.d. Eigen"), ("Zly Komorow", "Senftenberg"),
        ("Forst Lausitz", "Forst (Lausitz)"),
        ("Quitzdorf", "Quitzdorf am See"), ("Doberlug Kirchhain", "Doberlug-Kirchhain"), ("Görlitz", "Görlitz"),
    ],
)  # fmt: skip
def test_many_spellings_mean_one_place(typed: str, name: str) -> None:
    assert meant(typed) == [name]


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "Stadt", "OT", "/", "(", "Spreewald", "Lausitz", "Görlitzer Straße", "Bei Cottbus", "Cottbus/Guben",
        "Guben und Forst",
        "Kahren, Cottbus", "12345", "Ort", "\u0301", "Schwarze Pumpe", "x" * 120, "(" * 120, "Bautzen",
    ],
)  # fmt: skip
def test_what_names_none_or_two_means_none(typed: str) -> None:
    assert meant(typed) == []


@pytest.mark.parametrize(
    ("typed", "alone"),
    [
        ("Lubben", True), ("Lübben, Spreewald", True), ("Stadt Lübben (Spreewald)", True), ("Lubin (Błota)", True),
        ("Lübben, Hafen", False), ("Lübben OT Radensdorf", False),
    ],
)  # fmt: skip
def test_words_beside_the_name_are_seen(typed: str, alone: bool) -> None:
    assert gazetteer().says_no_more(typed, place_named("Lübben (Spreewald)")) is alone


def test_official_names_stand_side_by_side() -> None:
    assert place_named("Cottbus").label == "Cottbus/Chóśebuz"
    assert place_named("Weißwasser/O.L.").label == "Weißwasser/O.L. / Běła Woda"
    assert place_named("Zittau").label == "Zittau"
    assert pieces_of(place_named("Cottbus").label) == (("Cottbus", "de"), ("/", ""), ("Chóśebuz", "dsb"))


@pytest.mark.parametrize(
    "typed",
    [
        "51,75 14,33", "51.75 14.33", "51.75,14.33", "51,75, 14,33", "51,75;14,33", "51.75 / 14.33", "14,33 51,75",
        " 51.75   14.33 ", "51,75° N 14,33° O", "51.75°N, 14.33°E", "51.7500000000 14.330000001",
    ],
)  # fmt: skip
def test_a_point_is_understood_in_many_ways(typed: str) -> None:
    assert points.read(typed) == Point(Decimal("51.75"), Decimal("14.33"))


@pytest.mark.parametrize(
    "typed",
    [
        "NaN NaN", "inf inf", "-inf 14", "1e9 1e9", "1e1 14", "999999999 14", "-51.75 14.33",
        "\u0665\u0661,\u0667\u0665 \u0661\u0664,\u0663\u0663",
        "５１,７５ １４,３３", "Marktplatz", "51,75", "14.33", "51,75 14,33 5", "0 0", "180 90", "52.52 13.40",
        "51.05 13.74",
        "48.1 11.6", "51°45'00\" 14°20'00\"", "51,75 14,33; DROP TABLE", "5" * 60, "51..75 14.33",
    ],
)  # fmt: skip
def test_what_is_no_point_in_the_region_is_refused_in_a_sentence(typed: str) -> None:
    with translation.override("en"), pytest.raises(points.NotAPoint, match=r"\A[A-Z].*\.\Z"):
        points.read(typed)


def test_a_point_may_lie_five_kilometres_outside() -> None:
    # East of Görlitz, over the Neiße.
    places = [Decimal("14.99") + Decimal("0.005") * step for step in range(40)]
    near = [points.is_near(Point(Decimal("51.15"), lon)) for lon in places]
    assert near[0]
    assert not near[-1]
    assert sum(before != after for before, after in pairwise(near)) == 1
    away = [kilometres_from("goerlitz", lon=float(lon), lat=51.15) for lon in places]
    assert [kilometres <= 5.0 for kilometres in away] == near


def test_kilometres_are_those_on_the_ground() -> None:
    far_east = [kilometres_from("goerlitz", lon=lon, lat=51.3) for lon in (24.0, 25.0)]
    far_north = [kilometres_from("goerlitz", lon=14.8, lat=lat) for lat in (57.0, 58.0)]
    assert far_east[1] - far_east[0] == pytest.approx(69.1, rel=0.01)
    assert far_north[1] - far_north[0] == pytest.approx(111.2, rel=0.01)


def test_where_an_authority_takes_no_part_its_points_count_no_more() -> None:
    guben = Point(Decimal("51.95"), Decimal("14.70"))
    assert points.is_near(guben)
    Authority.objects.filter(slug="spree-neisse").update(is_active=False)
    memory.forget()
    assert not points.is_near(guben)
    assert meant("Guben") == []


def change(client: Client, place: Place, **fields: object) -> object:
    sent = {
        "name_0": place.name["de"], "ags": place.ags, "authority": place.authority_id,
        "lon": place.lon, "lat": place.lat, **{f"name_{code}": name for code, name in place.name.items()}, **fields,
    }  # fmt: skip
    return client.post(reverse("admin:themes_place_change", args=[place.pk]), sent)


def test_staff_rename_a_place_and_ideas_are_found_by_the_new_name(as_editor: Client) -> None:
    place = place_named("Zittau")
    idea = make.idea("Freibad", place_name="Zittau", place_id=place.pk)
    assert list(matching(Idea.objects.public(), "Žitawa")) == []
    response = change(as_editor, place, name_hsb="Žitawa")
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert list(matching(Idea.objects.public(), "Žitawa")) == [idea]
    assert meant("Zitawa") == ["Zittau"]
    history = as_editor.get(reverse("admin:themes_place_history", args=[place.pk])).content.decode()
    assert "redaktion@example.org" in history
    assert IdeaSearch.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"lat": "52.52", "lon": "13.40"}, ["lat"]), ({"lat": "NaN"}, ["lat"]), ({"ags": "1205200"}, ["ags"]),
        ({"ags": "12052000"}, ["ags"]), ({"name_de": ""}, ["name"]), ({"authority": ""}, ["authority"]),
    ],
)  # fmt: skip
def test_a_wrong_place_is_not_saved(as_editor: Client, fields: dict[str, str], wrong: list[str]) -> None:
    response = change(as_editor, place_named("Zittau"), **fields)
    assert list(response.context["adminform"].form.errors) == wrong  # type: ignore[attr-defined]


def test_who_may_edit_places(as_moderator: Client, as_editor: Client, as_administrator: Client) -> None:
    listed, added = reverse("admin:themes_place_changelist"), reverse("admin:themes_place_add")
    clients = (as_moderator, as_editor, as_administrator)
    assert [client.get(listed).status_code for client in clients] == [403, 200, 200]
    assert [client.get(added).status_code for client in clients] == [403, 403, 200]
    assert as_editor.get(listed, {"q": "Běła Woda"}).context["cl"].result_count == 1
