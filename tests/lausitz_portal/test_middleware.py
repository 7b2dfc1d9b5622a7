"""What no browser sends is answered before it can break anything."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from ideas.models import Idea
from lausitz_portal.middleware import HeadMiddleware
from tests import make

pytestmark = pytest.mark.django_db

PAGES = ("/stand/", "/ideen/", "/ideen/neu/", "/konto/login/", "/admin/", "/gibt-es-nicht/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["q=%00", "%00=1", "a=1&a=%00&b=2", "next=%2500%00"])
def test_a_nul_byte_in_the_query(path: str, query: str, client: Client) -> None:
    assert client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize(
    "path", ["/%00", "/stand/%00", "/ideen/%00/", "/admin/%00", "/en/%00/", "/themen/%00/", "/stand/link/%00/"]
)
def test_a_nul_byte_in_the_path(path: str, client: Client) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "display", "messages"])
@pytest.mark.parametrize(
    "value",
    [
        '"\\000\\000\\000\\000\\000\\000\\000\\000\\000"',
        '"a\\000bcdefghij"',
        '"\\377\\376"',
        "x" * 5000,
        '"\\001"',
        "ü" * 40,
        "",
    ],
)
def test_cookies_nobody_was_given(name: str, value: str, client: Client) -> None:
    for path in ("/stand/", "/admin/", "/ideen/neu/"):
        raw = f"{name}={value}".encode().decode("latin-1")
        assert client.get(path, headers={"Cookie": raw}).status_code in {200, 302, 400}


@pytest.mark.parametrize(
    "query",
    [
        "q=%ED%A0%80",
        "q=%FF%FE",
        "q=%",
        "q=%zz",
        "q[]=1&q[a]=2",
        "&&&===",
        "q=" + "a" * 3000,
        "seite=" + "9" * 400,
        "a=b;c=d",
    ],
)
def test_queries_nobody_types(query: str, client: Client) -> None:
    for path in PAGES:
        assert client.get(f"{path}?{query}").status_code in {200, 302, 404}


@pytest.mark.parametrize(
    "path", ["/%ff%fe/", "/ideen/%ED%A0%80/", "/../../etc/passwd", "/ideen/2026-99999999999/", "/" + "a" * 3000]
)
def test_paths_nobody_links(path: str, client: Client) -> None:
    assert client.get(path).status_code in {301, 400, 404}


def post(client: Client, body: bytes, content_type: str, **more: Any) -> int:
    return int(client.generic("POST", "/ideen/neu/", body, content_type, **more).status_code)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"title=%00&text=%00&themes=%00&regions=%00&language=%00&place=%00&save=1",
        "application/x-www-form-urlencoded"),
        (b"title=%ED%A0%80&text=%FF&themes=%ED%A0%80&save=1", "application/x-www-form-urlencoded"),
        (b"title=a&title=b&themes=99999999999999999999&themes=-1&regions=1e9", "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na', "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b'{"title": "a"}', "application/json"),
        (b"\x00\xff", "text/plain; charset=nonsense"),
        (b"title=a", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"&".join(b"a=1" for _ in range(3000)), "application/x-www-form-urlencoded"),
        (b"title=" + b"a" * 600_000, "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_bodies_no_form_makes(body: bytes, content_type: str, client: Client) -> None:
    assert post(client, body, content_type) in {200, 302, 400, 413}
    assert Idea.objects.count() == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_other_methods(method: str, client: Client) -> None:
    assert [client.generic(method, path).status_code for path in ("/stand/", "/ideen/neu/", "/healthz")] == [405] * 3


@pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "a" * 300, "", "[::1", "testserver\x00"])
def test_hosts_of_others(host: str, client: Client) -> None:
    assert client.get("/stand/", headers={"Host": host}).status_code == 400


def test_a_text_as_long_as_allowed_comes_through(client: Client) -> None:
    title = "Rufbus"
    content = make.content(title)
    body = {"title": title, "text": "🚲" * 10_000, "themes": content["theme_ids"], "language": "de"}
    assert client.post("/ideen/neu/", body).status_code == 302


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-7"])
def test_a_form_in_another_charset_is_not_understood(charset: str) -> None:
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
    visitor.get("/stand/")
    body = f"csrfmiddlewaretoken={visitor.cookies['csrftoken'].value}&code=x".encode()
    response = visitor.generic("POST", "/stand/", body, f"application/x-www-form-urlencoded; charset={charset}")
    assert response.status_code == 400


def test_a_form_that_is_too_large_is_told_so(client: Client) -> None:
    response = client.post("/en/ideen/neu/", {"title": "x", "text": "a" * 1_000_000})
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_pages_of_a_session_are_kept_by_no_cache_between(client: Client, as_citizen: Client) -> None:
    idea = make.idea()
    assert as_citizen.get(idea.get_absolute_url())["Cache-Control"] == "private, no-cache"
    assert not Client().get(idea.get_absolute_url()).has_header("Cache-Control")


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/ideen/", 200), ("/gibt-es-nicht/", 404), ("/sitemap.xml", 200)]
)
def test_a_head_has_the_length_of_the_page_and_no_body(path: str, status: int) -> None:
    """As the server sees it: Django's own client would take the body away."""
    portal, ask = WSGIHandler(), RequestFactory()
    page: Any = portal.get_response(ask.get(path))
    head: Any = portal.get_response(ask.head(path))
    assert (page.status_code, page["Content-Length"]) == (status, str(len(page.content)))
    assert (head.status_code, head["Content-Length"], head.content) == (status, page["Content-Length"], b"")


def test_a_head_of_a_stream_sends_none_of_it_and_ends_it() -> None:
    ended = []

    def chunks() -> Iterator[bytes]:
        try:
            yield b"first"
            yield b"second"
        finally:
            ended.append(True)

    stream = chunks()
    next(stream)
    answer: Any = HeadMiddleware(lambda _request: StreamingHttpResponse(stream))  # type: ignore[arg-type, return-value]
    response = answer(RequestFactory().head("/"))
    assert b"".join(response) == b""
    response.close()
    assert ended == [True]
