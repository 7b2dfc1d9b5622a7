"""Ideas by what they have of several words, each counting the more the fewer ideas have it.

That is inverse document frequency (K. Spärck Jones: A statistical interpretation of term specificity and its
application in retrieval, 1972).
"""

import math
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from django.db import connection

from ideas.search.tsquery import all_of, any_of, in_title

# Ideas, and words of which two together are asked for where each alone is in too many.
MOST_LOOKED_AT, MOST_PAIRED = 2000, 4

# Of long vectors a part is made once, which is quicker than to unpack the whole for each word; it has no marks.
# The sum keeps PostgreSQL from walking through the primary key until enough ideas happen to fit.
_POINTS = """
WITH looked_at AS MATERIALIZED (
    SELECT idea_id, vector AS whole, ts_filter(vector, '{a, b, c, d}') AS vector FROM ideas_ideasearch
    WHERE vector @@ %(query)s::tsquery AND NOT idea_id = ANY(%(but_not)s) ORDER BY idea_id + 0 DESC LIMIT %(most)s
)
SELECT idea_id, sum(points) AS points FROM (
    SELECT idea_id, max(points) AS points FROM looked_at
    JOIN unnest(%(queries)s::tsquery[], %(points)s::float[], %(terms)s::text[], %(marks)s::boolean[])
        AS asked(query, points, term, is_mark) ON CASE WHEN is_mark THEN whole ELSE vector END @@ query
    GROUP BY idea_id, term
) each_term
GROUP BY idea_id HAVING sum(points) >= %(enough)s ORDER BY points DESC, idea_id DESC LIMIT %(limit)s
"""


class Telling(NamedTuple):
    """A query for a term, the share of all ideas that fit it, and what it counts."""

    term: str
    query: str
    share: float
    points: float
    # A mark of a theme or an authority, which no title has.
    is_mark: bool = False


def rarity(share: float, total: int) -> float:
    """What a word counts that this share of `total` ideas have."""
    return math.log(1 + 1 / max(share, 1 / (total + 1)))


def best(
    asked: Sequence[Telling], *, total: int, limit: int, enough: float = 0,
    within: Sequence[str] = (), but_not: Sequence[int] = (),
) -> list[tuple[int, float]]:  # fmt: skip
    """At most `limit` ids of ideas with at least `enough` points, best first, and their points.

    Of each term the query counts that is worth most; in a title twice.
    """
    query = _wanted(asked, total)
    if not query:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_POINTS, {
            "query": all_of([query, *within]), "but_not": list(but_not), "most": MOST_LOOKED_AT, "limit": limit,
            "queries": [telling.query for telling in asked] + [in_title(telling.query) for telling in asked],
            "points": [times * telling.points for times in (1, 2) for telling in asked],
            "terms": [telling.term for telling in asked] * 2, "enough": enough,
            "marks": [telling.is_mark for telling in asked] * 2,
        })  # fmt: skip
        found: list[tuple[int, float]] = cursor.fetchall()
    return found


def _wanted(asked: Iterable[Telling], total: int) -> str:
    """Any of the rarest, as far as few enough have them; otherwise two of the rarest together."""
    rarest = sorted(asked, key=lambda telling: telling.share)
    wanted, number = [], 0.0
    for telling in rarest:
        number += telling.share * total
        if number > MOST_LOOKED_AT:
            break
        wanted.append(telling.query)
    pairs = combinations((telling.query for telling in rarest[:MOST_PAIRED]), 2)
    return any_of(wanted) or any_of(map(all_of, pairs))
