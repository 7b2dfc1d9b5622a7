"""The filters of the idea list as they stand in its address.

Anybody can type an address, so nothing in it is an error: what is unknown is left out.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from random import SystemRandom
from typing import NamedTuple, Self

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ideas.facets import Facet, Wanted, conditions
from ideas.forms.options import PARAMETERS, narrowing, options
from ideas.listing import KEYS, NEWEST, RELEVANT, SHUFFLED, Cursor
from ideas.models.idea import IdeaQuerySet
from ideas.references import BERLIN
from ideas.search import finding
from texts.cleaning import clean_line, number_in
from texts.wording import Wording
from themes.catalogue import gazetteer

WORDS_LENGTH = 200
SEEDS = 10_000
# The list of what was found: who has dropped a filter reads on there.
RESULTS = "#ergebnis"
# The views that show what a filter finds.
LIST, MAP, POINTS = "ideas:list", "ideas:map", "ideas:map_points"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class Active(NamedTuple):
    """One filter in force and the address of the list without it."""

    label: str
    remove_url: str


class Narrowing(NamedTuple):
    """One way in which the list is narrowed, with all its values, and the list without it."""

    label: str
    other: "Filter"


@dataclass(frozen=True)
class Filter:
    """What is asked of the list. `page` is as asked for, possibly beyond the last."""

    words: str = ""
    # Slugs by facet, in the order of the options.
    chosen: tuple[tuple[Facet, tuple[str, ...]], ...] = ()
    # Slugs of municipalities, any of which counts.
    places: tuple[str, ...] = ()
    first_month: date | None = None
    last_month: date | None = None
    order: str = ""
    seed: int = 0
    page: int = 1
    cursor: Cursor | None = None
    view: str = LIST
    # Something in the address that would narrow the list is not known.
    leaves_out: bool = False

    def __post_init__(self) -> None:
        if not self.order or (self.order == RELEVANT and not self.words):
            object.__setattr__(self, "order", self.default_order)

    @property
    def default_order(self) -> str:
        return RELEVANT if self.words else NEWEST

    @classmethod
    def from_query(cls, query: QueryDict, *, view: str = LIST) -> Self:
        """Read an address of `view`; never raises. A shuffled list without its seed gets one."""
        order = query.get("sort", "")
        order = order if order in KEYS or order == SHUFFLED else ""
        first, last = _month(query.get("von", "")), _month(query.get("bis", ""))
        if first and last and last < first:
            first, last = last, first
        after, before = query.get("nach", ""), query.get("vor", "")
        words = clean_line(query.get("q", "")[:WORDS_LENGTH])
        # What was found for words has page numbers to its end.
        asks_on = bool(after or before) and not words
        cursor = Cursor.parse(after or before, order or NEWEST, backwards=not after) if asks_on else None
        chosen = {facet: _known(facet, query.getlist(name)) for facet, name in PARAMETERS.items() if name in query}
        asked = cls(
            words=words,
            chosen=tuple((facet, slugs) for facet, slugs in chosen.items() if slugs),
            places=_places(query.getlist("ort")),
            first_month=first,
            last_month=last,
            order=order,
            seed=(number_in(query.get("los", "")) % SEEDS or _draw()) if order == SHUFFLED else 0,
            page=max(1, number_in(query.get("seite", "")[:9])),
            cursor=cursor,
            view=view,
        )
        typed = ((name, value) for name in query for value in query.getlist(name))
        return replace(asked, leaves_out=not narrowing(typed) <= narrowing(asked.pairs))

    def slugs(self, facet: Facet) -> tuple[str, ...]:
        """What is chosen of a facet."""
        return dict(self.chosen).get(facet, ())

    def choosing(self, facet: Facet, *slugs: str) -> Self:
        """The first page of the list with these values of a facet, with any when there are none."""
        others = [(other, kept) for other, kept in self.chosen if other != facet]
        chosen = sorted([*others, (facet, slugs)] if slugs else others)
        return replace(self, chosen=tuple(chosen), page=1, cursor=None)

    def in_places(self, *slugs: str) -> Self:
        """The first page of the list with these municipalities, with any when there are none."""
        return replace(self, places=slugs, page=1, cursor=None)

    def sorted_by(self, order: str) -> Self:
        return replace(self, order=order, seed=0, page=1, cursor=None)

    @cached_property
    def wanted(self) -> Wanted:
        """The chosen values by facet."""
        return {
            facet: frozenset(option.value for option in options(facet) if option.slug in slugs)
            for facet, slugs in self.chosen
        }

    @property
    def fitting(self) -> Q:
        """Facets, municipalities and months as a condition, without the words."""
        return conditions(self.wanted) & self.others

    @property
    def others(self) -> Q:
        """The municipalities and the months as a condition."""
        found = Q(place_id__in=[gazetteer().by_slug[slug].pk for slug in self.places]) if self.places else Q()
        if self.first_month:
            found &= Q(published_at__gte=_start(self.first_month))
        if self.last_month:
            found &= Q(published_at__lt=_start(_next(self.last_month)))
        return found

    def narrow(self, ideas: IdeaQuerySet) -> IdeaQuerySet:
        """Those of `ideas` that are asked for, in no order."""
        if self.words:
            ideas = finding.matching(ideas, self.words)
        return ideas.filter(self.fitting)

    @property
    def is_narrowing(self) -> bool:
        return bool(self.words or self.chosen or self.places or self.first_month or self.last_month)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address in their one order; what is at its default is left out."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(PARAMETERS[facet], slug) for facet, slugs in self.chosen for slug in slugs]
        pairs += self.place_pairs
        pairs += [("von", f"{self.first_month:%Y-%m}")] if self.first_month else []
        pairs += [("bis", f"{self.last_month:%Y-%m}")] if self.last_month else []
        if self.order != self.default_order:
            pairs.append(("sort", self.order))
        if self.seed:
            pairs.append(("los", str(self.seed)))
        if self.page > 1:
            pairs.append(("seite", str(self.page)))
        if self.cursor:
            pairs.append(("vor" if self.cursor.backwards else "nach", str(self.cursor)))
        return pairs

    @property
    def place_pairs(self) -> list[tuple[str, str]]:
        return [("ort", slug) for slug in self.places]

    @cached_property
    def url(self) -> str:
        """The one address of this list, or of this map."""
        address = reverse(self.view)
        return f"{address}?{urlencode(self.pairs)}" if self.pairs else address

    def seen_as(self, view: str) -> Self:
        """The same ideas in another view, from the beginning."""
        return replace(self, view=view, page=1, cursor=None)

    @property
    def list_url(self) -> str:
        return self.seen_as(LIST).url

    @property
    def map_url(self) -> str:
        return self.seen_as(MAP).url

    @property
    def points_url(self) -> str:
        return self.seen_as(POINTS).url

    @cached_property
    def feed_url(self) -> str:
        """The newest of these ideas as a feed."""
        pairs = replace(self, order=NEWEST, seed=0, page=1, cursor=None).pairs
        address = reverse("ideas:feed")
        return f"{address}?{urlencode(pairs)}" if pairs else address

    def for_words(self, words: str) -> str:
        """The address of the list for other words under the same filters."""
        return replace(self, words=words, page=1, cursor=None).url + RESULTS

    def on_page(self, number: int, cursor: Cursor | None = None) -> str:
        """The address of another page."""
        return replace(self, page=number, cursor=cursor).url

    @property
    def without_filters_url(self) -> str:
        return Filter(order=self.order, seed=self.seed, view=self.view).url + RESULTS

    @cached_property
    def active(self) -> list[Active]:
        """What narrows the list, each with the address that drops it."""
        here = replace(self, page=1, cursor=None)
        without: list[tuple[str, Filter]] = [
            *([(_("“%s”") % self.words, replace(here, words=""))] if self.words else []),
            *(
                (option.label, here.choosing(facet, *(slug for slug in slugs if slug != option.slug)))
                for facet, slugs in self.chosen
                for option in options(facet)
                if option.slug in slugs
            ),
            *(
                (gazetteer().by_slug[slug].label, here.in_places(*(kept for kept in self.places if kept != slug)))
                for slug in self.places
            ),
        ]
        if self.first_month or self.last_month:
            without.append((self._period_label(), replace(here, first_month=None, last_month=None)))
        return [Active(label, other.url + RESULTS) for label, other in without]

    @property
    def label(self) -> str:
        """What narrows the list, for the title of a page or a feed."""
        return ", ".join(str(active.label) for active in self.active)

    @property
    def narrowings(self) -> list[Narrowing]:
        """What narrows the list. Of several values of one kind any counts, so only all of them stand in the way."""
        here = replace(self, page=1, cursor=None)
        found = [Narrowing(self.words, replace(here, words=""))] if self.words else []
        for facet, slugs in self.chosen:
            labels = (option.label for option in options(facet) if option.slug in slugs)
            found.append(Narrowing(Wording.joined(", ", labels), here.choosing(facet)))
        if self.places:
            labels = (gazetteer().by_slug[slug].label for slug in self.places)
            found.append(Narrowing(Wording.joined(", ", labels), here.in_places()))
        if self.first_month or self.last_month:
            found.append(Narrowing(self._period_label(), replace(here, first_month=None, last_month=None)))
        return found

    def _period_label(self) -> str:
        first, last = (date_format(month, "F Y") if month else "" for month in (self.first_month, self.last_month))
        if first == last:
            return first
        if first and last:
            return _("%(first)s to %(last)s") % {"first": first, "last": last}
        return _("from %s") % first if first else _("until %s") % last


def _known(facet: Facet, asked: list[str]) -> tuple[str, ...]:
    return tuple(option.slug for option in options(facet) if option.slug in asked)


def _places(asked: list[str]) -> tuple[str, ...]:
    """Those there are, in the order of the alphabet."""
    return tuple(slug for slug in gazetteer().by_slug if slug in asked) if asked else ()


def _month(text: str) -> date | None:
    match = _MONTH.fullmatch(text)
    return date(int(match[1]), int(match[2]), 1) if match else None


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _start(month: date) -> datetime:
    """Its first instant in Europe/Berlin."""
    return datetime(month.year, month.month, 1, tzinfo=BERLIN)


def _draw() -> int:
    return SystemRandom().randrange(1, SEEDS)
