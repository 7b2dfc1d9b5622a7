"""Every page in every state that it knows, narrow and wide, light and dark, with and without JavaScript."""

from collections import defaultdict

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.e2e.look import matrix
from tests.e2e.look.tour import FOLDER, Tour, report

pytestmark = pytest.mark.e2e
_MOST = 25


def _tours() -> list[list[matrix.Cell]]:
    """Cells that share a world, in pieces small enough for two processes."""
    by_world: dict[tuple[object, ...], list[matrix.Cell]] = defaultdict(list)
    for cell in matrix.everything() if FOLDER else matrix.pairwise():
        by_world[(cell.state, cell.scheme, *((cell.width, cell.javascript) if FOLDER else ()))].append(cell)
    return [cells[start : start + _MOST] for cells in by_world.values() for start in range(0, len(cells), _MOST)]


@pytest.fixture(autouse=True)
def _with_error_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.e2e.look.urls"


@pytest.mark.parametrize("cells", _tours(), ids=lambda cells: f"{cells[0].state}-{cells[0].scheme}")
def test_pages_hold_what_they_promise(browser: Browser, live_server: LiveServer, cells: list[matrix.Cell]) -> None:
    tour = Tour(browser, live_server.url, cells[0].state)
    for cell in cells:
        tour.visit(cell)
    tour.close()
    assert not tour.findings, report(tour.findings)
