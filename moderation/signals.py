"""What stands out in a waiting text: shown to moderators, deciding nothing.

Noticed by a sweep seconds after something arrives, so that the queue only reads rows. What it finds are hints:
a person sees at once whether "Frau Noack" is a neighbour or a minister.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import structlog
from django.db import connection
from django.db.models.functions import Now

from ideas.models import Comment, IdeaVersion
from ideas.search.similar import similar
from moderation.models import DeskItem, QueueItem, Signals

log = structlog.get_logger("portal.signals")
Mark = Signals.Mark
AT_ONCE = 100
# Rows of what was decided are of no use; what is still there after that time is noticed anew.
KEPT = timedelta(days=90)
# Of the letters of a text of some length; names of authorities in capitals are shorter.
SHOUTED, LETTERS = 0.6, 40

_TITLE = r"(?:Herrn?|Frau|Fam(?:ilie|\.)|Dr\.|Prof\.|pan|pani|knjez|knjeni|Mr\.?|Mrs\.?|Ms\.?)"
_NAME = r"[^\W\d_][\w’'-]+"
PATTERNS = {
    Mark.LINKS: re.compile(r"\bhttps?://|\bwww\.\w", re.IGNORECASE),
    Mark.EMAIL: re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\.[a-z]{2,}", re.IGNORECASE),
    Mark.PHONE: re.compile(r"(?<![\d.,])(?:\+|00?)[1-9][\d ()/.–-]{5,}\d(?![\d.,]*\s?(?:€|Euro|EUR|km|%))"),
    Mark.ADDRESS: re.compile(
        r"\b[^\W\d_][\w-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|chaussee|dróha|ulica|ulice)\s+\d{1,4}\s?[a-z]?\b",
        re.IGNORECASE,
    ),
    Mark.NAMES: re.compile(rf"\b{_TITLE}\s+(?:{_TITLE}\s+)*(?=[^\W\d_])(?-i:[A-ZÄÖÜŠŽČĆŁŚŹ])[\w’'-]+"),
}


def marks_of(title: str, text: str) -> list[str]:
    """What stands out in a text, in the order of `Signals.Mark`."""
    whole = f"{title}\n{text}"
    found = {mark for mark, pattern in PATTERNS.items() if pattern.search(whole)}
    letters = [letter for letter in whole if letter.isalpha()]
    if len(letters) >= LETTERS and sum(map(str.isupper, letters)) > SHOUTED * len(letters):
        found.add(Mark.SHOUTING)
    return [mark for mark in Mark.values if mark in found]


def notice(limit: int = AT_ONCE) -> int:
    """Look at up to `limit` waiting texts nobody has looked at yet; returns at how many."""
    found = [Signals(ticket=item.ticket, **_seen_in(item)) for item in _unseen(limit)]
    Signals.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def forget() -> int:
    """Delete what was noticed long ago; returns how many rows."""
    gone, _by_model = Signals.objects.filter(at__lt=Now() - KEPT).delete()
    return gone


_UNSEEN = """
SELECT ticket FROM moderation_queue q
WHERE kind IN ('idea', 'amendment', 'comment', 'edit')
  AND NOT EXISTS (SELECT FROM moderation_signals s WHERE s.ticket = q.ticket)
LIMIT %s
"""


def _unseen(limit: int) -> Iterator[QueueItem]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, [limit])
        tickets = [ticket for (ticket,) in cursor.fetchall()]
    yield from QueueItem.objects.filter(ticket__in=tickets)


def _seen_in(item: QueueItem) -> dict[str, object]:
    if item.kind in {DeskItem.Kind.COMMENT, DeskItem.Kind.EDIT}:
        text = Comment.objects.values_list("text", flat=True).filter(pk=item.object_id).first() or ""
        return {"marks": marks_of("", text)}
    version = IdeaVersion.objects.filter(pk=item.version).first()
    if version is None:
        return {}
    seen: dict[str, object] = {"marks": marks_of(version.title, version.text)}
    if item.kind == DeskItem.Kind.IDEA:
        alike = similar(version.title, version.text, language=version.language, most=1)
        seen["similar_id"] = alike[0].idea.pk if alike else None
    return seen
