"""What a first and a second view cost, as a browser counts it, from the server that operators run."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench import processes
from bench.weights import BUDGETS, MOST_REQUESTS, REQUESTS_AGAIN, SECOND_VIEW
from ideas.models import Draft
from ideas.pictures import tray
from moderation import transparency
from tests import make
from tests.ideas import pictures

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
    # Its pictures are those of this test (`shelf`), its static files those collected for all.
    (tmp_path / "static").symlink_to(settings.STATIC_ROOT)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path))
    port = processes.free_port()
    with processes.web_server(port, tmp_path / "web.log"):
        yield f"http://127.0.0.1:{port}"


def test_pages_stay_within_their_budgets(portal: str, browser: Browser) -> None:
    author = make.user("katrin@example.org", display_name="Katrin Berger")
    ideas = [make.idea(f"Rufbus nach {number} Uhr", by=author) for number in range(20)]
    for number in range(25):
        make.comment(ideas[-1], author=author, text=f"Beitrag {number}: In Straupitz fehlt das auch.")
    transparency.count(timezone.localdate().year)
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
        if sum(second.values()) > SECOND_VIEW * 1024 or len(second) > REQUESTS_AGAIN.get(name, 1):
            too_much[f"{name}, second view"] = second
    assert too_much == {}


def test_pictures_cost_what_the_screen_can_show_and_only_once_they_are_near(portal: str, browser: Browser) -> None:
    """At first only the picture on top, in a size for the screen; the rest of the page as without pictures."""
    draft = Draft.objects.create()
    photos = [tray.add(draft, io.BytesIO(photo), len(photo)) for photo in map(_photo, range(3))]
    tray.describe(draft, {photo.name: "Haltestelle ohne Dach" for photo in photos})
    text = "In Straupitz fehlt abends ein Bus.\n\n" * 40
    idea = make.idea("Rufbus", draft=draft, text=text, by=make.user(groups=["Moderation"]))
    most = BUDGETS["idea"][1] * 1024
    for width, largest in [(360, 60_000), (1280, 220_000)]:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="de-DE")
        page, wire = context.new_page(), Wire()
        wire.of(context, page)
        page.goto(portal + idea.get_absolute_url(), wait_until="networkidle")
        seen = wire.take()
        shown = {address: size for address, size in seen.items() if "/bild/" in address}
        assert sum(seen.values()) - sum(shown.values()) <= most
        assert len(seen) - len(shown) <= MOST_REQUESTS["idea"]
        assert [address.rpartition(".")[2] for address in shown] == ["webp"]
        assert 0 < sum(shown.values()) <= largest, shown
        for image in page.locator("picture img").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
        assert len([address for address in wire.take() if "/bild/" in address]) == len(photos) - 1
        context.close()


def _photo(number: int) -> bytes:
    """As large as from a telephone, and like one hard to compress."""
    noise = Image.effect_noise((2400, 1600), 60).filter(ImageFilter.GaussianBlur(2 + number))
    return pictures.saved(noise.convert("RGB"), quality=90)
