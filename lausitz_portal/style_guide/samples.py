"""What the style guide shows: made up, never written to the database. Texts of citizens are German."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ideas.models import Comment, Stage, Status
from ideas.facets import Facet, Numbers
from ideas.pictures.showing import Shown as Picture
from ideas.presentation import Chip
from ideas.regional_map import RegionalMap, regional_map
from ideas.thread import COMMENT, Entry, Shown
from ideas.timeline import Step
from ideas.views import paging
from lausitz_portal.style_guide import fields, tokens
from texts.charts import Bars, Columns, Value
from themes.catalogue import authorities
from themes.models import Theme

DAY = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 9, 15, 16, 5, tzinfo=UTC)
LONG_WORD = "Braunkohlesanierungsfolgelandschaftsgestaltungsbeteiligungsverfahren"
LONG_TITLE = (
    "Alle Orte am Wasser zwischen Senftenberg, Spremberg und Weißwasser sollen mit Bahn und Rufbus auch abends, am "
    "Wochenende und in den Ferien so erreichbar sein, dass niemand mehr ein zweites Auto braucht"
)
TEXT = "Wer in Lübben im Kino war, kommt ohne Auto nicht heim. Ein Rufbus um 22 und um 24 Uhr würde reichen."
THEMES = (
    ("Wirtschaft & Innovation", "Neue Arbeit, Gründung, Forschung und Handwerk"),
    ("Mobilität & Digitales", "Bahn, Bus, Rad und schnelle Netze"),
    ("Zusammenleben & Daseinsvorsorge", "Ärzte, Schulen, Wohnen und Ehrenamt: was man zum Leben vor Ort braucht"),
    ("Kultur, Sprache & Bildung", "Sorbische und deutsche Kultur, Lernen und Feste"),
    ("Landschaft & Energie", "Seen, Heide, Wald und saubere Energie"),
)
PAGE = "?seite={}#wege".format
# Width and height of static/img/share.png.
SHARED = (1200, 630)
LEVELS = (constants.INFO, constants.SUCCESS, constants.WARNING, constants.ERROR)
_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)"')


class Counts(NamedTuple):
    """Instead of the counter row of an idea."""

    supports: int = 0
    comments: int = 0


NOTHING = Counts()


@dataclass(frozen=True, kw_only=True)
class SampleIdea:
    """What cards and rows read of an idea. A real one cannot be given a stage outside its lifecycle."""

    title: str
    stage: Stage = Stage.NEW
    excerpt: str = TEXT
    counter: Counts = NOTHING
    language: str = "de"
    reference: str = "2026-00042"
    published_at: datetime = DAY

    def get_stage_display(self) -> str:
        return str(self.stage.label)

    def get_absolute_url(self) -> str:
        return "#ideen"


class Listed(NamedTuple):
    """The variables of a card or a row."""

    idea: SampleIdea
    themes: list[Chip]
    region: str = ""


def everything(prefix: str) -> dict[str, Any]:
    """All samples; `prefix` and the keys made of it keep the ids of two columns apart."""
    return {
        "spaces": tokens.lengths("space"),
        "radii": tokens.lengths("radius"),
        "icons": icons(),
        "themes": themes(),
        "stages": [(stage.value, stage.label) for stage in Stage],
        "statuses": [("draft", _("Draft")), *((status.value, status.label) for status in Status)],
        "tones": ("info", "ok", "warn", "error"),
        "variants": ("primary", "secondary", "quiet", "danger"),
        "notices": _notices(),
        "messages": [Message(level, text) for level, (_tone, text) in zip(LEVELS, _notices(), strict=True)],
        "ideas": _ideas(),
        "entries": _entries(first_key=1_000_000 if prefix == "dark" else 1),
        "states": fields.states(prefix),
        "whole_form": fields.WholeForm({}, prefix=f"{prefix}-whole"),
        "lists": [paging.numbered(page, last, PAGE) for page, last in ((1, 2), (3, 5), (25, 50), (9, 9))],
        "neighbours": paging.neighbours(2, PAGE, has_next=True),
        "map": _map(),
        "pictures": _pictures(),
        **_facts(),
        **_charts(),
    }


def icons() -> list[str]:
    """The names of all symbols in the sheet."""
    sheet = settings.BASE_DIR / "templates" / "components" / "icon_sheet.html"
    return _SYMBOL.findall(sheet.read_text(encoding="utf-8"))


def themes() -> list[Theme]:
    """The five colours and the neutral theme, unsaved."""
    rows = [
        Theme(slug=f"thema-{slot}", name={"de": name}, explanation={"de": line}, slot=slot)
        for slot, (name, line) in enumerate(THEMES, start=1)
    ]
    return [*rows, Theme(slug="thema-0", name={"de": "Ohne Farbe"})]


def _notices() -> list[tuple[str, str]]:
    return [
        ("info", _("Only you can see this until it is released.")),
        ("ok", _("The link is copied.")),
        ("warn", _("Do others use this device too? Then close your idea when you are done.")),
        ("error", _("This page was open for too long. Please press the button once more.")),
    ]


def _ideas() -> list[Listed]:
    chips = [Chip(theme.label, theme.slot) for theme in themes()]
    return [
        Listed(SampleIdea(title="Badestelle"), chips[4:5], "Spree-Neiße/Sprjewja-Nysa"),
        Listed(
            SampleIdea(title=LONG_TITLE, stage=Stage.UNDER_REVIEW, excerpt=f"{TEXT} " * 3, counter=Counts(12_345, 1)),
            chips[1:3],
            "Weißwasser/Oberlausitz, Görlitz/Zhorjelc und 2 weitere",
        ),
        Listed(
            SampleIdea(title=LONG_WORD, stage=Stage.IN_IMPLEMENTATION, excerpt="", counter=Counts(1, 12)), chips[5:]
        ),
        Listed(
            SampleIdea(title="Serbska rěc w šuli", language="dsb", excerpt="", stage=Stage.NOT_PURSUED),
            chips[3:4],
            "Cottbus/Chóśebuz",
        ),
    ]


def _entries(first_key: int) -> list[Entry]:
    """A discussion in which everything has happened once."""
    said = Shown(_comment(first_key), TEXT, None, "Katrin Berger", "KB", answer_url="./", can_report=True)
    replies = [
        said._replace(comment=_comment(first_key + 1), name="Martin Schulz", initials="MS", team=_("Project team")),
        said._replace(comment=_comment(first_key + 2), edited_at=LATER, addressed_to="Martin Schulz"),
        said._replace(comment=_comment(first_key + 3), removed=_("The author has withdrawn this contribution")),
    ]
    own = said._replace(
        comment=_comment(first_key + 4), pending=_("Waiting for release"), answer_url="", can_report=False,
        note=_("Only you can see this until it is released."), can_edit=True, can_withdraw=True,
    )  # fmt: skip
    former = said._replace(comment=_comment(first_key + 5), text=LONG_WORD, name=_("Former member"), initials="")
    return [
        Entry(_rendered(own), [], ""),
        Entry(_rendered(said), [_rendered(reply) for reply in replies], "#diskussion"),
        Entry(_rendered(former), [], ""),
    ]


def _comment(key: int) -> Comment:
    return Comment(pk=key, language="de", created_at=DAY)


def _rendered(shown: Shown) -> SafeString:
    return render_to_string(COMMENT, shown._asdict())


def _map() -> RegionalMap:
    here = authorities()
    numbers = (0, 7, 48, 148, 859, 1234)
    counted = Numbers(at=DAY)
    counted.values[Facet.REGION].update({row.pk: number for row, number in zip(here, numbers, strict=False)})
    return regional_map(here, counted)


def _pictures() -> list[Picture]:
    """The picture for sharing, three times: upright or not, all is seen."""
    address = static("img/share.png")
    sizes = f"{address} {SHARED[0]}w"
    words = ("Ein Bus am See", LONG_TITLE, LONG_WORD)
    return [Picture(f"bild-{number}", text, *SHARED, sizes, sizes, address) for number, text in enumerate(words)]


def _facts() -> dict[str, Any]:
    return {
        "facts": [
            {"label": _("Place"), "value": "Weißwasser/Oberlausitz"},
            {"label": _("Theme"), "value": THEMES[2][0], "url": "#marken"},
        ],
        "typed": [
            {"label": _("Title"), "value": LONG_TITLE, "language": "de", "change_url": "#felder"},
            {"label": _("Your idea"), "value": f"{TEXT}\n\n{LONG_WORD}", "language": "de", "change_url": "#felder"},
            {"label": _("Place"), "value": "–"},
        ],
        "path": [
            Step(str(Status.SUBMITTED.label), "done", DAY), Step(str(Status.PUBLISHED.label), "done", LATER),
            Step(str(Stage.UNDER_REVIEW.label), "now", LATER), Step(str(Stage.TAKEN_UP.label)),
        ],
        "stopped": [
            Step(str(Status.PUBLISHED.label), "done", DAY),
            {"label": Stage.NOT_PURSUED.label, "state": "stopped", "date": LATER, "note": LONG_WORD},
        ],
        "phases": [
            {"label": _("Collect ideas"), "state": "done"},
            {"label": _("Checking"), "state": "now", "note": _("Only you can see this until it is released.")},
            {"label": Stage.IN_IMPLEMENTATION.label},
        ],
        "steps": [
            {"title": _("A moderator reads it"), "text": _("A person decided this, no computer program.")},
            {"title": _("Others support and discuss it")},
        ],
        "filters": [
            {"label": THEMES[1][0], "remove_url": "#wege"}, {"label": "Görlitz/Zhorjelc", "remove_url": "#wege"},
        ],
        "day": DAY,
        "text": TEXT,
    }  # fmt: skip


def _charts() -> dict[str, Any]:
    return {
        "bars": Bars(
            _("Published ideas by theme"), _("Theme"), _("Ideas"),
            [Value(name, 40 - 9 * slot, "#karte", slot) for slot, (name, _text) in enumerate(THEMES, start=1)],
        ),
        "columns": Columns(
            _("Decisions by quarter"), _("Quarter"), _("Number"),
            [Value(f"{quarter}/2026", 250 * quarter, short=f"{quarter}") for quarter in range(5)],
            _("As of %(date)s") % {"date": "14.09.2026"},
        ),
    }  # fmt: skip
