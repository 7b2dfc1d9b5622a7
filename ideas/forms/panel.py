"""The form beside the list: what can be chosen, and how many ideas each choice would give."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _

from ideas import facets, presentation
from ideas.facets import Facet, Numbers
from ideas.forms.filters import LIST, MAP, Filter
from ideas.forms.options import PARAMETERS, Option, options
from ideas.listing import MOST_COUNTED, MOST_DISCUSSED, MOST_SUPPORTED, MOVING, NEWEST, RELEVANT, SHUFFLED

# Nothing in the form chooses these; a map has no order, but leads back to a list with one.
_KEPT = {LIST: {"ort"}, MAP: {"ort", "sort", "los"}}


class Choice(NamedTuple):
    """One box of a filter; `number` is None where nobody has counted."""

    value: str
    label: str
    chosen: bool
    number: int | None
    slot: int | None = None

    @property
    def is_many(self) -> bool:
        return self.number is not None and self.number > MOST_COUNTED


class Group(NamedTuple):
    """One facet with its boxes; `is_open` while something in it is chosen or it is one of the first."""

    name: str
    legend: str
    choices: tuple[Choice, ...]
    is_open: bool


class Month(NamedTuple):
    """A month that can be chosen."""

    value: str
    label: str


class Panel(NamedTuple):
    """The form: HTML of its parts; `kept` is what the address has beside it, names and values."""

    url: str
    kept: list[tuple[str, str]]
    parts: list[SafeString]


class Period(NamedTuple):
    """The months of publication, and from which to which."""

    months: tuple[Month, ...]
    first_month: str
    last_month: str


class Order(NamedTuple):
    """One order of the list; without a `value` the one that holds unless another is chosen."""

    value: str
    label: str
    chosen: bool


def of(asked: Filter, numbers: Numbers | None) -> Panel:
    """The form as it stands beside what `asked` finds."""
    groups = [_group(asked, facet, legend, numbers) for facet, legend in _legends().items()]
    parts = [presentation.rendered("ideas/_filter_group.html", group) for group in groups]
    months = _months(facets.current().months, get_language() or "")
    period = Period(months, _month(asked.first_month), _month(asked.last_month))
    if len(months) > 1 or period.first_month or period.last_month:
        parts.append(presentation.rendered("ideas/_filter_period.html", period))
    kept = [pair for pair in asked.pairs if pair[0] in _KEPT[asked.view]]
    return Panel(reverse(asked.view), kept, parts)


def orders(asked: Filter) -> list[Order]:
    """All orders, the one in force chosen."""
    labels = ({RELEVANT: _("Best match")} if asked.words else {}) | {
        NEWEST: _("Newest"),
        MOST_SUPPORTED: _("Most supported"),
        MOST_DISCUSSED: _("Most discussed"),
        MOVING: _("Moving most right now"),
        SHUFFLED: _("Shuffled"),
    }
    return [
        Order("" if order == asked.default_order else order, label, order == asked.order)
        for order, label in labels.items()
    ]


def _legends() -> dict[Facet, str]:
    return {
        Facet.THEME: _("Theme"),
        Facet.REGION: _("District or city"),
        Facet.STAGE: _("What has become of it"),
        Facet.ANSWERED: _("Answer of an authority"),
        Facet.LANGUAGE: _("Language"),
        Facet.SOURCE: _("How it came in"),
    }


def _group(asked: Filter, facet: Facet, legend: str, numbers: Numbers | None) -> Group:
    chosen = asked.slugs(facet)
    choices = tuple(
        _choice(option, facet, numbers, chosen=option.slug in chosen)
        for option in options(facet)
        if option.is_offered or option.slug in chosen
    )
    return Group(PARAMETERS[facet], legend, choices, bool(chosen) or facet <= Facet.STAGE)


def _choice(option: Option, facet: Facet, numbers: Numbers | None, *, chosen: bool) -> Choice:
    number = numbers.of(facet, option.value) if numbers else None
    return Choice(option.slug, option.label, chosen, number, option.slot)


@lru_cache(maxsize=16)
def _months(months: tuple[date, ...], _language: str) -> tuple[Month, ...]:
    return tuple(Month(_month(month), date_format(month, "F Y")) for month in months)


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""
