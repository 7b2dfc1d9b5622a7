"""Ideas like the one somebody is about to send: they share rare words of the title, or nearly its spelling."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models.functions import Upper

from ideas import facets
from ideas.models import Idea

# A word that stands in more titles than this, or in more than one of fifty, says little about an idea.
MOST_TITLES, SHARE, FEW = 200, 50, 5
# Of the best one's points; below it ideas share a place name and nothing else.
ENOUGH = 0.5
CANDIDATES = 20

# What a word counts is the less, the more titles have it.
_SHARING_WORDS = """
WITH word AS (
    SELECT DISTINCT unnest(tsvector_to_array(to_tsvector(config::regconfig, %(title)s))) AS lexeme
    FROM unnest(ARRAY['portal_german', 'portal_english', 'portal_simple']) AS config
), rare AS (
    SELECT query, titles FROM (SELECT (quote_literal(lexeme) || ':A')::tsquery AS query FROM word) asked,
    LATERAL (
        SELECT count(*) AS titles
        FROM (SELECT 1 FROM ideas_ideasearch WHERE vector @@ query LIMIT %(most)s + 1) found
    ) counted
    WHERE titles BETWEEN 1 AND %(most)s
)
SELECT idea_id, sum(1.0 / (%(few)s + titles)) AS points
FROM rare JOIN ideas_ideasearch ON vector @@ query
GROUP BY idea_id ORDER BY points DESC, idea_id DESC LIMIT %(limit)s
"""


def similar(title: str, *, most: int = 5) -> list[Idea]:
    """Published ideas whose title has much in common with `title`, most alike first."""
    if len(title) < 3:
        return []
    points, spelled = _sharing_words(title), _spelled_alike(title)
    # Python's sort keeps the order of spelling among those with as many points.
    ids = sorted(dict.fromkeys([*spelled, *points]), key=lambda pk: -points.get(pk, 0))[:most]
    found = Idea.objects.public().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _sharing_words(title: str) -> dict[int, float]:
    rare = min(MOST_TITLES, max(FEW, facets.numbers({}).total // SHARE))
    with connection.cursor() as cursor:
        cursor.execute(_SHARING_WORDS, {"title": title, "most": rare, "few": FEW, "limit": CANDIDATES})
        found = [(pk, float(points)) for pk, points in cursor.fetchall()]
    return {pk: points for pk, points in found if points >= ENOUGH * found[0][1]}


def _spelled_alike(title: str) -> list[int]:
    # In capitals, as the index of trigrams is.
    shouted = title.upper()
    alike = Idea.objects.public().annotate(shouted=Upper("title")).filter(shouted__trigram_word_similar=shouted)
    return list(
        alike.order_by(TrigramWordSimilarity(shouted, "shouted").desc(), "-id").values_list("pk", flat=True)[
            :CANDIDATES
        ]
    )
