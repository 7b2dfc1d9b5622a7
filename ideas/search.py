"""Full text of released ideas: written by services, in the configuration of each language.

The German configuration drops stop words first, then accents, then stems; taking accents off first
would index "für" and "über".
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q

from ideas import listing
from ideas.models import Idea, IdeaSearch
from ideas.models.idea import IdeaQuerySet

CONFIGURATIONS = ("portal_german", "portal_english", "portal_simple")
CONFIGURATION_SQL = (
    "CASE v.language WHEN 'de' THEN 'portal_german' WHEN 'en' THEN 'portal_english' ELSE 'portal_simple' END::regconfig"
)
# Of the ideas that fit no more than these are ranked and shown: nobody leafs further.
MOST_RANKED = 2000
# The municipality under all its names: whoever writes Lubnjow finds Lübbenau.
# PostgreSQL takes words with a stroke between them for the name of a file.
PLACE_SQL = "coalesce((SELECT string_agg(replace(value, '/', ' '), ' ') FROM jsonb_each_text(p.name)), '')"
BATCH = 1000

# A phrase or a word and the minus before it. PostgreSQL never sees a minus: 33 of them are an error there.
_TOKEN = re.compile(r'(-*)("[^"]*"?|[^\s"-][^\s"]*)')


def index(idea_ids: Sequence[int]) -> None:
    """Write the search rows of released ideas anew, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            # The pieces put in are the constants above.
            f"INSERT INTO ideas_ideasearch (idea_id, vector)"  # noqa: S608
            f" SELECT i.id, setweight(to_tsvector({CONFIGURATION_SQL}, v.title), 'A')"
            f" || setweight(to_tsvector({CONFIGURATION_SQL}, v.text), 'B')"
            f" || setweight(to_tsvector('portal_simple', replace(v.place_name, '/', ' ')), 'C')"
            f" || setweight(to_tsvector('portal_simple', {PLACE_SQL}), 'C')"
            f" FROM ideas_idea i JOIN ideas_ideaversion v ON v.id = i.released_version_id"
            f" LEFT JOIN themes_place p ON p.id = v.place_id"
            f" WHERE i.id = ANY(%s)"
            f" ON CONFLICT (idea_id) DO UPDATE SET vector = EXCLUDED.vector",
            [list(idea_ids)],
        )


def index_place(place_id: int) -> None:
    """Write the search rows of all released ideas there anew, in the caller's transaction."""
    ids = list(IdeaSearch.objects.filter(idea__place=place_id).values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        index(ids[start : start + BATCH])


def remove(idea_ids: Sequence[int]) -> None:
    """Take ideas out of the search, in the caller's transaction."""
    IdeaSearch.objects.filter(idea_id__in=idea_ids).delete()


def matching(ideas: IdeaQuerySet, words: str) -> IdeaQuerySet:
    """`ideas` that contain `words`; phrases in quotes, OR between words, a minus excludes.

    What is wanted may stand there in any language's form, what is excluded in none of them.
    """
    found = _TOKEN.findall(words)
    wanted = " ".join(word for minus, word in found if not minus)
    unwanted = " OR ".join(word for minus, word in found if minus)
    german, english, simple = (SearchQuery(wanted, config=name, search_type="websearch") for name in CONFIGURATIONS)
    query = german | english | simple
    for name in CONFIGURATIONS if unwanted else ():
        query &= ~SearchQuery(unwanted, config=name, search_type="websearch")
    return ideas.filter(search__vector=query)


class Found(NamedTuple):
    """Ids of ideas in the order of the list; `is_cut` when only the first `MOST_RANKED` were looked at."""

    ids: list[int]
    is_cut: bool


def find(words: str, fitting: Q, order: str, seed: int = 0) -> Found:
    """Published ideas with these words that fit."""
    ideas = listing.in_order(matching(Idea.objects.public().filter(fitting), words), order, seed)
    ids = list(ideas.values_list("pk", flat=True)[: MOST_RANKED + 1])
    return Found(ids[:MOST_RANKED], len(ids) > MOST_RANKED)
