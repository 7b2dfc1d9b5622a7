"""What stands in the exported tables: for Excel in German, and for programs in ISO 8601.

No person is in them: no author, no name, no address. A cell that a spreadsheet would take for a
formula gets one apostrophe in front; so does one that has apostrophes in front of such a
character already. Taking one away from every cell that looks like that gives back the original.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import override

from ideas.models import Comment, Source, Stage, Status

# OWASP's list for CSV injection, and what East Asian spreadsheets read alike.
FORMULA = "=+-@\t\r＝＋－＠"


class Column(NamedTuple):
    """A column: its heading, which stays as it is, and its SQL."""

    heading: str
    sql: str
    params: tuple[str, ...] = ()


def _cell(sql: str) -> str:
    codes = ", ".join(str(ord(character)) for character in FORMULA)
    return (
        f"CASE WHEN ascii({sql}) IN ({codes}) OR ascii({sql}) = 39 AND ascii(ltrim({sql}, '''')) IN ({codes})"
        f" THEN '''' || {sql} ELSE {sql} END"
    )


def _times(heading: str, sql: str) -> tuple[Column, Column]:
    return (
        Column(heading, f"to_char({sql} AT TIME ZONE 'Europe/Berlin', 'DD.MM.YYYY HH24:MI')"),
        Column(f"{heading} (ISO 8601)", f"""to_char({sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""),
    )


def _label(heading: str, sql: str, choices: Sequence[tuple[str, object]]) -> Column:
    with override("de"):
        labels = {value: str(label) for value, label in choices}
    return Column(heading, f"%s::jsonb ->> {sql}", (json.dumps(labels),))


_REFERENCE = (
    "i.reference_year || '-' || lpad(i.reference_number::text, greatest(5, length(i.reference_number::text)), '0')"
)


def ideas() -> tuple[Column, ...]:
    """The columns of the ideas."""
    address = f"{settings.PORTAL_URL.rstrip('/')}/ideen/"
    return (
        Column("Nummer", _REFERENCE),
        Column("Titel", _cell("v.title")),
        Column("Text", _cell("v.text")),
        Column("Sprache", "v.language"),
        Column("Zukunftsthemen", _cell("t.names")),
        Column("Landkreise und Städte", f"CASE WHEN v.whole_region THEN 'ganze Lausitz' ELSE {_cell('a.names')} END"),
        Column("Ort", _cell("v.place_name")),
        Column("Gemeinde (AGS)", "p.ags"),
        Column("Breite", "replace(v.lat::text, '.', ',')"),
        Column("Länge", "replace(v.lon::text, '.', ',')"),
        _label("Veröffentlichung", "i.status", Status.choices),
        _label("Stand", "i.stage", Stage.choices),
        Column("Federführung", _cell("(l.name ->> 'de')")),
        _label("Eingang", "i.source", Source.choices),
        Column("Quelle", _cell("o.source_url")),
        *_times("Eingegangen", "i.submitted_at"),
        *_times("Veröffentlicht", "i.published_at"),
        Column("Unterstützungen", "n.supports"),
        Column("Kommentare", "n.comments"),
        Column("Adresse", f"CASE i.status WHEN 'published' THEN %s || {_REFERENCE} || '/' END", (address,)),
    )


# The exported rows are a sub-select of these columns; choosing them by id would read the table twice.
IDEA_FIELDS = (
    "id", "reference_year", "reference_number", "status", "stage", "source", "submitted_at", "published_at",
    "released_version_id", "pending_version_id", "lead_authority_id",
)  # fmt: skip
COMMENT_FIELDS = ("id", "idea_id", "parent_id", "text", "language", "status", "created_at", "published_at")

# The two lists of names are worked out once for each combination: PostgreSQL memoizes the lateral joins.
IDEAS_FROM = """
FROM ({rows}) i
JOIN ideas_ideaversion v ON v.id = coalesce(i.released_version_id, i.pending_version_id)
JOIN ideas_ideacounter n ON n.idea_id = i.id
JOIN ideas_authorship o ON o.idea_id = i.id
LEFT JOIN themes_authority l ON l.id = i.lead_authority_id
LEFT JOIN themes_place p ON p.id = v.place_id
LEFT JOIN LATERAL (
    SELECT string_agg(name ->> 'de', ' | ' ORDER BY position, slug) AS names
    FROM themes_theme WHERE id = ANY (v.theme_ids)
) t ON true
LEFT JOIN LATERAL (
    SELECT string_agg(name ->> 'de', ' | ' ORDER BY position, slug) AS names
    FROM themes_authority WHERE id = ANY (v.authority_ids)
) a ON true
ORDER BY i.id
"""


def comments() -> tuple[Column, ...]:
    """The columns of the comments."""
    return (
        Column("Nummer", "c.id"),
        Column("Idee", _REFERENCE),
        Column("Antwort auf", "c.parent_id"),
        Column("Text", _cell("c.text")),
        Column("Sprache", "c.language"),
        _label("Veröffentlichung", "c.status", Comment.Status.choices),
        *_times("Geschrieben", "c.created_at"),
        *_times("Veröffentlicht", "c.published_at"),
    )


COMMENTS_FROM = """
FROM ({rows}) c
JOIN ideas_idea i ON i.id = c.idea_id
ORDER BY c.id
"""
