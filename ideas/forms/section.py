"""The part of the map that a browser shows, as it stands in an address: nothing in it is an error."""

import re

from django.http import QueryDict

from texts.cleaning import number_in
from ideas.spots import Section

_NUMBER = r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)"
_FOUR = re.compile(",".join([_NUMBER] * 4))


def section(query: QueryDict) -> Section:
    """West, south, east and north in degrees; the whole region where these are not four numbers."""
    found = _FOUR.fullmatch(query.get("ausschnitt", "")[:80])
    return Section.around(*map(float, found.groups())) if found else Section()


def zoom(query: QueryDict) -> int:
    """The zoom of a map on the web, 0 where there is none; `spots.clusters` keeps to what it knows."""
    return number_in(query.get("stufe", ""))
