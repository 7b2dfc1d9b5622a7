"""The counters of an idea, exact in the caller's transaction, and the sort keys that follow them.

Lists are ordered by numbers that may be seconds old: an order that changes with every support would
rewrite the indexes of the list each time.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone


# What moves: ideas with supports and comments of these days.
MOVING_DAYS = 14

_COUNT = """
WITH counted AS (
    UPDATE ideas_ideacounter SET supports = supports + %s, comments = comments + %s WHERE idea_id = %s RETURNING idea_id
)
INSERT INTO ideas_counterchange (idea_id) SELECT idea_id FROM counted ON CONFLICT DO NOTHING
"""
_FOLLOW = """
WITH held AS (
    SELECT i.id FROM ideas_counterchange c JOIN ideas_idea i ON i.id = c.idea_id
    LIMIT 1000 FOR NO KEY UPDATE OF i SKIP LOCKED
), changed AS (
    DELETE FROM ideas_counterchange WHERE idea_id IN (SELECT id FROM held) RETURNING idea_id
)
UPDATE ideas_idea i SET support_rank = c.supports, comment_rank = c.comments
FROM changed, ideas_ideacounter c
WHERE i.id = changed.idea_id AND c.idea_id = i.id AND (i.support_rank, i.comment_rank) <> (c.supports, c.comments)
"""
_MOVE = """
WITH moved AS (
    SELECT idea_id, sum(moves) AS moves FROM (
        SELECT idea_id, count(*) AS moves FROM ideas_support WHERE at >= %(since)s GROUP BY 1
        UNION ALL
        SELECT idea_id, count(*) FROM ideas_comment WHERE status = 'published' AND published_at >= %(since)s GROUP BY 1
    ) both_kinds GROUP BY 1
), moving AS (
    SELECT id FROM ideas_idea WHERE status = 'published' AND moving_rank > 0
), now AS (
    SELECT coalesce(moved.idea_id, moving.id) AS id, coalesce(moved.moves, 0) AS moves
    FROM moved FULL JOIN moving ON moving.id = moved.idea_id
)
UPDATE ideas_idea i SET moving_rank = now.moves FROM now WHERE i.id = now.id AND i.moving_rank <> now.moves
"""


def count(idea_id: int, *, supports: int = 0, comments: int = 0) -> None:
    """Change the counters of an idea; its sort keys follow."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [supports, comments, idea_id])


@transaction.atomic
def refresh() -> int:
    """Bring the sort keys of changed ideas up to their counters; returns how many ideas.

    A support that commits later leaves its mark again, so nothing is missed. Ideas first, marks then: whoever
    counts holds the idea and waits for the mark.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW)
        changed: int = cursor.rowcount
    return changed


@transaction.atomic
def refresh_moving() -> int:
    """Count anew what moved in the last `MOVING_DAYS`; returns how many ideas changed."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"since": timezone.now() - timedelta(days=MOVING_DAYS)})
        changed: int = cursor.rowcount
    return changed
