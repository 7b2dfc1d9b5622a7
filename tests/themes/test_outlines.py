"""The map: every authority of the seed has its outline, and what a phone cannot show stands in the list."""

import re

import pytest
from django.test import Client

from ideas.regional_map import regional_map
from ideas import facets
from tests import make
from themes.catalogue import authorities
from themes.models import Authority
from themes.outlines import outlines

pytestmark = pytest.mark.django_db


def test_each_authority_is_a_link_with_its_name_and_number(client: Client) -> None:
    make.idea(authorities=["goerlitz"])
    make.census()
    page = client.get("/en/").content.decode()
    drawing = page[page.index('<svg class="map"') : page.index("</svg>", page.index('<svg class="map"'))]
    links = dict(re.findall(r'<a class="map__area[^"]*" href="([^"]+)" aria-label="([^"]+)"', drawing))
    assert len(links) == Authority.objects.count() == 6
    assert links["/en/regionen/goerlitz/"] == "Görlitz/Zhorjelc: 1 idea"
    labels = drawing[drawing.index("map__labels") :]
    assert all(name in labels for name in ("Görlitz", "Zhorjelc", "Oberspreewald-", "Lausitz"))


def test_who_takes_no_part_is_neutral_by_name(client: Client) -> None:
    page = client.get("/en/").content.decode()
    assert page.count('class="map__neighbour"') == 1
    assert re.search(r'<text class="map__outside"[^>]*>Bautzen</text>', page)


def test_without_an_outline_the_list_is_there_for_everybody(client: Client) -> None:
    assert "region-list--narrow" in client.get("/en/").content.decode()
    Authority.objects.filter(slug="cottbus").update(slug="cottbus-neu")
    drawn = regional_map(list(Authority.objects.all()), facets.numbers({}))
    assert (len(drawn.areas), drawn.is_whole, len(drawn.neighbours)) == (5, False, 2)
    assert client.get("/en/regionen/cottbus-neu/").status_code in {200, 404}


def test_outlines_are_paths_within_their_boxes() -> None:
    assert len(authorities()) == 6
    for slug, outline in outlines().items():
        assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", outline.path), slug
        x, y, width, height = outline.box
        # A name may stand beside its area, then the number stands in it.
        number_x, number_y = outline.number_at or (outline.x, outline.y)
        assert x <= number_x <= x + width
        assert y <= number_y <= y + height
