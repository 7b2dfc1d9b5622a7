"""The pages about the portal: there, in both languages, and honest about their gaps."""

import re
from itertools import pairwise

import pytest
from django.test import Client
from pytest_django import Settings

from ideas.models import Rule
from pages.models import Office

pytestmark = pytest.mark.django_db
PAGES = ["ueber-uns", "kontakt", "netiquette", "impressum", "datenschutz", "barrierefreiheit"]


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading_and_no_cookie_but_for_its_form(client: Client, name: str, prefix: str) -> None:
    page = page_of(client, f"{prefix}/{name}/")
    assert len(re.findall("<h1", page)) == 1
    assert set(client.cookies) == ({"csrftoken"} if name == "kontakt" else set())


@pytest.mark.parametrize("name", PAGES)
def test_headings_skip_no_level(client: Client, name: str) -> None:
    main = re.search(r"<main.*</main>", page_of(client, f"/{name}/"), re.DOTALL)
    assert main
    levels = [int(level) for level in re.findall(r"<h([1-6])", main[0])]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_about_names_the_authorities_and_the_four_phases(client: Client) -> None:
    page = page_of(client, "/en/ueber-uns/")
    main = page[page.index("<main") : page.index("</main>")]
    assert len(re.findall(r'<a href="/en/regionen/[a-z-]+/"', main)) == 6
    assert re.findall(r'steps__title">([^<]*)<', main) == [
        "Inform", "Collect ideas", "Review and bundle", "Implement",
    ]  # fmt: skip


def test_netiquette_shows_the_rules_that_decisions_cite(client: Client) -> None:
    Rule.objects.filter(key="werbung").update(is_active=False)
    page = page_of(client, "/en/netiquette/")
    assert re.findall(r"<h2>(\d+)\. ", page) == ["1", "2", "3", "4", "6"]
    assert "Do not insult, threaten or mock anybody." in page


def test_contact_shows_the_office(client: Client) -> None:
    Office.objects.update(name="Büro <b>Lausitz</b>", phone="+49 355 123", press_email="presse@example.org")
    page = page_of(client, "/kontakt/")
    assert 'href="tel:+49355123"' in page
    assert "mailto:presse@example.org" in page
    assert "Büro <b>" not in page


@pytest.mark.parametrize("name", ["impressum", "datenschutz", "barrierefreiheit"])
def test_what_only_the_operator_knows_is_marked(client: Client, name: str) -> None:
    page = page_of(client, f"/en/{name}/")
    assert "Not complete yet" in page
    assert re.search(r"\[enter ", page)


def test_privacy_tells_the_days_of_the_settings(client: Client, settings: Settings) -> None:
    settings.DRAFT_DAYS = 12
    assert "12 days after the last change" in page_of(client, "/en/datenschutz/")
