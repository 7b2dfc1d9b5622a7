"""The pages about the portal: there, in both languages, and honest about their gaps."""

import re
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from pages import defaults, markup, required
from pages.models import BUILT_IN, Office, Page
from texts import memory

pytestmark = pytest.mark.django_db
PAGES = ["kontakt", *BUILT_IN.values()]


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
    assert re.findall(r"<li><strong>([^<]*):<", main) == ["Inform", "Collect ideas", "Review and bundle", "Implement"]


def test_netiquette_shows_the_rules_that_decisions_cite(client: Client) -> None:
    page = page_of(client, "/en/netiquette/")
    assert re.findall(r"<h2>(\d+)\. ", page) == ["1", "2", "3", "4", "5", "6"]
    assert "Do not insult, threaten or mock anybody." in page


@pytest.mark.parametrize("key", BUILT_IN)
def test_first_texts_have_what_they_must_and_lead_somewhere(client: Client, key: str) -> None:
    for language in ("de", "en"):
        _title, body = defaults.text(key, language)
        assert required.missing(key, body) == []
        assert markup.unknown_blocks(body) == []
        with translation.override(language):
            links = re.findall(r'href="(/[^"#]*)', markup.to_html(body, language=language))
        assert [link for link in links if client.get(link, follow=True).status_code != 200] == []


def test_the_seat_decides_who_enforces_accessibility(client: Client) -> None:
    Office.objects.update(seat="", enforcement_body="")
    assert "[choose the federal state" in page_of(client, "/en/barrierefreiheit/")
    for seat, state in (("BB", "in Brandenburg"), ("SN", "in Saxony")):
        memory.forget()
        Office.objects.update(seat=seat, enforcement_body="Stelle <b>\nStraße 1")
        page = page_of(client, "/en/barrierefreiheit/")
        assert f"the body that enforces digital accessibility {state}" in page
        assert "Stelle &lt;b&gt;<br>Straße 1" in page


def test_easy_language_is_called_so_only_when_a_test_group_has_read_it(client: Client) -> None:
    page = page_of(client, "/en/leichte-sprache/")
    assert ">Plain language</a>" in page
    assert "No test group has read it yet." in page
    memory.forget()
    Page.objects.filter(key="easy_language").update(readers_confirmed=True)
    page = page_of(client, "/en/leichte-sprache/")
    assert ">Easy-to-read language</a>" in page
    assert "No test group" not in page


def test_every_page_stands_in_the_frame_and_the_current_one_is_marked(client: Client) -> None:
    page = page_of(client, "/ueber-uns/")
    assert [slug for slug in BUILT_IN.values() if f'href="/{slug}/"' not in page] == []
    assert '<a class="nav__link" href="/ueber-uns/" aria-current="page">' in page


def test_contact_shows_the_office(client: Client) -> None:
    Office.objects.update(name="Büro <b>Lausitz</b>", phone="+49 355 123", press_email="presse@example.org")
    page = page_of(client, "/kontakt/")
    assert 'href="tel:+49355123"' in page
    assert "mailto:presse@example.org" in page
    assert "Büro <b>" not in page


@pytest.mark.parametrize("name", ["impressum", "datenschutz", "barrierefreiheit", "2019"])
def test_what_only_the_operator_knows_is_marked(client: Client, name: str) -> None:
    page = page_of(client, f"/en/{name}/")
    assert "Not complete yet" in page
    assert re.search(r"\[enter ", page)


def test_privacy_tells_the_days_of_the_settings(client: Client, settings: Settings) -> None:
    settings.DRAFT_DAYS, settings.DRAFT_DAYS_AT_MOST, settings.TICKET_DAYS = 12, 234, 34
    page = page_of(client, "/en/datenschutz/")
    assert "12 days after the last change" in page
    assert "at most 234 days after the last change" in page
    assert "34 days after our answer" in page
