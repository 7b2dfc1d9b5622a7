"""What heads of pages tell search engines and messengers."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas import lifecycle
from ideas.models import Collection, Idea, Status
from ideas.templatetags import head
from pages.models import BUILT_IN
from tests import make
from texts.languages import offered
from themes.models import Theme

pytestmark = pytest.mark.django_db
NASTY = """"><script>alert(1)</script> & 'x' </title>"""


def head_of(client: Client, address: str, status: int = 200) -> str:
    with translation.override(None):  # a request leaves its language behind
        response = client.get(address)
    assert response.status_code == status
    return response.content.decode().partition("</head>")[0]


def canonical(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<link rel="canonical" href="([^"]*)">', page)]


def alternates(page: str) -> dict[str, str]:
    return {
        code: unescape(url)
        for code, url in re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', page)
    }


def graph(page: str) -> dict[str, Any]:
    """Of the data block: things by their type."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return {thing["@type"]: thing for thing in json.loads(found[1])["@graph"]} if found else {}


def properties(page: str) -> dict[str, str]:
    return {
        name: unescape(value) for name, value in re.findall(r'<meta property="(og:[^"]*)" content="([^"]*)">', page)
    }


# Every page


def test_pages_that_may_be_found_name_their_address_and_languages(client: Client) -> None:
    words = {"title": {"de": "Bahn"}, "introduction": {"de": "Text"}}
    Collection.objects.create(slug="bahn", is_public=True, **words)
    parameters = {
        "themes:theme": "mobilitaet-digitales", "themes:authority": "goerlitz", "ideas:collection": "bahn",
    }  # fmt: skip
    for name in [*head.FOUND, *(f"pages:{key}" for key in BUILT_IN)]:
        path = reverse(name, args=[parameters[name]] if name in parameters else [])
        page = head_of(client, f"{path}?utm_source=x")
        assert "noindex" not in page, name
        assert canonical(page) == [settings.PORTAL_URL + path]
        others = {code: f"{settings.PORTAL_URL}{'' if code == 'de' else f'/{code}'}{path}" for code, _ in offered()}
        assert alternates(page) == {**others, "x-default": settings.PORTAL_URL + path}
        english = head_of(client, f"/en{path}")
        assert canonical(english) == [f"{settings.PORTAL_URL}/en{path}"]
        assert alternates(english) == alternates(page)


@pytest.mark.parametrize("name", ["ideas:status", "account_login", "account_signup", "account_reset_password"])
def test_pages_for_one_person_are_not_found(client: Client, name: str) -> None:
    page = head_of(client, reverse(name))
    assert '<meta name="robots" content="noindex">' in page
    assert canonical(page) == []


def test_pages_about_an_idea_are_not_found(client: Client) -> None:
    idea = make.idea()
    for address in (
        reverse("ideas:support", args=[idea.reference]),
        reverse("moderation:report_idea", args=[idea.reference]),
    ):
        assert '<meta name="robots" content="noindex">' in head_of(client, address)


@pytest.mark.parametrize("address", ["/gibt-es-nicht/", "/themen/gibt-es-nicht/", "/ideen/2026-99999/"])
def test_what_is_missing_is_not_found(client: Client, address: str) -> None:
    page = head_of(client, address, status=404)
    assert '<meta name="robots" content="noindex">' in page
    assert canonical(page) == []


def test_what_remains_of_a_withdrawn_idea_is_not_found(client: Client, citizen: User, neighbour: User) -> None:
    idea = make.idea(author=citizen)
    make.comment(idea, author=neighbour)
    lifecycle.withdraw(idea.pk, by=citizen)
    page = head_of(client, reverse("ideas:detail_by_reference", args=[idea.reference]))
    assert '<meta name="robots" content="noindex">' in page
    assert canonical(page) == []


def test_the_list_has_one_address_for_each_filter(client: Client) -> None:
    page = head_of(client, "/ideen/?sort=neu&stand=umgesetzt&thema=mobilitaet-digitales&thema=x&seite=1")
    assert canonical(page) == [f"{settings.PORTAL_URL}/ideen/?thema=mobilitaet-digitales&stand=umgesetzt"]
    assert alternates(page)["en"] == f"{settings.PORTAL_URL}/en/ideen/?thema=mobilitaet-digitales&stand=umgesetzt"


def test_a_theme_says_where_it_belongs(client: Client) -> None:
    theme = Theme.objects.get(slug="mobilitaet-digitales")
    crumbs = graph(head_of(client, f"/en{theme.get_absolute_url()}"))["BreadcrumbList"]["itemListElement"]
    assert [(crumb["name"], crumb.get("item")) for crumb in crumbs] == [
        ("Home", f"{settings.PORTAL_URL}/en/"),
        ("Themes", f"{settings.PORTAL_URL}/en/themen/"),
        (theme.name["en"], None),
    ]


def test_home_has_a_picture(client: Client) -> None:
    found = properties(head_of(client, "/en/"))
    assert found["og:title"] == "Ideas for the Lausitz of tomorrow"
    assert found["og:locale"] == "en_GB"
    assert found["og:image"] == f"{settings.PORTAL_URL}/static/img/share.png"


# An idea


@pytest.fixture
def idea(db: None) -> Idea:
    return make.idea(NASTY, text=f"Text {NASTY}")


def test_an_idea_is_shown_in_full_to_messengers(client: Client, idea: Idea) -> None:
    address = f"/en{idea.get_absolute_url()}"
    page = head_of(client, address)
    found = properties(page)
    assert found["og:title"] == NASTY
    assert found["og:description"] == idea.excerpt
    assert found["og:type"] == "article"
    assert found["og:url"] == settings.PORTAL_URL + address
    assert found["og:image"] == f"{settings.PORTAL_URL}/en/ideen/{idea.reference}/bild.png"
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert "<script>alert" not in page


def test_every_picture_named_is_there(client: Client, idea: Idea) -> None:
    address = properties(head_of(client, idea.get_absolute_url()))["og:image"]
    assert client.get(address.removeprefix(settings.PORTAL_URL))["Content-Type"] == "image/png"


def test_its_data_is_true_and_cannot_leave_its_block(client: Client, citizen: User) -> None:
    named = {"name": "Katrin Berger", "name_shown": "full"}
    idea = make.idea(NASTY, author=citizen, guest=named)
    work = graph(head_of(client, idea.get_absolute_url()))["CreativeWork"]
    assert work == {
        "@type": "CreativeWork",
        "url": settings.PORTAL_URL + idea.get_absolute_url(),
        "identifier": idea.reference,
        "name": NASTY,
        "abstract": idea.excerpt,
        "inLanguage": "de",
        "datePublished": work["datePublished"],
        "author": {"@type": "Person", "name": "Katrin Berger"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_without_a_name_there_is_no_author(client: Client, idea: Idea) -> None:
    assert "author" not in graph(head_of(client, idea.get_absolute_url()))["CreativeWork"]


def test_a_preview_tells_messengers_nothing(client: Client, citizen: User) -> None:
    idea = make.idea("Geheim", author=citizen, status=Status.SUBMITTED)
    client.force_login(citizen)
    page = head_of(client, idea.get_absolute_url())
    assert properties(page) == {}
    assert graph(page) == {}
    assert "noindex" in page


def test_sharing_needs_no_script(client: Client, idea: Idea) -> None:
    page = client.get(idea.get_absolute_url()).content.decode()
    short = reverse("ideas:detail_by_reference", args=[idea.reference])
    assert f'<a href="{short}">{settings.PORTAL_URL}{short}</a>' in page
    assert f'data-share="{settings.PORTAL_URL}{idea.get_absolute_url()}"' in page
    assert "<button" not in page[page.index("data-share") : page.index("</article>")]
