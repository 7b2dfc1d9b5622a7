"""Points on the ground that people type: two numbers in degrees (WGS 84), within the region."""

import re
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from themes.catalogue import authorities
from themes.outlines import kilometres_from, outlines

DECIMALS = Decimal("0.00001")
# A point beside the region may still be about it.
MOST_KILOMETRES = 5.0
# Digits of ASCII only: Python would read those of any script as numbers.
_NUMBER = r"([0-9]{1,3}(?:[.,][0-9]{1,15})?) ?°? ?[NEO]?"
_ONE = re.compile(_NUMBER, re.IGNORECASE)
_TWO = re.compile(rf"{_NUMBER}(?: ?[,;/] ?| ){_NUMBER}", re.IGNORECASE)


class NotAPoint(ValueError):
    """The message is a sentence for the person who typed it."""


class Point(NamedTuple):
    """In degrees north and east, to about a metre."""

    lat: Decimal
    lon: Decimal


def read(typed: str) -> Point | None:
    """The point of "51,75 14,33", in either order, with points or commas; None of nothing. Raises `NotAPoint`."""
    typed = " ".join(typed.split())
    if not typed:
        return None
    if _ONE.fullmatch(typed):
        raise NotAPoint(_("Please give both numbers, or leave both empty."))
    found = _TWO.fullmatch(typed)
    if found is None:
        raise NotAPoint(_("Please write two numbers, for example 51.75 and 14.33."))
    lon, lat = sorted(Decimal(number.replace(",", ".")).quantize(DECIMALS) for number in found.groups())
    point = Point(lat, lon)
    if not is_near(point):
        raise NotAPoint(_("This point lies outside the Lausitz. Please check the two numbers."))
    return point


def is_near(point: Point) -> bool:
    """Whether it lies in an authority that takes part, or at most `MOST_KILOMETRES` from one."""
    drawn = [row.slug for row in authorities() if row.slug in outlines()]
    lon, lat = float(point.lon), float(point.lat)
    return any(kilometres_from(slug, lon=lon, lat=lat) <= MOST_KILOMETRES for slug in drawn)


def written(degrees: Decimal, *, decimals: int | None = None) -> str:
    """As people write it in the language of the page; with all its decimals or rounded to so many."""
    if decimals is None:
        decimals = max(0, -int(degrees.normalize().as_tuple().exponent))
    return number_format(degrees, decimals)


def spelled(point: Point, *, decimals: int | None = None) -> str:
    """Such as "51.75° N, 14.33° E"."""
    lat, lon = written(point.lat, decimals=decimals), written(point.lon, decimals=decimals)
    return _("%(lat)s° N, %(lon)s° E") % {"lat": lat, "lon": lon}
