"""Where the districts and cities lie: their outlines, simplified, as paths of one drawing.

Made from the administrative areas of the Bundesamt für Kartographie und Geodäsie (GeoNutzV: free to
use, the source is named, changes are marked): shared borders stay shared, about 690 points for seven areas.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

SOURCE = "© GeoBasis-DE / BKG"
_FILE = Path(__file__).with_name("outlines.json")


class Outline(NamedTuple):
    """One area: SVG path data, the middle of its label, its box (x, y, width, height) and its shade.

    `number_at` is where a number stands that does not follow the name: in a small area whose name stands beside it.
    """

    name: str
    path: str
    x: int
    y: int
    box: tuple[int, int, int, int]
    tone: int
    number_at: tuple[int, int] | None


@cache
def _drawing() -> dict[str, Any]:
    drawing: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return drawing


def view_box() -> str:
    """The `viewBox` of the whole region."""
    return " ".join(map(str, _drawing()["view_box"]))


@cache
def outlines() -> dict[str, Outline]:
    """Every area by the slug of its authority; also of neighbours that do not take part."""
    return {slug: _outline(area) for slug, area in _drawing()["areas"].items()}


def _outline(area: dict[str, Any]) -> Outline:
    x, y = area["label"]
    number_at = tuple(area["count"]) if "count" in area else None
    return Outline(area["name"], area["path"], x, y, tuple(area["box"]), area["tone"], number_at)
