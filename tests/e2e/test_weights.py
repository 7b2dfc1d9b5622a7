"""What a first and a second view cost, as a browser counts it, from the server that operators run."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from bench import processes
from bench.weights import BUDGETS, MOST_REQUESTS, SECOND_VIEW
from tests import make

pytestmark = pytest.mark.e2e


@dataclass
class Wire:
    """What came over the wire since the last look; answers from the browser's own cache cost nothing."""

    sizes: dict[str, int] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def of(self, context: BrowserContext, page: Page) -> None:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.requestServedFromCache", self._kept)
        session.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _kept(self, event: dict[str, Any]) -> None:
        self._addresses.pop(event["requestId"], None)

    def _came(self, event: dict[str, Any]) -> None:
        if (address := self._addresses.pop(event["requestId"], None)) and event["encodedDataLength"]:
            self.sizes[address] = self.sizes.get(address, 0) + int(event["encodedDataLength"])

    def take(self) -> dict[str, int]:
        """The bytes of each answer, headers included; the next look starts anew."""
        sizes, self.sizes = self.sizes, {}
        return sizes


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Gunicorn with compressed files, on this test's database."""
    database = os.environ["DATABASE_URL"].rpartition("/")[0]
    monkeypatch.setenv("DATABASE_URL", f"{database}/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.e2e.look.production")
    port = processes.free_port()
    with processes.web_server(port, tmp_path / "web.log"):
        yield f"http://127.0.0.1:{port}"


def test_pages_stay_within_their_budgets(portal: str, browser: Browser) -> None:
    author = make.user("katrin@example.org", display_name="Katrin Berger")
    ideas = [make.idea(f"Rufbus nach {number} Uhr", by=author) for number in range(20)]
    for number in range(25):
        make.comment(ideas[-1], author=author, text=f"Beitrag {number}: In Straupitz fehlt das auch.")
    paths = {**{name: path for name, (path, _most) in BUDGETS.items()}, "idea": ideas[-1].get_absolute_url()}
    too_much = {}
    for name, (_path, most) in BUDGETS.items():
        context = browser.new_context(viewport={"width": 360, "height": 800}, locale="de-DE")
        page, wire = context.new_page(), Wire()
        wire.of(context, page)
        page.goto(portal + paths[name], wait_until="networkidle")
        first = wire.take()
        page.goto(portal + paths[name] + "?", wait_until="networkidle")
        second = wire.take()
        context.close()
        assert len(first) > 2, "there was something to measure"
        if sum(first.values()) > most * 1024 or len(first) > MOST_REQUESTS[name]:
            too_much[name] = first
        if sum(second.values()) > SECOND_VIEW * 1024 or len(second) > 1:
            too_much[f"{name}, second view"] = second
    assert too_much == {}
