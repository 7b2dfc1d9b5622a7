"""Why an idea was found: its title and the passage with the words, which are marked."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.search.indexing import ANSWERS_SQL, NOTED_SQL, configuration_sql

# No text has control characters, so these can only come from PostgreSQL.
_START, _END = "\x02", "\x03"
_PASSAGE = (
    f"StartSel={_START}, StopSel={_END}, MaxFragments=2, MinWords=8, MaxWords=24, ShortWord=0, FragmentDelimiter=' … '"
)
_WHOLE = f"StartSel={_START}, StopSel={_END}, HighlightAll=true"
# Letters of a text that is shown whole, and of one that is looked through; a passage further down is not shown.
_SHORT, _LETTERS = 160, 6000


def _passage_sql(config: str, text: str) -> str:
    """With an ellipsis where it was cut out of a longer text."""
    return (
        f"CASE WHEN length({text}) <= {_SHORT} THEN ts_headline({config}, {text}, asked, %(whole)s)"
        f" ELSE '… ' || ts_headline({config}, left({text}, {_LETTERS}), asked, %(passage)s) || ' …' END"
    )


_MARK = f"""
SELECT i.id, ts_headline(config, v.title, asked, %(whole)s), {_passage_sql("config", "v.text")}
FROM ideas_idea i JOIN ideas_ideaversion v ON v.id = i.released_version_id
CROSS JOIN LATERAL (SELECT {configuration_sql("v.language")} AS config, %(asked)s::tsquery AS asked) AS words
WHERE i.id = ANY(%(ids)s)
"""  # noqa: S608 - constants
_MARK_BESIDE = f"""
SELECT i.id, {_passage_sql("'portal_german'", "answers")}, (
    SELECT string_agg({_passage_sql(configuration_sql("n.language"), "n.text")}, ' ') FROM ({NOTED_SQL}) n
)
FROM ideas_idea i
CROSS JOIN LATERAL (SELECT ({ANSWERS_SQL}) AS answers, %(asked)s::tsquery AS asked) AS beside
WHERE i.id = ANY(%(ids)s)
"""  # noqa: S608 - constants


class Excerpt(NamedTuple):
    """As HTML, everything but the marks escaped; `where` says when it is not the idea's own text."""

    title: SafeString
    text: SafeString
    where: str = ""


def of(ideas: Sequence[Idea], asked: str) -> dict[int, Excerpt]:
    """By id, for what was `asked` as a tsquery."""
    if not asked or not ideas:
        return {}
    texts = {pk: (title, text) for pk, title, text in _marked(_MARK, [idea.pk for idea in ideas], asked)}
    others = [pk for pk, (_title, text) in texts.items() if _START not in text]
    beside = {pk: (answers, noted) for pk, answers, noted in _marked(_MARK_BESIDE, others, asked)} if others else {}
    return {
        idea.pk: Excerpt(_as_html(texts[idea.pk][0]), *_passage(idea, texts[idea.pk][1], *beside.get(idea.pk, ())))
        for idea in ideas
        if idea.pk in texts
    }


def _passage(idea: Idea, text: str, answers: str | None = None, noted: str | None = None) -> tuple[SafeString, str]:
    """Where the words stand in none of them, as in a place's name, the beginning of the text."""
    for passage, where in ((text, ""), (answers, _("From the answer")), (noted, _("From the discussion"))):
        if passage and _START in passage:
            return _as_html(_cut(passage, idea.excerpt)), where
    return _as_html(idea.excerpt), ""


def _cut(passage: str, beginning: str) -> str:
    """Without the ellipsis before what begins as the text does."""
    plain = " ".join(passage.replace(_START, "").replace(_END, "").removeprefix("… ").split())
    return passage.removeprefix("… ") if beginning.startswith(plain[:20]) else passage


def _marked(query: str, ids: Sequence[int], asked: str) -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": list(ids), "asked": asked, "whole": _WHOLE, "passage": _PASSAGE})
        rows: list[tuple[int, str, str]] = cursor.fetchall()
    return rows


def _as_html(text: str) -> SafeString:
    # Escaped first, so that nothing but the marks is markup.
    return mark_safe(escape(text).replace(_START, "<mark>").replace(_END, "</mark>"))  # noqa: S308
