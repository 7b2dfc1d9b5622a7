"""The style guide shows every component, in the demo only, and its colours have the contrast they need."""

import re
import runpy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from pytest_django.fixtures import Settings

from lausitz_portal.style_guide import tokens, views
from pages.office import current_office
from tests.lausitz_portal import demo_urls
from tests.lausitz_portal.test_csp import assert_strict

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
DEMO_URLS = override_settings(ROOT_URLCONF=demo_urls.__name__)
GUIDE = "/gestaltung/"
# The frame of every page shows these, the guide's own included.
OF_THE_FRAME = {"icon_sheet.html", "language_items.html", "nav_items.html"}
# What the script of a page needs and nobody sees.
OF_THE_SCRIPT = {"announcements.html", "not_done.html", "script.html"}


@pytest.fixture
def guide(settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    with DEMO_URLS:
        yield


@contextmanager
def names_of_templates() -> Iterator[set[str]]:
    """The names of all templates rendered inside."""
    names: set[str] = set()

    def note(*, template: Any, **_kwargs: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def test_every_component_is_on_the_guide(guide: None) -> None:
    with names_of_templates() as shown:
        for section in views.SECTIONS:
            (pane,) = views.panes("")
            render_to_string(section.template, {"s": pane.samples, "office": current_office()})
    components = {path.name for path in (ROOT / "templates" / "components").glob("*.html")}
    assert {name for name in components if f"components/{name}" not in shown} == OF_THE_FRAME | OF_THE_SCRIPT


@pytest.mark.parametrize("path", [GUIDE, f"/en{GUIDE}", f"{GUIDE}?ansicht=beide", f"{GUIDE}?ansicht=x"])
def test_it_is_strict_and_not_for_search_engines(guide: None, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert_strict(response, path)
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert f'<html lang="{"en" if "/en/" in path else "de"}"' in page


@pytest.mark.parametrize("view", ["", "?ansicht=beide"])
def test_no_id_stands_twice_and_every_anchor_leads_somewhere(guide: None, client: Client, view: str) -> None:
    page = client.get(GUIDE + view).content.decode()
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    assert set(re.findall(r'href="[^"]*#([^"]+)"', page)) - set(ids) == set()


def test_both_schemes_stand_side_by_side(guide: None, client: Client) -> None:
    page = client.get(f"{GUIDE}?ansicht=beide").content.decode()
    schemes = Counter(re.findall(r'class="guide__pane" data-color-scheme="([a-z]+)"', page))
    assert schemes == {"light": len(views.SECTIONS), "dark": len(views.SECTIONS)}
    assert "data-color-scheme" not in client.get(GUIDE).content.decode()


def test_it_writes_nothing(guide: None, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(GUIDE)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


@pytest.mark.parametrize("demo", [True, False])
def test_only_the_demo_has_its_address(settings: Settings, demo: bool) -> None:
    settings.DEMO = demo
    patterns = runpy.run_path(str(ROOT / "lausitz_portal" / "urls.py"))["urlpatterns"]
    resolver = URLResolver(RegexPattern(""), patterns)
    if demo:
        assert resolver.resolve("gestaltung/").view_name == "style_guide"
    else:
        with pytest.raises(Resolver404):
            resolver.resolve("gestaltung/")
    assert resolver.resolve("darstellung/").view_name == "pages:display"


def test_outside_the_demo_it_is_not_there(client: Client, settings: Settings) -> None:
    assert settings.DEMO is False
    assert client.get(GUIDE).status_code == 404
    with DEMO_URLS:
        assert client.get(GUIDE).status_code == 404


def test_only_reading(guide: None, client: Client) -> None:
    assert client.post(GUIDE).status_code == 405


# Colours


def test_contrast_as_wcag_counts_it() -> None:
    assert tokens.ratio("#000", "#ffffff") == tokens.ratio("#fff", "#000000") == 21
    assert round(tokens.ratio("#767676", "#fff"), 2) == 4.54
    assert tokens.ratio("#13212e", "#13212e") == 1


@pytest.mark.parametrize("pair", tokens.contrasts(), ids=lambda pair: f"{pair.front.name} on {pair.back.name}")
def test_every_pair_has_the_contrast_it_needs(pair: tokens.Contrast) -> None:
    assert pair.suffices, f"{pair.light:.2f} light, {pair.dark:.2f} dark, {pair.needed} needed"


def test_too_little_contrast_is_seen_in_either_scheme() -> None:
    grey = tokens.Colour("grey", "#777", "#777")
    assert not tokens.Contrast(grey, grey, 4.5, 4.4, 9.0).suffices
    assert not tokens.Contrast(grey, grey, 4.5, 9.0, 4.4).suffices


def test_every_colour_of_the_dark_scheme_is_one_of_the_light() -> None:
    names = {colour.name for colour in tokens.colours()}
    assert len(names) > 40
    assert {"surface", "theme-5-tint", "info"} <= names
    assert [colour.name for colour in tokens.colours() if not re.fullmatch(r"#([0-9a-f]{3}){1,2}", colour.dark)] == []
