"""One row per released idea with all its words, and with what lists filter by.

The German configuration drops stop words first, then accents, then stems; taking accents off first
would index "für" and "über".

Beside words a row has marks, which no text can contain since they begin with "=": the theme, the
stage, the place. PostgreSQL's index intersects lists of words and of marks without looking at a row,
so that words under filters cost no more than words alone. Two of the marks are the blocks the idea
lies in, eight thousand and sixty-five thousand ideas sent one after the other: with them the newest ideas
with a word that a third of all have are found without looking at all of them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from ideas.facets import WHOLE_REGION, Facet
from ideas.models import IdeaSearch, Status

CONFIGURATIONS = ("portal_german", "portal_english", "portal_simple")
# Ideas of a block as powers of two. Few large blocks take PostgreSQL less time than many small ones.
SMALL, LARGE = 13, 16
# A row of an earlier edition is written anew by the sweep: to be counted up with any change of `_WRITE` that makes
# another row of an idea that is there already.
EDITION = 1
BATCH = 500
# The comments of note: of the first level those with the most answers, at least two.
MOST_NOTED, LEAST_ANSWERS = 5, 2


def configuration_sql(language: str) -> str:
    """The configuration for the language in this column."""
    return (
        f"(CASE {language} WHEN 'de' THEN 'portal_german' WHEN 'en' THEN 'portal_english'"
        " ELSE 'portal_simple' END)::regconfig"
    )


ANSWERS_SQL = """
SELECT string_agg(d.message, E'\\n' ORDER BY d.id) FROM ideas_decision d
WHERE d.idea_id = i.id AND d.kind = 'stage' AND d.message <> ''
"""
NOTED_SQL = f"""
SELECT c.text, c.language FROM (
    SELECT parent_id, count(*) AS answers FROM ideas_comment
    WHERE idea_id = i.id AND parent_id IS NOT NULL AND status = 'published'
    GROUP BY parent_id HAVING count(*) >= {LEAST_ANSWERS} ORDER BY answers DESC, parent_id LIMIT {MOST_NOTED}
) answered JOIN ideas_comment c ON c.id = answered.parent_id WHERE c.status = 'published'
ORDER BY c.id
"""  # noqa: S608 - constants
TRANSLATIONS_SQL = """
SELECT DISTINCT ON (t.language) t.language, t.title, t.text FROM ideas_ideatranslation t
WHERE t.version_id = v.id ORDER BY t.language, t.id DESC
"""
_MARKS = f"""
ARRAY['=stage:' || i.stage, '=language:' || i.language, '=source:' || i.source, '=answered:' || i.is_answered::int,
    '=month:' || to_char(i.published_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM'),
    '=block:{SMALL}:' || (i.id >> {SMALL}), '=block:{LARGE}:' || (i.id >> {LARGE})]
|| ARRAY(SELECT '=theme:' || t FROM unnest(i.theme_ids) t)
|| ARRAY(SELECT '=authority:' || a FROM unnest(i.authority_ids) a)
|| CASE WHEN i.whole_region THEN ARRAY['=authority:{WHOLE_REGION}'] ELSE '{{}}' END
|| CASE WHEN i.place_id IS NULL THEN '{{}}' ELSE ARRAY['=place:' || i.place_id] END
"""  # noqa: S608 - constants
# PostgreSQL takes words with a stroke between them for the name of a file.
_WRITE = f"""
INSERT INTO ideas_ideasearch (idea_id, edition, vector)
SELECT i.id, {EDITION},
    setweight(to_tsvector({configuration_sql("v.language")}, v.title), 'A')
    || setweight(to_tsvector({configuration_sql("v.language")}, v.text), 'B')
    || setweight(to_tsvector('portal_simple', replace(v.place_name, '/', ' ')), 'C')
    || setweight(to_tsvector('portal_german', coalesce(({ANSWERS_SQL}), '')), 'C')
    || setweight(coalesce((
        SELECT string_agg(to_tsvector({configuration_sql("t.language")}, t.title || ' ' || t.text)::text, ' ')::tsvector
        FROM ({TRANSLATIONS_SQL}) t
    ), ''), 'C')
    || setweight(coalesce((
        SELECT string_agg(to_tsvector({configuration_sql("n.language")}, n.text)::text, ' ')::tsvector
        FROM ({NOTED_SQL}) n
    ), ''), 'D')
    || array_to_tsvector({_MARKS})
FROM ideas_idea i JOIN ideas_ideaversion v ON v.id = i.released_version_id
WHERE i.id = ANY(%s) AND i.status = 'published'
ON CONFLICT (idea_id) DO UPDATE SET vector = EXCLUDED.vector, edition = EXCLUDED.edition
WHERE (ideas_ideasearch.vector, ideas_ideasearch.edition) IS DISTINCT FROM (EXCLUDED.vector, EXCLUDED.edition)
"""  # noqa: S608 - constants


def index(idea_ids: Sequence[int]) -> None:
    """Write the rows of those that are published anew, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(idea_ids)])


def remove(idea_ids: Sequence[int]) -> None:
    """Take ideas out of the search, in the caller's transaction."""
    IdeaSearch.objects.filter(idea_id__in=idea_ids).delete()


def renew() -> int:
    """Write rows of earlier editions anew, at most `BATCH`; returns how many there were."""
    outdated = IdeaSearch.objects.filter(idea__status=Status.PUBLISHED).exclude(edition=EDITION).order_by("pk")
    ids = list(outdated.values_list("pk", flat=True)[:BATCH])
    index(ids)
    return len(ids)


def marks(facet: Facet, values: Iterable[Any]) -> list[str]:
    """The marks of ideas that fit any of the values of a facet."""
    match facet:
        case Facet.THEME:
            return [f"=theme:{value}" for value in values]
        case Facet.REGION:
            return [f"=authority:{value}" for value in {WHOLE_REGION, *values}]
        case Facet.STAGE:
            return [f"=stage:{value}" for value in values]
        case Facet.ANSWERED:
            return [f"=answered:{int(value)}" for value in values]
        case Facet.LANGUAGE:
            return [f"=language:{value}" for value in values]
        case Facet.SOURCE:
            return [f"=source:{value}" for value in values]


def place_mark(place_id: int) -> str:
    """The mark of ideas in a municipality."""
    return f"=place:{place_id}"


def month_marks(first: date, last: date) -> list[str]:
    """The marks of ideas published from one month to another, both included."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"=month:{month // 12:04}-{month % 12 + 1:02}" for month in months]


def block_marks(first: int, last: int) -> list[str]:
    """The marks of blocks that ideas from this id to that one lie in."""
    bits = SMALL if last - first < 1 << LARGE else LARGE
    return [f"=block:{bits}:{block}" for block in range(first >> bits, (last >> bits) + 1)]
