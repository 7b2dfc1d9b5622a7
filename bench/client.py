"""One person's browser, without a browser: one connection, cookies, the CSRF token of a form."""

import http.client
import re
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

# Between us and `bench.middleware`.
HEADER, QUERIES, COUNT = "X-Bench", "X-Bench-Queries", "count"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Unexpected(Exception):
    """The portal answered something else than the benchmark is about."""


@dataclass(frozen=True)
class Answer:
    """An answer and how many seconds it took until its last byte was there."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    first_byte_seconds: float

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def queries(self) -> int | None:
        """None where another server answered."""
        counted = self.headers.get(QUERIES)
        return None if counted is None else int(counted)


class Client:
    """Talks to the portal on this machine, with a new connection for each request."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self._port = port
        self.cookies = dict(cookies or {})

    def get(self, path: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises `Unexpected` for another status than `status`."""
        return self._request("GET", path, None, status, headers or {})

    def post(
        self, path: str, fields: Mapping[str, object], *, status: int, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form. Raises `Unexpected` for another status than `status`."""
        body = urlencode(fields, doseq=True).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._request("POST", path, body, status, form)

    def token(self, path: str) -> str:
        """The CSRF token of the form at `path`; it goes on for as long as its cookie."""
        match = _TOKEN.search(self.get(path).body)
        if match is None:
            raise Unexpected(f"{path} has no form.")
        return match[1].decode()

    def _request(self, method: str, path: str, body: bytes | None, status: int, headers: Mapping[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {HEADER: COUNT, **headers, "Cookie": cookies}
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)) as connection:
            connection.connect()
            started = time.perf_counter()
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            first = response.read(1)
            first_byte = time.perf_counter() - started
            content = first + response.read()
            seconds = time.perf_counter() - started
        self._keep(response.headers.get_all("Set-Cookie") or [])
        if response.status != status:
            raise Unexpected(f"{method} {path} answered {response.status}, not {status}.")
        return Answer(response.status, dict(response.headers.items()), content, seconds, first_byte)

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
