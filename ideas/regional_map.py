"""The map of the region: areas that are links, with their names and the number of their ideas."""

from typing import NamedTuple

from django.urls import reverse

from ideas.facets import Facet, Numbers
from texts.fields import in_language
from themes.models import Authority
from themes.outlines import SOURCE, Outline, outlines, view_box

# In units of the drawing, about half a pixel on a desk's screen.
NAME_STEP, SECOND_STEP, COUNT_STEP = 31, 26, 42
LONGEST_LINE = 13
# Shades by number, lightest first; a city drawn inside a district has a colour of its own.
SHADES, OF_A_CITY = 3, 4
_PADDING = 12


class Line(NamedTuple):
    """A line of a label; `kind` is "name" or "second", the Sorbian name."""

    text: str
    y: int
    kind: str


class Area(NamedTuple):
    """An authority on the map."""

    label: str
    url: str
    outline: Outline
    lines: tuple[Line, ...]
    number: int
    number_at: tuple[int, int]
    tone: int


class RegionalMap(NamedTuple):
    """`neighbours` take no part and are drawn without a link; without `is_whole` somebody is missing."""

    view_box: str
    areas: list[Area]
    neighbours: list[Outline]
    is_whole: bool
    source: str


def regional_map(authorities: list[Authority], counted: Numbers) -> RegionalMap:
    """The map with these authorities; what has no outline is left to the list beside it."""
    known = outlines()
    most = max((counted.of(Facet.REGION, row.pk) for row in authorities), default=0)
    areas = [_area(row, known[row.slug], counted, most) for row in authorities if row.slug in known]
    shown = {row.slug for row in authorities}
    neighbours = [outline for slug, outline in known.items() if slug not in shown]
    return RegionalMap(view_box(), areas, neighbours, len(areas) == len(authorities), SOURCE)


def own_outline(authority: Authority) -> tuple[str, str] | None:
    """`viewBox` and path of one area alone, or None."""
    outline = outlines().get(authority.slug)
    if outline is None:
        return None
    x, y, width, height = outline.box
    box = (x - _PADDING, y - _PADDING, width + 2 * _PADDING, height + 2 * _PADDING)
    return " ".join(map(str, box)), outline.path


def _area(row: Authority, outline: Outline, counted: Numbers, most: int) -> Area:
    lines: list[Line] = []
    y = outline.y
    for kind, step, name in [
        ("name", NAME_STEP, in_language(row.name)),
        *(("second", SECOND_STEP, name) for name in row.sorbian_names),
    ]:
        for text in _broken(name):
            lines.append(Line(text, y, kind))
            y += step
    number = counted.of(Facet.REGION, row.pk)
    url = reverse("themes:authority", args=[row.slug])
    below_name = (outline.x, y + COUNT_STEP - NAME_STEP)
    number_at = outline.number_at or below_name
    return Area(row.label, url, outline, tuple(lines), number, number_at, _tone(outline, number, most))


def _tone(outline: Outline, number: int, most: int) -> int:
    """Its shade: which third of the greatest number it reaches."""
    return OF_A_CITY if outline.tone == OF_A_CITY else 1 + min(SHADES - 1, SHADES * number // (most + 1))


def _broken(name: str) -> list[str]:
    """A long name in two lines, after its hyphen."""
    first, hyphen, rest = name.partition("-")
    return [first + hyphen, rest] if hyphen and len(name) > LONGEST_LINE else [name]
