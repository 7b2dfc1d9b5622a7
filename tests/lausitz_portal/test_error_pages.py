"""Error pages: the right status, what happened, what one can do, who helps; whatever else is broken."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from lausitz_portal import error_pages
from pages.models import Office
from pages.office import current_office
from tests.lausitz_portal.failing_urls import SECRET
from tests.sockets import closed_port
from texts import memory

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE, STREET = "+49 355 123456", "Am Turm 14"
STATUSES = ["400", "403", "404", "405", "413", "429", "500", "503"]


@pytest.fixture
def office(db: None) -> None:
    Office.objects.update(phone=PHONE, street=STREET, city="03046 Cottbus")


@pytest.fixture
def visitor(settings: Settings, office: None) -> Client:
    """Meets the errors as they come; the portal has shown some page before."""
    settings.ROOT_URLCONF = "tests.lausitz_portal.failing_urls"
    current_office()
    return Client(raise_request_exception=False)


def main_of(response: Any) -> str:
    found = re.search("<main.*</main>", response.content.decode(), re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize(("prefix", "language"), [("", "de"), ("/en", "en"), ("/hsb", "de")])
@pytest.mark.parametrize("status", STATUSES)
def test_every_page_says_what_happened_and_who_helps(status: str, prefix: str, language: str, visitor: Client) -> None:
    response = visitor.get(f"{prefix}/geht-schief/{status}/")
    page, main = response.content.decode(), main_of(response)
    assert (response.status_code, response["Content-Type"]) == (int(status), "text/html; charset=utf-8")
    assert f'<html lang="{language}"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert len(re.findall("<h1>[^<]+</h1>", page)) == 1
    assert re.search(r'<p class="lead"[^>]*>[^<]+</p>', main)
    assert 'href="tel:+49355123456"' in main
    assert (STREET in main, "03046 Cottbus" in main) == (True, True)
    assert f'href="{"/en/" if language == "en" else "/"}"' in main
    assert SECRET not in page
    if language == "en":
        words = error_pages.WORDS[int(status)]
        assert (f"<h1>{words.heading}</h1>" in main, str(words.title) in page.partition("</title>")[0]) == (True, True)


def test_pages_that_go_wrong_are_worded_differently() -> None:
    assert len({words.heading for words in error_pages.WORDS.values()}) == len(error_pages.WORDS)


@pytest.mark.parametrize("status", STATUSES)
def test_head_has_the_status_and_no_body(status: str, visitor: Client) -> None:
    response = visitor.head(f"/geht-schief/{status}/")
    assert (response.status_code, response.content) == (int(status), b"")


@pytest.mark.parametrize(("name", "seconds"), [("429", 3600), ("429b", 600), ("503", 60), ("503b", 60)])
def test_when_to_try_again(name: str, seconds: int, visitor: Client) -> None:
    assert visitor.get(f"/geht-schief/{name}/")["Retry-After"] == str(seconds)


@pytest.mark.parametrize("status", ["400", "403", "404", "405", "413", "500"])
def test_nothing_to_wait_for(status: str, visitor: Client) -> None:
    assert not visitor.get(f"/geht-schief/{status}/").has_header("Retry-After")


@pytest.mark.django_db(transaction=True)
def test_a_query_that_takes_too_long(visitor: Client) -> None:
    assert visitor.get("/geht-schief/503c/").status_code == 503


# Forms


@pytest.mark.parametrize("status", ["500", "503"])
def test_typed_text_is_spoken_of_where_some_was_typed(status: str, visitor: Client) -> None:
    sentence = "What you have typed is usually still there"
    assert sentence not in visitor.get(f"/en/geht-schief/{status}/").content.decode()
    assert sentence in visitor.post(f"/en/geht-schief/{status}/").content.decode()


def test_a_form_that_was_open_too_long(settings: Settings, office: None) -> None:
    settings.ROOT_URLCONF = "tests.lausitz_portal.failing_urls"
    response = Client(enforce_csrf_checks=True).post("/en/geht-schief/405/")
    assert response.status_code == 403
    assert f"<h1>{error_pages.WORDS['stale'].heading}</h1>" in main_of(response) or "<h1>" in main_of(response)
    assert "Nothing was saved" in main_of(response)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"])
@pytest.mark.parametrize("path", ["/", "/ideen/", "/konto/login/", "/admin/", "/gibt-es-nicht/", "/geht-schief/405/"])
def test_methods_no_page_knows(path: str, method: str, visitor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.generic(method, path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_an_address_for_forms_names_its_method(visitor: Client) -> None:
    response = visitor.get("/geht-schief/405/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert visitor.post("/geht-schief/405/").status_code == 200


# The number of an error


def test_page_and_log_share_a_number(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        first, second = (visitor.get("/geht-schief/500/").content.decode() for _ in range(2))
    shown = [re.findall(r"<b>([0-9a-f]{8})</b>", page) for page in (first, second)]
    assert [len(numbers) for numbers in shown] == [1, 1]
    assert shown[0] != shown[1]
    logged = [record.msg.get("request_id") for record in caplog.records if isinstance(record.msg, dict)]
    assert {shown[0][0], shown[1][0]} <= set(logged)


def test_other_pages_have_no_number(visitor: Client) -> None:
    for status in STATUSES:
        if status != "500":
            assert not re.search(r"<b>[0-9a-f]{8}</b>", visitor.get(f"/geht-schief/{status}/").content.decode())


# Broken things


def test_an_office_nobody_remembers_is_left_out() -> None:
    # Without the mark django_db any query would fail.
    for status in (500, 503):
        response = error_pages.page_alone(RequestFactory().get("/en/"), status)
        assert response.status_code == status
        assert "tel:" not in response.content.decode()
        assert "<h1>" in response.content.decode()


def test_a_process_that_starts_without_the_database_knows_the_office_of_the_others(office: None) -> None:
    current_office()
    memory.forget()
    page = error_pages.page_alone(RequestFactory().get("/"), 503).content.decode()
    assert (PHONE in page, STREET in page) == (True, True)


def test_not_even_a_template_is_needed(settings: Settings) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    response = error_pages.page_alone(RequestFactory().get("/"), 500)
    assert (response.status_code, response["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert "Bitte versuchen Sie es" in response.content.decode()


# The address of the database is read once a process, so another address needs another process.
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from pages.models import Office
settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 1
settings.ROOT_URLCONF = "tests.lausitz_portal.failing_urls"
cache.set("office", Office(name="Büro", phone="+49 355 123456", street="Am Turm 14"), timeout=60)
client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
paths = ["/", "/en/ideen/", "/geht-schief/500/", "/en/geht-schief/500/"]
answers = {path: client.get(path) for path in paths}
cache.delete("office")
print(json.dumps({path: (a.status_code, a.get("Retry-After"), a.content.decode()) for path, a in answers.items()}))
"""


def test_without_a_database() -> None:
    address = f"postgresql://portal@127.0.0.1:{closed_port()}/portal"
    asked = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "PORTAL_URL": "http://127.0.0.1:8000"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers = json.loads(asked.stdout)
    assert {path: answer[:2] for path, answer in answers.items()} == {
        "/": [503, "60"], "/en/ideen/": [503, "60"],
        "/geht-schief/500/": [500, None], "/en/geht-schief/500/": [500, None],
    }  # fmt: skip
    for path, (_status, _seconds, page) in answers.items():
        assert f'<html lang="{"en" if path.startswith("/en/") else "de"}">' in page
        assert (PHONE in page, STREET in page) == (True, True)
