"""Light, dark, or as the device says."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
DISPLAY = "/en/darstellung/"


def test_what_was_chosen_holds_on_every_page_and_can_be_taken_back(client: Client) -> None:
    assert "data-color-scheme" not in client.get("/").content.decode()
    response = client.post(DISPLAY, {"display": "dark", "back": "/ideen/?seite=2"})
    assert (response.status_code, response["Location"]) == (302, "/ideen/?seite=2")
    assert client.cookies["display"]["max-age"] == 365 * 24 * 3600
    assert 'data-color-scheme="dark"' in client.get("/").content.decode()
    client.post(DISPLAY, {"display": "auto"})
    assert "data-color-scheme" not in client.get("/").content.decode()


def test_one_comes_back_to_where_one_was(client: Client) -> None:
    page = client.get(DISPLAY, headers={"referer": "http://testserver/ideen/?thema=x#y"})
    assert page.context["form"]["back"].value() == "/ideen/?thema=x"
    for elsewhere in ("http://evil.example/", "http://[", "\x00", ""):
        assert client.get(DISPLAY, headers={"referer": elsewhere}).context["form"]["back"].value() == ""


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "x"]
)
def test_no_way_leads_outside(client: Client, back: str) -> None:
    assert client.post(DISPLAY, {"display": "light", "back": back})["Location"] == DISPLAY


@pytest.mark.parametrize("display", ["", "pink", "\x00", "dark\r\nSet-Cookie: a=b"])
def test_other_looks_are_not_there(client: Client, display: str) -> None:
    response = client.post(DISPLAY, {"display": display})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["display"])
    assert "display" not in client.cookies


def test_a_cookie_nobody_gave_changes_nothing(client: Client) -> None:
    client.cookies["display"] = "dark onload=x"
    assert "data-color-scheme" not in client.get("/").content.decode()
