"""Sitemap, rules for robots, manifest and icons."""

import json
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ideas.models import Idea, Status
from lausitz_portal import sitemaps
from tests import make
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_page_of_ideas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids have grown by what ran before; pages of ids are the matter of their own test."""
    monkeypatch.setattr(sitemaps, "IDEAS_ON_PAGE", 10**9)


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return re.findall(r"<loc>([^<]*)</loc>", response.content.decode())


def test_the_index_names_every_part_and_each_part_its_pages(client: Client) -> None:
    idea = make.idea("Abendbus & Nachtbus")
    parts = locations(client, "/sitemap.xml")
    assert [urlsplit(part).path for part in parts] == [
        "/sitemap-pages.xml", "/sitemap-subjects.xml", "/sitemap-ideas.xml",
    ]  # fmt: skip
    found = [page for part in parts for page in locations(client, urlsplit(part).path)]
    rows: list[Idea | Theme | Authority] = [idea, *Theme.objects.all(), *Authority.objects.filter(is_active=True)]
    assert set(found) >= {settings.PORTAL_URL + row.get_absolute_url() for row in rows}
    assert [page for page in found if client.get(page.removeprefix(settings.PORTAL_URL)).status_code != 200] == []


def test_hidden_ideas_are_not_in_it(client: Client, citizen: User) -> None:
    shown = make.idea("Sichtbar")
    for status in Status:
        if status not in {Status.PUBLISHED, Status.MERGED}:
            make.idea("Geheim", author=citizen, status=status)
    assert locations(client, "/sitemap-ideas.xml") == [settings.PORTAL_URL + shown.get_absolute_url()]
    assert Idea.objects.filter(title="Geheim").count() == 6


def test_it_says_when_an_idea_changed(client: Client) -> None:
    idea = make.idea()
    page = client.get("/sitemap-ideas.xml").content.decode()
    assert f"<lastmod>{idea.changed_at.astimezone().date()}" in page.replace("\n", "")


def test_pages_of_ideas_are_ranges_of_ids(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "IDEAS_ON_PAGE", 2)
    ideas = [make.idea() for _number in range(5)]
    parts = [part.removeprefix(settings.PORTAL_URL) for part in locations(client, "/sitemap.xml")]
    parts = [f"{urlsplit(part).path}?{urlsplit(part).query}" for part in parts if "ideas" in part]
    assert len(parts) == -(-ideas[-1].pk // 2)
    found = [page for part in parts for page in locations(client, part)]
    assert found == [settings.PORTAL_URL + idea.get_absolute_url() for idea in ideas]


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "9" * 30, "²", ""])
def test_pages_that_do_not_exist_are_missing(client: Client, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    # However far the ids have grown in this run, all of them stand on the first page.
    monkeypatch.setattr(sitemaps, "IDEAS_ON_PAGE", make.idea().pk)
    assert client.get("/sitemap-ideas.xml", {"p": page}).status_code == 404
    assert client.get("/sitemap-gibt-es-nicht.xml").status_code == 404


def test_no_page_counts_or_skips_rows(client: Client) -> None:
    make.idea()
    client.get("/sitemap-ideas.xml")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/sitemap.xml")
        client.get("/sitemap-ideas.xml")
    said = " ".join(query["sql"] for query in queries).upper()
    assert "COUNT(" not in said
    assert "OFFSET" not in said
    assert said.count('FROM "IDEAS_IDEA"') == 3


def test_robots_keep_out_of_what_is_not_for_them(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    for prefix in ("/", "/en/"):
        for path in (
            "konto/",
            "meine/",
            "stand/",
            "ideen/neu/entwurf/",
            "ideen/neu/aehnliche/",
            "ideen/?q=",
            "ideen/*&q=",
        ):
            assert f"Disallow: {prefix}{path}" in lines
    assert "Disallow: /admin/" in lines
    assert f"Sitemap: {settings.PORTAL_URL}/sitemap.xml" in lines
    # The form itself may be found; a page that says "noindex" must be readable for that.
    assert not {"Disallow: /", "Disallow: /ideen/neu/"} & set(lines)


def test_the_manifest_names_the_portal_and_icons_that_exist(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    about = json.loads(response.content)
    assert {key: about[key] for key in ("lang", "start_url", "theme_color", "background_color")} == {
        "lang": "de", "start_url": "/", "theme_color": "#072B42", "background_color": "#FAF7F1",
    }  # fmt: skip
    assert about["name"]
    assert len(about["short_name"]) <= 15
    for icon in about["icons"]:
        assert (settings.BASE_DIR / icon["src"].lstrip("/")).is_file()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/en/").content.decode()


@pytest.mark.parametrize("address", ["/favicon.ico", "/apple-touch-icon.png"])
def test_icons_stand_where_browsers_look_for_them(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert (settings.BASE_DIR / response["Location"].lstrip("/")).is_file()
