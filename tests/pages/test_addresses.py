"""Which page somebody came from: told to the office, but never what opens something private."""

import re
import uuid

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.html import escape

from ideas import links
from pages import addresses
from pages.models import Ticket
from tests import make
from tests.pages.writing_to_us import BARRIER, send, value_of

HOST = "testserver"
KEY = uuid.UUID("0b5e4a52-6a6f-4c60-9d3a-0a4a4a0e8d11")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/ideen/", "/ideen/"), ("/en/ideen/?q=Geheim#x", "/en/ideen/"), ("http://testserver/themen/", "/themen/"),
        ("testserver/themen/", "/themen/"), ("/ideen/2026-00042/rufbus/", "/ideen/2026-00042/rufbus/"),
        ("/stand/link/abc:def/", "/stand/link/"), ("/en/stand/link/abc:def/", "/en/stand/link/"),
        (f"/ideen/neu/{KEY}/pruefen/", "/ideen/neu/"), (f"/kontakt/danke/{KEY}/", "/kontakt/danke/"),
        ("/konto/password/reset/key/abc-def-123/", ""), ("https://elsewhere.example/ideen/", ""),
        ("//elsewhere.example/ideen/", ""), ("/\\elsewhere.example/", ""), ("javascript:alert(1)", ""),
        ("/gibt/es/nicht/", ""), ("/stand/link/abc:def", "/stand/link/"), ("/themen", "/themen/"),
        ("http://[", ""), ("/ideen/\n", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_address_is_known_without_its_secrets(address: str, path: str) -> None:
    assert addresses.known(address, host=HOST) == path


@pytest.mark.django_db
def test_every_page_offers_its_own_address(client: Client) -> None:
    idea = make.idea("Rufbus", guest={"email": "gast@example.org"})
    path = idea.get_absolute_url()
    assert f'href="/barriere-melden/?seite={path}"' in client.get(path).content.decode()
    assert 'href="/en/barriere-melden/?seite=/en/ideen/"' in client.get("/en/ideen/?q=Geheim").content.decode()
    # Two pages in a row, since the footer is remembered.
    assert 'href="/barriere-melden/?seite=/themen/"' in client.get("/themen/").content.decode()
    assert 'href="/barriere-melden/?seite="' in client.get("/gibt-es-nicht/").content.decode()
    way = client.get(f"/stand/link/{links.make_token(idea)}/", follow=True).content.decode()
    assert links.make_token(idea)[:20] not in way


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "referer", "page"),
    [
        ("?seite=/themen/", "", "/themen/"), ("", "http://testserver/en/ideen/?q=x", "/en/ideen/"),
        ("?seite=https://elsewhere.example/", "", ""), ("", "https://elsewhere.example/ideen/", ""),
        ("?seite=/stand/link/geheim:1/", "", "/stand/link/"),
        ("", "http://testserver/stand/link/geheim:1/", "/stand/link/"),
        ("?seite=%22%3E%3Cscript%3E", "", ""),
    ],
)  # fmt: skip
def test_the_form_knows_where_somebody_came_from(client: Client, asked: str, referer: str, page: str) -> None:
    shown = client.get(BARRIER + asked, headers={"referer": referer})
    assert shown.status_code == 200
    assert value_of(shown.content.decode(), "page") == page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://elsewhere.example/x?y=1", "https://elsewhere.example/x?y=1"),
        ("/gibt/es/nicht/?q=x", "/gibt/es/nicht/"),
        ("//elsewhere.example", "//elsewhere.example"), ("http://[", "http://["), ("javascript://x", "javascript://x"),
        ("x" * 2001, "x" * 1999 + "…"), ("/" * 3000, "/" * 1999 + "…"), ("/themen/?" + "x" * 3000, "/themen/"),
        ("", ""), ("\u202e/themen/", "/themen/"), (f"{settings.PORTAL_URL}/stand/link/geheim:1", "/stand/link/"),
        ("Startseite, ganz unten", "Startseite, ganz unten"), ("Themen/Regionen", "Themen/Regionen"),
        (f"{settings.PORTAL_URL}/stand/link/geheim:1/", "/stand/link/"), ("/ideen/?q=Geheim", "/ideen/"),
    ],
)  # fmt: skip
def test_words_stay_and_addresses_lose_their_secrets(client: Client, written: str, kept: str) -> None:
    send(client, BARRIER, page=written)
    assert Ticket.objects.get().page == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/themen/", "/themen/"), ("/en/themen/", "/en/themen/"), ("/gibt/es/nicht/", ""), ("//elsewhere.example", ""),
        ("https://elsewhere.example/x", ""), ("javascript:alert(1)//", ""), ('"><script>alert(1)</script>', ""),
        ("Startseite", ""), ("", ""),
    ],
)  # fmt: skip
def test_staff_get_a_link_only_to_what_is_ours(as_editor: Client, page: str, link: str) -> None:
    send(Client(), BARRIER, page=page)
    ticket = Ticket.objects.get()
    html = as_editor.get(f"/admin/pages/ticket/{ticket.pk}/").content.decode()
    sheet = html[html.index('<article class="sheet">') : html.index("</article>")]
    assert (ticket.page, escape(page) in sheet) == (page, True)
    assert re.findall(r'<a href="(?!mailto:)([^"]*)"', sheet) == ([link] if link else [])


@pytest.mark.parametrize("link", ["/kontakt/", "https://www.cottbus.de/x?y=1"])
def test_a_banner_may_lead_to(link: str) -> None:
    addresses.validate_link(link)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//x.example", "http://x.example", "kontakt/", "/\\x.example", "https://", "/a b"]
)
def test_a_banner_may_not_lead_to(link: str) -> None:
    with pytest.raises(ValidationError):
        addresses.validate_link(link)
