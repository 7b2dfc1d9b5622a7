"""Where the districts and cities lie: their outlines, simplified, as paths of one drawing.

Made from the administrative areas of the Bundesamt für Kartographie und Geodäsie (GeoNutzV: free to
use, the source is named, changes are marked): shared borders stay shared, about 690 points for seven areas.
The drawing is true to scale: 452 units are one degree of longitude, as far as on the ground at 51.6° north.
"""

import json
import math
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

SOURCE = "© GeoBasis-DE / BKG"
_FILE = Path(__file__).with_name("outlines.json")
_WEST, _NORTH = 13.0, 52.5
_PER_LONGITUDE = 452.0
_PER_LATITUDE = _PER_LONGITUDE / math.cos(math.radians(51.6))
_PER_KILOMETRE = _PER_LATITUDE / 111.2
_RING = re.compile(r"M(-?\d+) (-?\d+)l([^z]*)z")
_Dot: TypeAlias = tuple[float, float]


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


def kilometres_from(slug: str, *, lon: float, lat: float) -> float:
    """How far a point on the ground (WGS 84, degrees) lies from the area of `slug`; 0 within it."""
    dot = ((lon - _WEST) * _PER_LONGITUDE, (_NORTH - lat) * _PER_LATITUDE)
    sides = [side for ring in _rings(slug) for side in pairwise(ring)]
    if sum(_is_left_of(dot, *side) for side in sides) % 2:
        return 0.0
    return min(_distance(dot, *side) for side in sides) / _PER_KILOMETRE


@cache
def on_ground(slug: str) -> list[list[tuple[int, int]]]:
    """The closed lines around an area as longitude and latitude in thousandths of a degree (WGS 84)."""
    return [
        [(round(1000 * (_WEST + x / _PER_LONGITUDE)), round(1000 * (_NORTH - y / _PER_LATITUDE))) for x, y in ring]
        for ring in _rings(slug)
    ]


@cache
def _rings(slug: str) -> list[list[_Dot]]:
    """Closed lines of dots in the drawing."""
    rings = []
    for x, y, steps in _RING.findall(outlines()[slug].path):
        ring = [(float(x), float(y))]
        numbers = [float(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        rings.append([*ring, ring[0]])
    return rings


def _is_left_of(dot: _Dot, start: _Dot, end: _Dot) -> bool:
    """Whether a line from `dot` to the right crosses this side: an odd number of times from within."""
    (x, y), (x1, y1), (x2, y2) = dot, start, end
    return (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)


def _distance(dot: _Dot, start: _Dot, end: _Dot) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((dot[0] - start[0]) * dx + (dot[1] - start[1]) * dy) / length if length else 0.0
    along = max(0.0, min(1.0, along))
    return math.dist(dot, (start[0] + along * dx, start[1] + along * dy))


def _outline(area: dict[str, Any]) -> Outline:
    x, y = area["label"]
    number_at = tuple(area["count"]) if "count" in area else None
    return Outline(area["name"], area["path"], x, y, tuple(area["box"]), area["tone"], number_at)
