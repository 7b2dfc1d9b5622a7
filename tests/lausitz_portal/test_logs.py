"""No line of any log holds an e-mail or IP address, however it came in."""

import io
import json
import logging
from collections.abc import Iterator
from logging.config import DictConfigurator
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.test import Client

from lausitz_portal import logs
from lausitz_portal.logs import without_addresses

ADDRESSES = [
    "katrin@example.org", "katrin.berger+idee@mail.example.org", "käthe@müller.example", "KATRIN@EXAMPLE.ORG",
    "katrin%40example.org",
    "192.0.2.7", "255.255.255.255", "2001:db8::7", "2001:db8:0:0:0:0:0:7", "2001:DB8::7", "fe80::1",
    "::ffff:192.0.2.7", "2001:db8::192.0.2.7",
]  # fmt: skip
AROUND = [
    "{}",
    "<{}>",
    "an {}, dann",
    "({})",
    "[{}]",
    "{}.",
    "'{}'",
    '"{}"',
    "to={}",
    "mailto:{}",
    "/konto/?email={}&x=1",
    "{}\n{}",
    "{}:443",
    "\t{};",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_blanked_wherever_they_stand(address: str) -> None:
    core = address.lower().replace("::ffff:", "")
    for around in AROUND:
        line = without_addresses(around.replace("{}", address)).lower()
        assert core not in line, around
        assert "[e-mail]" in line or "[address]" in line, around
        assert "example.org" not in line


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T13:24:10.123456Z", "13:24:10", "127.0.0.1:8000", "[::1]:8000", "listening on ::", "5.2.19",
        "a: b: c", "2026-00042",
        'File "/srv/portal/ideas/views.py", line 7, in <module>', "tests/x.py::test_y", "Rufbus @ Lübben",
        "dict: {1: 2}", "10:30",
    ],
)  # fmt: skip
def test_everything_else_stays_readable(text: str) -> None:
    assert without_addresses(text) == text


def test_long_lines_take_a_moment() -> None:
    for text in ("a" * 200_000, "a@" * 50_000, "1." * 50_000, ":" * 50_000, "f:" * 50_000, "f: " * 50_000):
        without_addresses(text)


@pytest.fixture(params=["console", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the portal's own formatter writes for a real logger."""
    configuration = logs.configuration(level="INFO", style=request.param)
    formatter = DictConfigurator(configuration).configure_formatter(configuration["formatters"]["portal"])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("portal.test")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


class Odd:
    def __repr__(self) -> str:
        return "Odd(katrin@example.org)"


def fail() -> None:
    raise ValueError("katrin@example.org from 2001:db8::7 and 192.0.2.7 is no address")


def log_in_every_way() -> None:
    standard, structured = logging.getLogger("portal.test"), structlog.get_logger("portal.test")
    standard.warning("mail to %s from %s", "katrin@example.org", "192.0.2.7")
    structured.warning("mail to katrin@example.org", to="katrin@example.org", ip="2001:db8::7")
    structured.warning(
        "odd", error=ValueError("katrin@example.org"), many=["katrin@example.org", "192.0.2.7"], odd=Odd()
    )
    structured.warning(
        "deep", data={"to": ("katrin@example.org",)}, raw=b"katrin@example.org", number=7, flag=True, nothing=None
    )
    structured.bind(person="katrin@example.org").warning("bound", stack_info=True)
    try:
        fail()
    except ValueError:
        standard.exception("it failed for %s", "katrin@example.org")
        structured.exception("it failed for katrin@example.org")
        standard.error("it failed", exc_info=True, stack_info=True)


def test_no_way_of_logging_leaks(written: io.StringIO) -> None:
    log_in_every_way()
    lines = written.getvalue()
    assert lines.count("[e-mail]") >= 12
    assert lines.count("ValueError") >= 4
    assert [address for address in ("katrin", "example.org", "192.0.2.7", "db8") if address in lines] == []


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_json_lines_are_json(written: io.StringIO) -> None:
    log_in_every_way()
    logging.getLogger("portal.test").warning('a "quoted"\nline of katrin@example.org\\')
    for line in written.getvalue().splitlines():
        entry = json.loads(line)
        assert {"event", "level", "logger", "timestamp"} <= set(entry)
    assert entry["event"] == 'a "quoted"\nline of [e-mail]'


def test_a_request_is_one_line_without_its_query(caplog: pytest.LogCaptureFixture, client: Client) -> None:
    with caplog.at_level("INFO"):
        client.get("/healthz", {"email": "katrin@example.org"}, REMOTE_ADDR="192.0.2.7")
    (record,) = [record for record in caplog.records if record.name == "portal.request"]
    entry: Any = record.msg
    assert {name: entry[name] for name in ("event", "method", "route", "status")} == {
        "event": "request", "method": "GET", "route": "healthz", "status": 200,
    }  # fmt: skip
    assert isinstance(entry["ms"], int)
    assert "katrin" not in str(entry)
    assert "192.0.2.7" not in str(entry)


def test_the_portal_logs_this_way() -> None:
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    assert settings.LOGGING["handlers"] == {"stderr": {"class": "logging.StreamHandler", "formatter": "portal"}}
