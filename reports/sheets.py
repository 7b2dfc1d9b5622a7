"""What stands in the exported tables.

Nobody's name or address does, unless somebody with the right to that asked for it.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from ideas.models import Comment, Decision, Source, Stage, Status
from reports.columns import Cell, Column, Reader, Type, in_csv, in_sheet, labelled
from reports.models import Export
from reports.selection import Order

Kind = Export.Kind
INTERNAL, PERSONS = Reader.INTERNAL, Reader.PERSONS
TEXT, CODE, NUMBER, DECIMAL, MOMENT, DAY = Type.TEXT, Type.CODE, Type.NUMBER, Type.DECIMAL, Type.MOMENT, Type.DAY
LANGUAGES = "de | hsb | dsb | en | pl | cs"
YES_NO = [("true", "ja"), ("false", "nein")]
# Whose rows have a person at all.
WITH_PERSONS = frozenset({Kind.IDEAS, Kind.COMMENTS})


class Statement(NamedTuple):
    """A SELECT and what its cells are."""

    sql: str
    params: list[Any]
    cells: Sequence[Cell]


def _reference(alias: str) -> str:
    number = f"{alias}.reference_number::text"
    return f"{alias}.reference_year || '-' || lpad({number}, greatest(5, length({number})), '0')"


_OF_IDEA = "Nummer der Idee, wie sie im Portal steht. Keine Rechenzahl."


def columns(kind: str, *, is_public: bool) -> tuple[Column, ...]:
    """All columns of a kind; for the public, points are as exact as everybody reads them."""
    return _COLUMNS[Kind(kind)](is_public)


def chosen(order: Order) -> tuple[Column, ...]:
    """The columns that this order has."""
    left_out = {PERSONS} if not order.has_persons else set()
    if order.is_public:
        left_out = {INTERNAL, PERSONS}
    return tuple(c for c in columns(order.kind, is_public=order.is_public) if c.reader not in left_out)


def statement(order: Order, rows: QuerySet[Any, Any]) -> Statement:
    """What reads these rows with all that belongs to them, in a steady order."""
    written = in_sheet if order.format == Export.Format.XLSX else in_csv
    return select(order.kind, written(chosen(order)), rows)


def select(kind: str, cells: Sequence[Cell], rows: QuerySet[Any, Any]) -> Statement:
    """What reads these cells of the rows of a kind."""
    rows_sql, rows_params = rows.order_by().query.sql_with_params()
    selected = ", ".join(f'{cell.sql} AS "{cell.heading}"' for cell in cells)
    params = [*(param for cell in cells for param in cell.params), *rows_params]
    return Statement(f"SELECT {selected} {_FROM[Kind(kind)].format(rows=rows_sql)}", params, cells)


def _text(is_public: bool) -> tuple[Column, ...]:  # noqa: FBT001 - one of two profiles
    """Of a version `v` with its names."""
    exact = "{}" if not is_public else "round({}, 2)"
    point = "auf etwa einen Kilometer genau" if is_public else "im Profil „öffentlich“ auf etwa einen Kilometer genau"
    return (
        Column("Titel", "Titel der Idee.", TEXT, "v.title"),
        Column("Text", "Ganzer Text mit seinen Absätzen.", TEXT, "v.text"),
        Column("Sprache", "Sprache, in der geschrieben wurde.", CODE, "v.language", values=LANGUAGES),
        Column("Zukunftsthemen", "Ein oder zwei Themen, getrennt durch |.", TEXT, "t.names"),
        Column(
            "Landkreise und Städte", "Alle, die genannt sind, getrennt durch |; leer, wenn keine genannt ist.", TEXT,
            "CASE WHEN v.whole_region THEN 'ganze Lausitz' ELSE a.names END",
        ),
        Column("Ort", "Ort, wie er geschrieben wurde.", TEXT, "v.place_name"),
        Column("Gemeinde (AGS)", "Amtlicher Gemeindeschlüssel der Gemeinde. Keine Rechenzahl.", CODE, "p.ags"),
        Column("Breite", f"Geografische Breite in Grad (WGS 84), {point}.", DECIMAL, exact.format("v.lat")),
        Column("Länge", f"Geografische Länge in Grad (WGS 84), {point}.", DECIMAL, exact.format("v.lon")),
    )  # fmt: skip


def _ideas(is_public: bool) -> tuple[Column, ...]:  # noqa: FBT001 - as above
    number = _reference("i")
    address = f"{settings.PORTAL_URL.rstrip('/')}/ideen/".replace("'", "''").replace("%", "%%")
    return (
        Column("Nummer", _OF_IDEA, CODE, number),
        *_text(is_public),
        labelled("Veröffentlichung", "Was die Moderation entschieden hat.", "i.shown_status", Status.choices, INTERNAL),
        labelled("Stand", "Was die Verwaltung mit der Idee macht.", "i.shown_stage", Stage.choices),
        Column("Federführung", "Wer antwortet; leer: das Projektbüro.", TEXT, "(l.name ->> 'de')"),
        labelled("Eingang", "Auf welchem Weg die Idee kam.", "i.source", Source.choices, INTERNAL),
        Column("Quelle", "Adresse, von der die Idee übernommen wurde.", TEXT, "o.source_url", INTERNAL),
        Column("Eingegangen", "Wann die Idee eingegangen ist.", MOMENT, "i.submitted_at"),
        Column("Veröffentlicht", "Wann die Idee zum ersten Mal öffentlich wurde.", MOMENT, "i.shown_published_at"),
        Column("Wartet seit", "Seit wann die Moderation entscheiden muss.", MOMENT, "i.shown_pending_since", INTERNAL),
        Column("Unterstützungen", "Wie viele Menschen die Idee unterstützen.", NUMBER, "i.shown_supports"),
        Column("Kommentare", "Wie viele Kommentare öffentlich sind.", NUMBER, "i.shown_comments"),
        Column(
            "Adresse", "Adresse im Portal, solange die Idee öffentlich ist.", CODE,
            f"CASE i.status WHEN 'published' THEN '{address}' || {number} || '/' END",
        ),
        Column("Eingereicht von", "Name, wie er im Portal steht.", TEXT, "nullif(o.byline, '')", PERSONS),
        Column(
            "E-Mail", "Adresse des Kontos oder die angegebene.", TEXT, "coalesce(u.email, nullif(o.email, ''))",
            PERSONS,
        ),
    )  # fmt: skip


def _versions(is_public: bool) -> tuple[Column, ...]:  # noqa: FBT001 - as above
    state = (
        "CASE WHEN v.id = i.released_version_id THEN 'released' WHEN v.id = i.pending_version_id THEN 'pending'"
        " ELSE 'former' END"
    )
    states = [("released", "veröffentlicht"), ("pending", "wartet"), ("former", "frühere Fassung")]
    return (
        Column("Idee", _OF_IDEA, CODE, _reference("i")),
        Column("Fassung", "Zählt die Fassungen einer Idee ab 1.", NUMBER, "v.number"),
        *_text(is_public),
        Column("Geschrieben", "Wann diese Fassung abgeschickt wurde.", MOMENT, "v.created_at"),
        labelled("Zustand", "Was die Fassung heute ist; eine frühere kann auch nie öffentlich gewesen sein.",
                 f"({state})", states, INTERNAL),
        Column("Antwort an die Moderation", "Was neben dem Text geantwortet wurde.", TEXT,
               "nullif(v.answer, '')", INTERNAL),
        labelled("Daten entfernt", "Ob die Moderation in dieser Fassung persönliche Daten entfernt hat.",
                 "v.is_redaction::text", YES_NO, INTERNAL),
        Column("Gelöscht", "Wann Wörter dieser Fassung gelöscht wurden.", MOMENT, "v.erased_at", INTERNAL),
    )  # fmt: skip


def _comments(is_public: bool) -> tuple[Column, ...]:  # noqa: FBT001 - as above
    return (
        Column("Nummer", "Zählt alle Kommentare des Portals.", NUMBER, "c.id"),
        Column("Idee", _OF_IDEA, CODE, _reference("i")),
        Column("Antwort auf", "Nummer des Kommentars, auf den geantwortet wird.", NUMBER, "c.parent_id"),
        Column("Text", "Ganzer Text, in der letzten Fassung.", TEXT, "c.text"),
        Column("Sprache", "Sprache, in der geschrieben wurde.", CODE, "c.language", values=LANGUAGES),
        labelled("Veröffentlichung", "Was der Kommentar heute ist.", "c.status", Comment.Status.choices, INTERNAL),
        Column("Geschrieben", "Wann er abgeschickt wurde.", MOMENT, "c.created_at"),
        Column("Veröffentlicht", "Wann er öffentlich wurde.", MOMENT, "c.published_at"),
        Column("Bearbeitet", "Wann er zuletzt geändert wurde.", MOMENT, "c.edited_at", INTERNAL),
        Column("Wartet seit", "Seit wann die Moderation entscheiden muss.", MOMENT, "c.pending_since", INTERNAL),
        Column("Geschrieben von", "Name, wie er im Portal steht.", TEXT, "nullif(c.byline, '')", PERSONS),
        Column("E-Mail", "Adresse des Kontos.", TEXT, "u.email", PERSONS),
    )


def _supports(is_public: bool) -> tuple[Column, ...]:  # noqa: FBT001 - as above
    return (
        Column("Idee", _OF_IDEA, CODE, _reference("i")),
        Column("Tag", "Tag in Deutschland.", DAY, "s.day"),
        Column("Unterstützungen", "Wie viele an diesem Tag dazukamen und noch gelten.", NUMBER, "s.n"),
    )


def _decisions(is_public: bool) -> tuple[Column, ...]:  # noqa: FBT001 - as above
    about = [("idea", "Idee"), ("comment", "Kommentar")]
    waited = "round(extract(epoch FROM d.at - w.since) / 3600, 1)"
    return (
        Column("Nummer", "Zählt alle Entscheidungen des Portals.", NUMBER, "d.id"),
        labelled("Entscheidung", "Was entschieden wurde.", "d.kind", Decision.Kind.choices),
        labelled("Worüber", "Über eine Idee oder einen Kommentar.",
                 "(CASE WHEN d.comment_id IS NULL THEN 'idea' ELSE 'comment' END)", about),
        Column("Idee", _OF_IDEA, CODE, _reference("i")),
        Column("Fassung", "Fassung der Idee, um die es ging.", NUMBER, "v.number"),
        Column("Kommentar", "Nummer des Kommentars, um den es ging.", NUMBER, "d.comment_id"),
        Column("Entschieden", "Wann entschieden wurde.", MOMENT, "d.at"),
        Column("Regel", "Nummer der Regel in der Netiquette.", NUMBER, "r.number"),
        labelled("Neuer Stand", "Was die Verwaltung nun mit der Idee macht.", "nullif(d.stage, '')", Stage.choices),
        Column(
            "Wartezeit in Stunden",
            "Vom Eingang des Textes bis zur Entscheidung; leer, wenn kein Text auf sie wartete.", DECIMAL, waited,
        ),
        Column("Begründung", "Was dem Menschen geschrieben wurde; leer, wenn es gelöscht ist.", TEXT,
               "nullif(d.message, '')", INTERNAL),
    )  # fmt: skip


_COLUMNS: dict[Kind, Callable[[bool], tuple[Column, ...]]] = {
    Kind.IDEAS: _ideas, Kind.VERSIONS: _versions, Kind.COMMENTS: _comments, Kind.SUPPORTS: _supports,
    Kind.DECISIONS: _decisions,
}  # fmt: skip

# The two lists of names are worked out once for each combination: PostgreSQL memoizes the lateral joins.
_NAMES = """
LEFT JOIN themes_place p ON p.id = v.place_id
LEFT JOIN LATERAL (
    SELECT string_agg(name ->> 'de', ' | ' ORDER BY position, slug) AS names
    FROM themes_theme WHERE id = ANY (v.theme_ids)
) t ON true
LEFT JOIN LATERAL (
    SELECT string_agg(name ->> 'de', ' | ' ORDER BY position, slug) AS names
    FROM themes_authority WHERE id = ANY (v.authority_ids)
) a ON true
"""
# What waited: the first text after the decision before, or the first edit of a comment after it.
_WAITED = """
LEFT JOIN LATERAL (
    SELECT max(b.at) AS at FROM ideas_decision b
    WHERE (b.idea_id = d.idea_id OR b.comment_id = d.comment_id) AND b.id < d.id AND b.kind <> 'stage'
) before ON true
LEFT JOIN LATERAL (
    SELECT CASE
        WHEN d.kind = 'stage' THEN NULL
        WHEN d.comment_id IS NULL THEN (
            SELECT min(x.created_at) FROM ideas_ideaversion x
            WHERE x.idea_id = d.idea_id AND NOT x.is_redaction AND x.created_at <= d.at
              AND (before.at IS NULL OR x.created_at > before.at)
        )
        WHEN before.at IS NULL THEN c.created_at
        WHEN c.edited_at > before.at AND c.edited_at <= d.at THEN c.edited_at
    END AS since
) w ON true
"""
_FROM = {
    Kind.IDEAS: f"""
FROM ({{rows}}) i
JOIN ideas_ideaversion v ON v.id = i.shown_version
JOIN ideas_authorship o ON o.idea_id = i.id
LEFT JOIN accounts_user u ON u.id = i.author_id
LEFT JOIN themes_authority l ON l.id = i.lead_authority_id
{_NAMES}
ORDER BY i.id
""",
    Kind.VERSIONS: f"""
FROM ({{rows}}) v
JOIN ideas_idea i ON i.id = v.idea_id
{_NAMES}
ORDER BY v.idea_id, v.number
""",
    Kind.COMMENTS: """
FROM ({rows}) c
JOIN ideas_idea i ON i.id = c.idea_id
LEFT JOIN accounts_user u ON u.id = c.author_id
ORDER BY c.id
""",
    Kind.SUPPORTS: """
FROM ({rows}) s
JOIN ideas_idea i ON i.id = s.idea_id
ORDER BY s.idea_id, s.day
""",
    Kind.DECISIONS: f"""
FROM ({{rows}}) d
LEFT JOIN ideas_comment c ON c.id = d.comment_id
JOIN ideas_idea i ON i.id = coalesce(d.idea_id, c.idea_id)
LEFT JOIN ideas_ideaversion v ON v.id = d.version_id
LEFT JOIN ideas_rule r ON r.id = d.rule_id
{_WAITED}
ORDER BY d.id
""",
}
