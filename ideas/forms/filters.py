"""The filters of the idea list as they stand in its address.

Anybody can type an address, so nothing in it is an error: what is unknown is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self, TypeVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ideas import search
from ideas.models import Stage
from ideas.models.idea import IdeaQuerySet
from texts.cleaning import clean_line
from themes.catalogue import authorities, themes
from themes.models import Authority, Theme

Row = TypeVar("Row", Theme, Authority)
Value = TypeVar("Value")

PAGE_SIZE = 20
LAST_PAGE = 50
WORDS_LENGTH = 200
# The list of what was found: who has dropped a filter reads on there.
RESULTS = "#ergebnis"
NEWEST, MOST_SUPPORTED = "neu", "unterstuetzt"
STAGES = {
    "neu": Stage.NEW,
    "in-pruefung": Stage.UNDER_REVIEW,
    "wird-aufgegriffen": Stage.TAKEN_UP,
    "in-umsetzung": Stage.IN_IMPLEMENTATION,
    "umgesetzt": Stage.IMPLEMENTED,
    "nicht-weiterverfolgt": Stage.NOT_PURSUED,
}


class Choice(NamedTuple):
    """One box of a filter."""

    value: str
    label: str
    chosen: bool
    slot: int | None = None


class Order(NamedTuple):
    """One order of the list and its address."""

    label: str
    url: str
    chosen: bool


class Active(NamedTuple):
    """One filter in force and the address of the list without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Filter:
    """What is asked of the list. `page` is as asked for, possibly beyond `LAST_PAGE`."""

    words: str = ""
    themes: tuple[Theme, ...] = ()
    authorities: tuple[Authority, ...] = ()
    stages: tuple[str, ...] = ()
    order: str = NEWEST
    page: int = 1

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read an address; never raises."""
        return cls(
            words=clean_line(query.get("q", "")[:WORDS_LENGTH]),
            themes=_named(themes(), query.getlist("thema")),
            authorities=_named(authorities(), query.getlist("region")),
            stages=tuple(slug for slug in STAGES if slug in query.getlist("stand")),
            order=MOST_SUPPORTED if query.get("sort") == MOST_SUPPORTED else NEWEST,
            page=max(1, number(query.get("seite", ""))),
        )

    def narrow(self, ideas: IdeaQuerySet) -> IdeaQuerySet:
        """Those of `ideas` that are asked for, in no order."""
        if self.words:
            ideas = search.matching(ideas, self.words)
        if self.themes:
            ideas = ideas.about_theme(*[theme.pk for theme in self.themes])
        if self.authorities:
            ideas = ideas.about_authority(*[authority.pk for authority in self.authorities])
        if self.stages:
            ideas = ideas.filter(stage__in=[STAGES[slug] for slug in self.stages])
        return ideas

    def ordered(self, ideas: IdeaQuerySet) -> IdeaQuerySet:
        return ideas.most_supported() if self.order == MOST_SUPPORTED else ideas.newest()

    @property
    def is_narrowing(self) -> bool:
        return bool(self.words or self.themes or self.authorities or self.stages)

    @property
    def url(self) -> str:
        """The one address of this list; parameters at their default are left out."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [("thema", theme.slug) for theme in self.themes]
        pairs += [("region", authority.slug) for authority in self.authorities]
        pairs += [("stand", slug) for slug in self.stages]
        if self.order != NEWEST:
            pairs.append(("sort", self.order))
        if self.page > 1:
            pairs.append(("seite", str(self.page)))
        address = reverse("ideas:list")
        return f"{address}?{urlencode(pairs)}" if pairs else address

    def on_page(self, number: int) -> str:
        """The address of another page."""
        return replace(self, page=number).url

    def sorted_by(self, order: str) -> Self:
        return replace(self, order=order, page=1)

    def at_stage(self, slug: str) -> Self:
        return replace(self, stages=(slug,), page=1)

    @property
    def without_filters_url(self) -> str:
        return Filter(order=self.order).url + RESULTS

    @property
    def active(self) -> list[Active]:
        """What narrows the list, each with the address that drops it."""
        without: list[tuple[str, Filter]] = [
            *([(_("“%s”") % self.words, replace(self, words=""))] if self.words else []),
            *((row.label, replace(self, themes=_without(self.themes, row))) for row in self.themes),
            *((row.label, replace(self, authorities=_without(self.authorities, row))) for row in self.authorities),
            *((str(STAGES[slug].label), replace(self, stages=_without(self.stages, slug))) for slug in self.stages),
        ]
        return [Active(label, replace(other, page=1).url + RESULTS) for label, other in without]

    @property
    def theme_choices(self) -> list[Choice]:
        """Themes that can be chosen now, and others while they are chosen here."""
        shown = [theme for theme in themes() if theme.is_active or theme in self.themes]
        return [Choice(theme.slug, theme.label, theme in self.themes, theme.slot) for theme in shown]

    @property
    def authority_choices(self) -> list[Choice]:
        return [Choice(a.slug, a.label, a in self.authorities) for a in authorities()]

    @property
    def stage_choices(self) -> list[Choice]:
        return [Choice(slug, str(stage.label), slug in self.stages) for slug, stage in STAGES.items()]

    @property
    def orders(self) -> list[Order]:
        labels = {NEWEST: _("Newest"), MOST_SUPPORTED: _("Most supported")}
        return [Order(label, self.sorted_by(order).url, order == self.order) for order, label in labels.items()]


def number(text: str) -> int:
    """A number as it stands in an address; 0 for whatever is none, never beyond a bigint."""
    return int(text[:18]) if text.isascii() and text.isdigit() else 0


def stage_slug(stage: str) -> str:
    """How a stage is called in addresses."""
    return next(slug for slug, known in STAGES.items() if known == stage)


def _named(rows: Iterable[Row], slugs: Sequence[str]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.slug in slugs)


def _without(values: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    return tuple(other for other in values if other != value)
