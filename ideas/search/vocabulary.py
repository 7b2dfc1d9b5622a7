"""The words of all ideas: how many have a word, which words have it in them, which are spelled nearly like it.

The table is made of at most `SAMPLE` ideas, so that it costs as much with a million as with some
thousand. A word it does not know is a rare one.
"""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

from django.db import connection, transaction

from ideas.search.tsquery import all_of, any_of, quoted

LOCK = 0x1DEA_0ABC
SAMPLE = 20_000
# Of the two words a compound is made of.
SHORTEST_PART = 3
# The end of a compound that has this many letters says enough alone: Fahrradstellplatz, Stellplatz.
TELLING = 6
# Longer words that have a word in them, the most frequent ones.
MOST_LONGER = 12
# How alike a mistyped word has to be, by Ratcliff and Obershelp (difflib), from 0 to 1.
LEAST_ALIKE = 0.75
# What stands between two words that have become one (Fugenelemente; Duden, Die Grammatik).
_JOINTS = ("", "s", "n", "en", "es", "er", "e")
_WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue"}
_LETTERS = str.maketrans({"ł": "l", "ß": "ss", "đ": "d", "ø": "o"})

_LEARN = """
MERGE INTO ideas_word kept USING (
    SELECT word, lexeme, max(public.unaccent(word)) AS plain, least(1, sum(ndoc)::float / %(sample)s) AS share
    FROM (VALUES
        ('portal_german', $$= 'de'$$), ('portal_english', $$= 'en'$$), ('portal_simple', $$NOT IN ('de', 'en')$$)
    ) AS configured(config, languages),
    LATERAL ts_stat(
        'SELECT to_tsvector(''simple'', v.title || '' '' || v.text) FROM ideas_idea i'
        ' JOIN ideas_ideaversion v ON v.id = i.released_version_id'
        ' WHERE i.status = ''published'' AND hashint8(i.id) <= ' || %(most)s || ' AND v.language ' || languages
    ),
    LATERAL unnest(tsvector_to_array(to_tsvector(config::regconfig, word))) AS lexeme
    WHERE word ~ '^[[:alnum:]]{2,40}$' AND length(lexeme) <= 40
    GROUP BY word, lexeme
) learned ON kept.word = learned.word AND kept.lexeme = learned.lexeme
WHEN MATCHED AND abs(kept.share - learned.share) > learned.share / 20 THEN UPDATE SET share = learned.share
WHEN NOT MATCHED THEN INSERT (word, lexeme, plain, share)
    VALUES (learned.word, learned.lexeme, learned.plain, learned.share)
WHEN NOT MATCHED BY SOURCE THEN DELETE
"""
_LOOK_UP = "SELECT plain, lexeme, sum(share) FROM ideas_word WHERE lexeme = ANY(%s) OR plain = ANY(%s) GROUP BY 1, 2"
_LONGER = """
SELECT part, found.* FROM unnest(%s::text[]) AS part, LATERAL (
    SELECT lexeme, sum(share) AS share FROM ideas_word
    WHERE lexeme LIKE part || '_%%' OR lexeme LIKE '%%_' || part
    GROUP BY lexeme ORDER BY share DESC, lexeme LIMIT %s
) found
"""
_NEAR = """
SELECT word, lexeme, plain, share FROM ideas_word
WHERE plain %% %(plain)s AND plain <> %(plain)s AND plain !~ '[0-9]'
ORDER BY similarity(plain, %(plain)s) DESC, share DESC LIMIT 30
"""


class Spellings(NamedTuple):
    """Of a word, without accents: other ways to write it, and the pairs of words it may be made of."""

    variants: frozenset[str]
    splits: tuple[tuple[str, str], ...]

    @property
    def all(self) -> Iterator[str]:
        return chain(self.variants, *self.splits)


class Near(NamedTuple):
    """A word that may have been meant."""

    word: str
    lexeme: str
    share: float


@dataclass(frozen=True)
class Known:
    """Shares by word without accents and by lexeme."""

    spelled: Mapping[str, Mapping[str, float]]

    def share_of_all(self, lexemes: Iterable[str]) -> float:
        """In which share of all ideas these stand, as if they came together by chance."""
        each = (sum(spelled.get(lexeme, 0.0) for spelled in self.spelled.values()) for lexeme in lexemes)
        return math.prod(min(1.0, share) for share in each)

    def of(self, word: Spellings) -> dict[str, float]:
        """Queries for what the word may mean, and their shares: in other spelling, or as the two it is made of."""
        found = {quoted(lexeme): share for plain in word.variants for lexeme, share in self._lexemes(plain).items()}
        pairs = [(min(self._share(head), self._share(tail)), head, tail) for head, tail in word.splits]
        share, head, tail = max(pairs, default=(0.0, "", ""))
        if share:
            found[all_of([self._query(head), self._query(tail)])] = share
        if share and len(tail) >= TELLING:
            found[self._query(tail)] = self._share(tail)
        return found

    def _lexemes(self, plain: str) -> Mapping[str, float]:
        return self.spelled.get(plain, {})

    def _share(self, plain: str) -> float:
        return sum(self._lexemes(plain).values())

    def _query(self, plain: str) -> str:
        return any_of(map(quoted, self._lexemes(plain)))


@transaction.atomic
def learn() -> bool:
    """Make the table anew; False when somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT count(*) FROM ideas_idea WHERE status = 'published'")
        ideas = cursor.fetchone()[0]
        # Hashes are spread evenly over 32 bits with a sign; the index of the shuffled list finds the lowest.
        part = min(1.0, SAMPLE / max(1, ideas))
        most = round(2**32 * part) - 2**31 - 1
        cursor.execute(_LEARN, {"sample": max(1.0, ideas * part), "most": most})
    return True


def look_up(lexemes: Iterable[str], plain: Iterable[str]) -> Known:
    """What is known of these lexemes and of these words without accents."""
    spelled: dict[str, dict[str, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, [list(lexemes), list(plain)])
        for word, lexeme, share in cursor.fetchall():
            spelled.setdefault(word, {})[lexeme] = share
    return Known(spelled)


def longer(parts: Iterable[str]) -> dict[str, dict[str, float]]:
    """For each lexeme queries for the most frequent longer ones that begin or end with it, and their shares."""
    found: dict[str, dict[str, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LONGER, [list(parts), MOST_LONGER])
        for part, lexeme, share in cursor.fetchall():
            found.setdefault(part, {})[quoted(lexeme)] = share
    return found


@transaction.atomic
def near(word: str) -> list[Near]:
    """Words spelled nearly like this one, the likeliest first."""
    asked = without_accents(word)
    with connection.cursor() as cursor:
        # Two letters in the wrong order leave few trigrams of a short word as they were, and most of a long one.
        alike = max(0.25, (len(asked) - 3) / (len(asked) + 8))
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(alike)])
        cursor.execute(_NEAR, {"plain": asked})
        found = [(Near(word, lexeme, share), _alike(asked, plain)) for word, lexeme, plain, share in cursor.fetchall()]
    # Between words as near as each other the more frequent one is meant.
    good = [(round(alike, 1), near.share, near) for near, alike in found if alike >= LEAST_ALIKE]
    return [near for _alike, _share, near in sorted(good, reverse=True)]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def spellings(word: str) -> Spellings:
    """However its umlauts are written (Spielplaetze, Spielplätze), and whatever it is made of."""
    written_out = drawn_together = word.casefold()
    for umlaut, letters in _WRITTEN_OUT.items():
        written_out = written_out.replace(umlaut, letters)
        drawn_together = drawn_together.replace(letters, umlaut)
    plain = without_accents(word)
    return Spellings(frozenset({plain, without_accents(written_out), without_accents(drawn_together)}), _splits(plain))


def _splits(plain: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (plain[: end - len(joint)], plain[end:])
        for end in range(SHORTEST_PART, len(plain) - SHORTEST_PART + 1)
        for joint in _JOINTS
        if plain[:end].endswith(joint) and end - len(joint) >= SHORTEST_PART
    )


def without_accents(word: str) -> str:
    """As `plain` is."""
    letters = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
