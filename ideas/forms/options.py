"""What can be chosen of each facet, and how it is called in addresses and on pages."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ideas.facets import WHOLE_REGION, Facet
from ideas.models import Source, Stage
from texts.languages import Language
from themes.catalogue import authorities, themes

PARAMETERS = {
    Facet.THEME: "thema",
    Facet.REGION: "region",
    Facet.STAGE: "stand",
    Facet.ANSWERED: "antwort",
    Facet.LANGUAGE: "sprache",
    Facet.SOURCE: "quelle",
}
STAGES = {
    "neu": Stage.NEW,
    "in-pruefung": Stage.UNDER_REVIEW,
    "wird-aufgegriffen": Stage.TAKEN_UP,
    "in-umsetzung": Stage.IN_IMPLEMENTATION,
    "umgesetzt": Stage.IMPLEMENTED,
    "nicht-weiterverfolgt": Stage.NOT_PURSUED,
}
SOURCES = {"online": Source.ONLINE, "karte": Source.CARD, "gespraech": Source.CONVERSATION, "import": Source.IMPORT}
WHOLE_REGION_SLUG = "ganze-lausitz"
ANSWERED = "ja"


class Option(NamedTuple):
    """One value of a facet; `is_offered` even while it is not chosen."""

    slug: str
    label: str
    value: Any
    slot: int | None = None
    is_offered: bool = True


def options(facet: Facet) -> list[Option]:
    """All values of a facet that addresses know, in their order."""
    return _OPTIONS[facet]()


def narrowing(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those names and values of an address that choose among the ideas; two months may have changed places."""
    names = {name: name for name in (*PARAMETERS.values(), "ort")} | {"von": "monat", "bis": "monat"}
    return {(names[name], value) for name, value in pairs if name in names and value.strip()}


def stage_slug(stage: str) -> str:
    """How a stage is called in addresses."""
    return next(slug for slug, known in STAGES.items() if known == stage)


def _regions() -> list[Option]:
    named = [Option(row.slug, row.label, row.pk) for row in authorities()]
    return [*named, Option(WHOLE_REGION_SLUG, _("only for the whole Lausitz"), WHOLE_REGION)]


_OPTIONS: dict[Facet, Callable[[], list[Option]]] = {
    Facet.THEME: lambda: [Option(row.slug, row.label, row.pk, row.slot, row.is_active) for row in themes()],
    Facet.REGION: _regions,
    Facet.STAGE: lambda: [Option(slug, str(stage.label), stage.value) for slug, stage in STAGES.items()],
    Facet.ANSWERED: lambda: [Option(ANSWERED, _("answered"), True), Option("nein", _("not answered yet"), False)],
    Facet.LANGUAGE: lambda: [Option(code.value, str(code.label), code.value) for code in Language],
    Facet.SOURCE: lambda: [Option(slug, str(source.label), source.value) for slug, source in SOURCES.items()],
}
