"""Pages kept for visitors without a session: the same for all, five seconds at most, nothing of anybody."""

import time
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ideas import lifecycle
from ideas.models import Rule
from lausitz_portal.page_cache import MOST_PAGES, Kept, PageCacheMiddleware
from tests import make

pytestmark = pytest.mark.django_db


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = time.time()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    made = Clock()
    settings.PAGE_CACHE_SECONDS = 5.0
    monkeypatch.setattr("lausitz_portal.page_cache.time.time", lambda: made.now)
    return made


def queries(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, headers=headers).status_code == 200
    return len(captured)


def test_the_second_visitor_costs_nothing(clock: Clock, client: Client) -> None:
    make.idea("Rufbus")
    assert queries(client, "/ideen/") > 0
    assert queries(Client(), "/ideen/") == 0
    assert "Rufbus" in Client().get("/ideen/").content.decode()


def test_another_process_finds_it_in_the_shared_cache(clock: Clock, client: Client) -> None:
    make.idea()
    client.get("/ideen/")
    fresh = Client()
    fresh.handler.load_middleware()
    assert queries(fresh, "/ideen/") == 0


def test_after_five_seconds_it_is_made_anew(clock: Clock, client: Client, moderator: User) -> None:
    idea = make.idea("Laut")
    client.get("/ideen/")
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Der Text wirbt.")
    clock.now += 4.9
    assert "Laut" in client.get("/ideen/").content.decode()
    clock.now += 0.2
    for address in ("/ideen/", "/", "/ideen/feed/", "/themen/mobilitaet-digitales/"):
        assert "Laut" not in Client().get(address).content.decode()


def test_its_age_counts_from_before_it_was_made(clock: Clock, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make.idea("Laut")
    slow = PageCacheMiddleware._keep

    def keep(self: PageCacheMiddleware, *args: object) -> None:
        clock.now += 4
        slow(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(PageCacheMiddleware, "_keep", keep)
    client.get("/ideen/")
    clock.now += 1.5
    assert queries(client, "/ideen/") > 0


def test_whoever_has_a_session_is_asked_about(clock: Clock, as_citizen: Client, client: Client) -> None:
    make.idea()
    client.get("/ideen/")
    page = as_citizen.get("/ideen/").content.decode()
    assert "Abmelden" in page
    assert "Abmelden" not in Client().get("/ideen/").content.decode()


def test_nothing_with_a_token_is_kept(clock: Clock, client: Client) -> None:
    first = client.get("/konto/login/")
    second = Client().get("/konto/login/")
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value
    assert client.get("/konto/login/").content != second.content


def test_what_is_not_there_is_not_kept(clock: Clock, client: Client) -> None:
    assert client.get("/ideen/2026-00001/").status_code == 404
    make.idea()
    assert client.get("/ideen/2026-00001/").status_code == 301


def test_light_and_dark_are_two_pages(clock: Clock, client: Client) -> None:
    light = client.get("/ideen/").content.decode()
    client.cookies["display"] = "dark"
    assert 'data-color-scheme="dark"' in client.get("/ideen/").content.decode()
    assert "data-color-scheme" not in light
    client.cookies["display"] = "x" * 500
    assert client.get("/ideen/").content.decode() == light


@pytest.mark.parametrize("other", ["/ideen/?seite=1", "/en/ideen/", "/ideen/?q=a&q=b"])
def test_every_address_is_a_page_of_its_own(clock: Clock, client: Client, other: str) -> None:
    client.get("/ideen/")
    assert queries(Client(), other) > 0


def test_a_strange_host_gets_nothing_kept_and_leaves_nothing(clock: Clock, client: Client) -> None:
    client.get("/ideen/")
    assert client.get("/ideen/", headers={"Host": "evil.example"}).status_code == 400
    assert queries(Client(), "/ideen/") == 0


def test_browsers_ask_and_are_told_that_nothing_changed(clock: Clock, client: Client) -> None:
    make.idea("Rufbus")
    first = client.get("/ideen/")
    assert (first["Cache-Control"], "Cookie" in first["Vary"]) == ("no-cache", True)
    again = client.get("/ideen/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/ideen/")
    assert (head.status_code, head.content, int(head["Content-Length"])) == (200, b"", len(first.content))


def test_a_kept_page_has_all_its_headers(clock: Clock, client: Client) -> None:
    first, second = client.get("/ideen/"), Client().get("/ideen/")
    assert dict(first.headers) == dict(second.headers)
    assert "Content-Security-Policy" in second.headers


def test_memory_is_bounded(clock: Clock, client: Client) -> None:
    middleware = PageCacheMiddleware(lambda _request: HttpResponse())
    kept = Kept(0.0, (), b"")
    for number in range(MOST_PAGES + 50):
        middleware._keep(f"page:{number}", kept)
    assert len(middleware._kept) == MOST_PAGES


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_only_reading_is_answered_from_it(clock: Clock, client: Client, method: str) -> None:
    client.get("/ideen/")
    assert getattr(client, method)("/ideen/").status_code in {405, 200}
    assert getattr(client, method)("/ideen/").get("ETag") is None
