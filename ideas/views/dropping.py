"""Where nothing fits: what single filter stands in the way."""

from typing import Any, NamedTuple

from ideas import listing, references
from ideas.forms.filters import RESULTS, Filter
from ideas.search import finding
from ideas.views import results
from ideas.views.results import Results

# Each costs a query, and only here.
MOST_TRIED, MOST_OFFERED = 6, 3


class WayOut(NamedTuple):
    """The list without one filter; `label` is what is dropped."""

    label: str
    url: str
    number: int
    # Behind few ideas with all words stand others, which are not counted.
    is_least: bool

    @property
    def is_counted(self) -> bool:
        """Otherwise there are more than `listing.MOST_COUNTED`."""
        return self.number <= listing.MOST_COUNTED


def context(asked: Filter, found: Results) -> dict[str, Any]:
    """What `_nothing_found.html` needs."""
    names_reference = references.parse(asked.words) is not None or references.is_called_number(asked.words)
    return {
        "names_reference": names_reference or references.number(asked.words) is not None,
        "found": found.found,
        # A number alone may stand in texts behind other filters.
        "ways_out": [] if found.ideas or names_reference else ways_out(asked, found),
    }


def ways_out(asked: Filter, found: Results) -> list[WayOut]:
    """The longest lists that one filter less gives; none where there is only one, without which are all ideas.

    Of words that only the newest ideas were searched for, the other lists would say as little.
    """
    narrowings = asked.narrowings
    if len(narrowings) < 2:
        return []
    ways = []
    for label, other in narrowings[:MOST_TRIED]:
        if not (found.found.is_cut and other.words):
            number = results.number(other, found.found.question)
            is_least = other.order == listing.RELEVANT and number < finding.ENOUGH
            ways.append(WayOut(label, other.url + RESULTS, number, is_least))
    best = sorted(ways, key=lambda way: -min(way.number, listing.MOST_COUNTED + 1))
    return [way for way in best if way.number][:MOST_OFFERED]
