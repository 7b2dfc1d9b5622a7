"""Where an idea is: typed freely, recognised on the server, asked about kindly, and never refused for its name."""

import re
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from ideas.search import finding, indexing
from ideas.models import Draft, Idea, IdeaSearch, IdeaVersion, Status
from ideas.whereabouts import of_typed
from tests import make
from tests.ideas.test_writing import SEND, start, typed
from texts import memory
from themes.models import Authority, Place
from themes.points import Point

pytestmark = pytest.mark.django_db
NOTE = "notice__body"


def place_named(name: str) -> Place:
    return Place.objects.get(name__de=name)


def authority(slug: str) -> int:
    return Authority.objects.get(slug=slug).pk


def checked(client: Client, **fields: Any) -> tuple[str, str]:
    """Address and page of the check."""
    address = start(client, **fields).replace("/ideen/", "/en/ideen/", 1)
    return address, client.get(address).content.decode()


def noted(page: str) -> str:
    """The sentence about the place."""
    found = re.search(rf'<div class="{NOTE}">.*?<p>(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]) if found else ""


def sent(client: Client, address: str) -> IdeaVersion:
    assert client.post(address, SEND).status_code == 302
    version = Idea.objects.get().pending_version
    assert version is not None
    return version


def test_a_place_that_is_known_brings_its_official_names(client: Client) -> None:
    address, page = checked(client, place="lubben")
    assert '<span lang="dsb">Lubin (Błota)</span>' in page
    assert noted(page) == ""
    version = sent(client, address)
    idea = version.idea
    assert version.place_name == idea.place_name == "lubben"
    assert version.place == idea.place == place_named("Lübben (Spreewald)")


def test_words_beside_the_place_stay(client: Client) -> None:
    address, page = checked(client, place="Lübben, am Hafen")
    assert "<dd>Lübben, am Hafen</dd>" in page
    assert sent(client, address).place == place_named("Lübben (Spreewald)")


def test_a_place_that_is_not_known_is_no_mistake(client: Client) -> None:
    address, page = checked(client, place="Sedlitzer See")
    assert noted(page) == ""
    version = sent(client, address)
    assert (version.place_name, version.place) == ("Sedlitzer See", None)


def test_the_place_presets_the_authority_and_the_page_says_so(client: Client) -> None:
    address, page = checked(client, place="Zittau", regions=[])
    assert "Görlitz/Zhorjelc, to which Zittau belongs" in noted(page)
    assert f'{address.removesuffix("pruefen/")}#id_place"' in page
    assert sent(client, address).authority_ids == [authority("goerlitz")]


def test_whoever_means_the_whole_lausitz_is_asked_nothing(client: Client) -> None:
    address, page = checked(client, place="Zittau", regions=["all"])
    assert noted(page) == ""
    version = sent(client, address)
    assert (version.authority_ids, version.whole_region, version.place) == ([], True, place_named("Zittau"))


def test_a_contradiction_is_asked_about_and_sent_all_the_same(client: Client) -> None:
    address, page = checked(client, place="Zittau", regions=[authority("cottbus")])
    assert noted(page).startswith("Zittau belongs to District Görlitz/Zhorjelc, and you have chosen Cottbus/Chóśebuz.")
    version = sent(client, address)
    assert (version.authority_ids, version.place) == ([authority("cottbus")], place_named("Zittau"))


@pytest.fixture
def second_zittau(db: None) -> Place:
    second = Place.objects.create(
        name={"de": "Zittau (Heide)"}, ags="12062999", authority_id=authority("elbe-elster"), lon="13.5", lat="51.6"
    )
    Place.objects.filter(ags="14626610").update(name={"de": "Zittau/O.L."})
    memory.forget()
    return second


def test_of_several_places_the_authority_decides(client: Client, second_zittau: Place) -> None:
    address, page = checked(client, place="Zittau", regions=[authority("elbe-elster")])
    assert noted(page) == ""
    assert sent(client, address).place == second_zittau


@pytest.mark.parametrize("regions", [[], ["cottbus"], ["elbe-elster", "goerlitz"]])
def test_without_one_the_author_is_asked(client: Client, second_zittau: Place, regions: list[str]) -> None:
    address, page = checked(client, place="Zittau", regions=[authority(slug) for slug in regions])
    assert "Zittau (Heide) (Elbe-Elster); Zittau/O.L. (Görlitz/Zhorjelc)" in noted(page)
    version = sent(client, address)
    assert (version.place, len(version.authority_ids)) == (None, len(regions))


def test_every_place_is_suggested_and_understood(client: Client) -> None:
    page = client.get("/en/ideen/neu/").content.decode()
    assert re.search(r'<input[^>]* list="id_place_list"[^>]*>\s*<datalist id="id_place_list"', page)
    assert 'hx-get="/en/ideen/neu/orte/"' in page
    response = client.get("/en/ideen/neu/orte/")
    assert response["Cache-Control"] == "max-age=3600, public"
    offered = re.findall(r'<option value="([^"]+)">', response.content.decode())
    assert len(offered) == Place.objects.count()
    for label in offered:
        assert of_typed(label, []).place_id, label


def test_a_point_is_kept_and_shown(client: Client) -> None:
    address, page = checked(client, lat="51,75123 14,33", lon="")
    assert "51.75123° N, 14.33° E" in page
    version = sent(client, address)
    assert (version.lat, version.lon) == (Decimal("51.75123"), Decimal("14.33000"))
    assert (version.idea.lat, version.idea.lon) == (version.lat, version.lon)


def test_everybody_reads_roughly_where_it_is(client: Client) -> None:
    idea = make.idea("Steg", lat=Decimal("51.75123"), lon=Decimal("14.33"))
    address = idea.get_absolute_url()
    assert "roughly at 51.75° N, 14.33° E" in client.get(f"/en{address}").content.decode()
    assert "51,75° N" in client.get(address).content.decode()
    assert "° N" not in client.get(f"/en{make.idea('Bus').get_absolute_url()}").content.decode()


@pytest.mark.parametrize(
    ("lat", "lon", "sentence"),
    [
        ("NaN", "NaN", "Please write two numbers, for example 51.75 and 14.33."),
        ("1e9", "14", "Please write two numbers, for example 51.75 and 14.33."),
        ("٥١,٧٥", "١٤,٣٣", "Please write two numbers, for example 51.75 and 14.33."),
        ("<b>", "'; --", "Please write two numbers, for example 51.75 and 14.33."),
        ("51.75", "", "Please give both numbers, or leave both empty."),
        ("", "14.33", "Please give both numbers, or leave both empty."),
        ("52.52", "13.40", "This point lies outside the Lausitz. Please check the two numbers."),
    ],
)
def test_a_wrong_point_is_said_at_its_field_and_nothing_is_lost(
    client: Client, lat: str, lon: str, sentence: str
) -> None:
    response = client.post("/en/ideen/neu/", typed(lat=lat, lon=lon), follow=True)
    assert response.context["form"].errors == {"lat": [sentence]}
    page = response.content.decode()
    assert re.search(r"<details[^>]* open>", page)
    for value in filter(None, (lat, lon)):
        assert f'value="{escape(value)}"' in page
    assert Draft.objects.get().content["lat"] == lat


def test_the_point_is_folded_until_it_is_used(client: Client) -> None:
    assert '<details class="disclosure field">' in client.get("/en/ideen/neu/").content.decode()


def test_an_amendment_keeps_or_changes_where_it_is(as_citizen: Client, citizen: User) -> None:
    zittau, point = place_named("Zittau"), Point(lat=Decimal("50.9"), lon=Decimal("14.8"))
    idea = make.idea(
        "Steg", author=citizen, place_name="Zittau", place_id=zittau.pk, authorities=["goerlitz"], **point._asdict()
    )
    address = reverse("ideas:amend", args=[idea.reference])
    form = as_citizen.get(address).context["form"]
    assert (form["lat"].value(), form["lon"].value()) == ("50,9", "14,8")
    same = typed(title="Steg am See", place="Zittau", regions=[authority("goerlitz")], lat="50,9", lon="14,8")
    as_citizen.post(address, same)
    first = idea.versions.get(number=2)
    assert (first.place, first.lat, first.lon) == (zittau, point.lat, point.lon)
    as_citizen.post(address, {**same, "place": "Löbau", "lat": "", "lon": ""})
    second = idea.versions.get(number=3)
    assert (second.place, second.lat, second.lon) == (place_named("Löbau"), None, None)
    idea.refresh_from_db()
    assert (idea.place, idea.lat) == (zittau, point.lat), "what is released stays"


def test_an_amendment_says_what_does_not_fit(as_citizen: Client, citizen: User) -> None:
    idea = make.idea("Steg", author=citizen, authorities=["cottbus"])
    address = f"/en{reverse('ideas:amend', args=[idea.reference])}"
    page = as_citizen.post(address, typed(place="Zittau", regions=[authority("cottbus")]), follow=True)
    assert "Zittau belongs to District Görlitz" in re.sub(r"<[^>]+>", "", page.content.decode())


@pytest.mark.parametrize("column", ["place_id", "lat", "lon"])
def test_where_a_version_is_never_changes(column: str) -> None:
    version = make.idea("Steg", lat=Decimal("51.75"), lon=Decimal("14.33")).released_version
    assert version is not None
    value = place_named("Zittau").pk if column == "place_id" else Decimal(52)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdeaVersion.objects.filter(pk=version.pk).update(**{column: value})


@pytest.mark.parametrize(
    ("lat", "lon"), [("51.75", None), (None, "14.33"), ("0", "0"), ("14.33", "51.75"), ("51.75", "NaN")]
)
def test_the_database_takes_no_other_points(lat: str | None, lon: str | None) -> None:
    idea = make.idea("Steg")
    with (
        pytest.raises((IntegrityError, NotSupportedError), match=r"idea_point_in_region|cannot convert NaN to integer"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ideas_idea SET lat = %s, lon = %s WHERE id = %s", [lat, lon, idea.pk])


@pytest.mark.parametrize("words", ["Lübbenau", "Lubnjow", "lubnjow", "Błota", "Spreewald"])
def test_an_idea_is_found_by_all_names_of_its_place(words: str) -> None:
    place = place_named("Lübbenau/Spreewald")
    idea = make.idea("Bücherei", text="Bücher.", place_name="lübbenau", place_id=place.pk)
    make.idea("Steg", text="Am Ufer.", place_name="Zittau", place_id=place_named("Zittau").pk)
    assert list(finding.matching(Idea.objects.public(), words)) == [idea]


def test_existing_ideas_get_their_place_where_only_one_is_meant(second_zittau: Place) -> None:
    cottbus = make.idea("Park", text="Grün.", place_name="Cottbus, Park", status=Status.PUBLISHED)
    several, unknown = make.idea("Bad", place_name="Zittau"), make.idea("Ufer", place_name="Sedlitzer See")
    waiting = make.idea("Bus", place_name="lubben", status=Status.SUBMITTED)
    before = cottbus.changed_at
    with connection.schema_editor() as editor:
        import_module("ideas.migrations.0012_places_of_ideas").match(apps, editor)
    for idea, place in ((cottbus, "Cottbus"), (several, None), (unknown, None), (waiting, "Lübben (Spreewald)")):
        idea.refresh_from_db()
        version = idea.latest_version
        assert version is not None
        named = place_named(place) if place else None
        assert (idea.place, version.place) == (named, named)
    assert cottbus.changed_at == before
    IdeaSearch.objects.update(edition=0)
    assert indexing.renew() == 3
    assert list(finding.matching(Idea.objects.public(), "Chóśebuz")) == [cottbus]
    assert indexing.renew() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        IdeaVersion.objects.update(place=None)


def test_a_city_that_is_place_and_authority_is_named_once(client: Client) -> None:
    make.idea("Park", place_name="cottbus", place_id=place_named("Cottbus").pk, authorities=["cottbus"])
    assert client.get("/en/ideen/").content.decode().count("Chóśebuz</span></span></li>") <= 1
    row = re.sub(r"<[^>]+>", "", client.get("/en/ideen/").content.decode())
    assert "Cottbus/Chóśebuz, Cottbus/Chóśebuz" not in row
