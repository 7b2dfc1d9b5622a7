"""Fragments of HTML that are rendered once for everybody and kept in the process.

The values of a fragment hold everything its HTML depends on, exact numbers included. Equal values
look equal, so there is nothing to invalidate and nothing out of date.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ideas.facts import region_in_short
from ideas.models import Idea
from ideas.search.excerpts import Excerpt
from themes.catalogue import themes_by_id

ROW, CARD = "components/idea_row.html", "components/idea_card.html"
FRAGMENTS_KEPT = 4000


class Values(Protocol):
    """A named tuple: the variables of a template."""

    def __hash__(self) -> int: ...
    def _asdict(self) -> dict[str, Any]: ...


class Chip(NamedTuple):
    """A theme as shown beside an idea."""

    label: str
    slot: int | None


class Row(NamedTuple):
    """An idea in a list. `idea` compares by its key; what can change of it stands beside it."""

    idea: Idea
    changed_at: datetime
    supports: int
    comments: int
    themes: tuple[Chip, ...]
    region: str
    found: Excerpt | None


def rendered(template: str, values: Values) -> SafeString:
    """The fragment `template` with `values`, in the language of the page."""
    return _rendered(template, get_language() or "", values)


def rows(
    ideas: Iterable[Idea], *, template: str = ROW, excerpts: Mapping[int, Excerpt] | None = None
) -> list[SafeString]:
    """The HTML of each idea; `ideas` come `with_counts`, `excerpts` say by id why they were found."""
    return [rendered(template, _row(idea, (excerpts or {}).get(idea.pk))) for idea in ideas]


def _row(idea: Idea, found: Excerpt | None) -> Row:
    known = themes_by_id()
    return Row(
        idea=idea,
        changed_at=idea.changed_at,
        supports=idea.counter.supports,
        comments=idea.counter.comments,
        themes=tuple(Chip(known[pk].label, known[pk].slot) for pk in idea.theme_ids if pk in known),
        region=region_in_short(idea),
        found=found,
    )


@lru_cache(maxsize=FRAGMENTS_KEPT)
def _rendered(template: str, language: str, values: Values) -> SafeString:
    return render_to_string(template, values._asdict())
