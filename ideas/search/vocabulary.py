"""The words of all ideas: how many have a word, which words have it in them, which are spelled nearly like it.

The table is made of at most `SAMPLE` ideas, so that it costs as much with a million as with some
thousand. A word it does not know is a rare one.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

from django.db import connection, transaction

from ideas.models.search import WORD_LENGTH
from ideas.search.tsquery import all_of, any_of, quoted
from themes.catalogue import gazetteer

LOCK = 0x1DEA_0ABC
SAMPLE = 20_000
# Of the two words a compound is made of.
SHORTEST_PART = 3
# Longer words that have a word in them, the most frequent ones.
MOST_LONGER = 12
# Letters of an end that says enough by itself.
LONG_END = 5
# Letters of a word that may be a mistyped one, and of one whose first letter may be.
SHORTEST_DOUBTED, FIRST_DOUBTED = 5, 8
# How alike a mistyped word has to be, by Ratcliff and Obershelp (difflib), from 0 to 1.
LEAST_ALIKE = 0.75
# What stands between two words that have become one (Fugenelemente; Duden, Die Grammatik).
_JOINTS = ("", "s", "n", "en", "es", "er", "e")
_ENDING = "(?:e|er|en|es|em)?"
_PAST = re.compile(
    rf"(|ab|an|auf|aus|bei|durch|ein|her|hin|los|mit|nach|um|vor|weg|zu)ge(\w{{3,}}?)(?:e?t|en){_ENDING}"
)
_PRESENT = re.compile(rf"(\w{{3,}})end{_ENDING}")
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
    WHERE word ~ '^[[:alnum:]]+$' AND length(word) BETWEEN 2 AND %(longest)s AND length(lexeme) <= %(longest)s
    GROUP BY word, lexeme
) learned ON kept.word = learned.word AND kept.lexeme = learned.lexeme
WHEN MATCHED AND abs(kept.share - learned.share) > learned.share / 20 THEN UPDATE SET share = learned.share
WHEN NOT MATCHED THEN INSERT (word, lexeme, plain, share)
    VALUES (learned.word, learned.lexeme, learned.plain, learned.share)
WHEN NOT MATCHED BY SOURCE THEN DELETE
"""
_LOOK_UP = """
SELECT plain, lexeme, (SELECT sum(share) FROM ideas_word every WHERE every.lexeme = asked.lexeme)
FROM ideas_word asked WHERE plain = ANY(%(words)s) OR lexeme = ANY(%(words)s) GROUP BY plain, lexeme
"""
# What stands between head and tail may be nothing, as in a word that begins or ends with another one. Stems may differ
# where words end alike (Schwester, Gemeindeschwester). What ends in few letters may do so by chance: only with the same
# accents and behind at least three others, as in Fahrrad, not as in gerade or gehört.
_LONGER = f"""
SELECT key, found.*
FROM unnest(%(keys)s::text[], %(heads)s::text[], %(tails)s::text[]) AS asked(key, head, tail), LATERAL (
    SELECT lexeme, sum(share) AS share, min(plain) AS plain FROM ideas_word
    WHERE (lexeme LIKE head || '%%' || tail OR plain LIKE head || '%%' || tail) AND lexeme <> key
        AND (head <> '' OR length(tail) >= {LONG_END}
             OR strpos(word, tail) > {SHORTEST_PART})
    GROUP BY lexeme ORDER BY share DESC, lexeme LIMIT %(most)s
) found
"""  # noqa: S608 - constants
_NEAR = """
SELECT asked.word, found.*
FROM unnest(%(words)s::text[], %(plain)s::text[], %(alike)s::float[]) AS asked(word, plain, alike), LATERAL (
    SELECT known.word, lexeme, known.plain, share FROM ideas_word known
    WHERE known.plain %% asked.plain AND known.plain <> asked.plain AND known.plain !~ '[0-9]'
        AND similarity(known.plain, asked.plain) >= alike
    ORDER BY similarity(known.plain, asked.plain) DESC, share DESC LIMIT 30
) found
"""


class Spellings(NamedTuple):
    """Of a word, without accents: other ways to write it, and the pairs of words it may be made of.

    `verbs` are lexemes of the verb it may be a participle of.
    """

    variants: frozenset[str]
    splits: tuple[tuple[str, str], ...]
    verbs: tuple[str, ...]

    @property
    def all(self) -> Iterator[str]:
        return chain(self.variants, self.verbs, *self.splits)


class Near(NamedTuple):
    """A word that may have been meant."""

    word: str
    lexeme: str
    share: float


@dataclass(frozen=True)
class Known:
    """Lexemes by word without accents, and the shares of lexemes."""

    spelled: Mapping[str, frozenset[str]]
    shares: Mapping[str, float]

    def share(self, lexemes: Iterable[str]) -> float:
        """Of all ideas those in which all of these stand, as if they came together by chance."""
        return math.prod(min(1.0, self.shares.get(lexeme, 0.0)) for lexeme in lexemes)

    def of(self, word: Spellings) -> dict[str, float]:
        """Queries for what the word may mean, and their shares: in other spelling, as a verb, or as two words."""
        spelled = [*(lexeme for plain in word.variants for lexeme in self._lexemes(plain)), *word.verbs]
        found = {quoted(lexeme): share for lexeme in spelled if (share := self.share([lexeme]))}
        head, tail = self.split(word)
        if head:
            found[all_of([self._query(head), self._query(tail)])] = min(self._share(head), self._share(tail))
        return found

    def parts(self, word: Spellings, longer: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
        """Queries for each of the two words it is made of, or `longer` ones with it, and their shares."""
        found = {}
        for part in filter(None, self.split(word)):
            others = longer.get(part, {})
            found[any_of([self._query(part), *others])] = self._share(part) + sum(others.values())
        return found

    def split(self, word: Spellings) -> tuple[str, str]:
        """The likeliest pair, of which both are known; otherwise two empty words."""
        shares = {pair: sorted(map(self._share, pair)) for pair in word.splits}
        likeliest = max(shares, key=lambda pair: (*shares[pair], pair), default=("", ""))
        return likeliest if shares and shares[likeliest][0] else ("", "")

    def _lexemes(self, word: str) -> frozenset[str]:
        return self.spelled.get(word, frozenset())

    def _share(self, word: str) -> float:
        return sum(self.share([lexeme]) for lexeme in self._lexemes(word))

    def _query(self, word: str) -> str:
        return any_of(map(quoted, sorted(self._lexemes(word))))


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
        cursor.execute(_LEARN, {"sample": max(1.0, ideas * part), "most": most, "longest": WORD_LENGTH})
        # Without statistics a new table is taken for a small one, and questions are slow until the vacuum comes.
        cursor.execute("ANALYZE ideas_word")
    return True


def look_up(words: Iterable[str]) -> Known:
    """What is known of these lexemes and words without accents."""
    spelled: dict[str, set[str]] = {}
    shares: dict[str, float] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, {"words": list(words)})
        for plain, lexeme, share in cursor.fetchall():
            spelled.setdefault(plain, set()).add(lexeme)
            spelled.setdefault(lexeme, set()).add(lexeme)
            shares[lexeme] = share
    return Known({word: frozenset(lexemes) for word, lexemes in spelled.items()}, shares)


def longer(patterns: Collection[tuple[str, str, str]]) -> dict[str, dict[str, float]]:
    """For each key queries for the most frequent words with this beginning and this end, and their shares."""
    if not patterns:
        return {}
    found: dict[str, dict[str, float]] = {}
    keys, heads, tails = ([pattern[part] for pattern in patterns] for part in range(3))
    with connection.cursor() as cursor:
        cursor.execute(_LONGER, {"keys": keys, "heads": heads, "tails": tails, "most": MOST_LONGER})
        for key, lexeme, share, plain in cursor.fetchall():
            # Nobody who looks for buses means Cottbus.
            if not gazetteer().called(plain):
                found.setdefault(key, {})[quoted(lexeme)] = share
    return found


@transaction.atomic
def near(words: Collection[str]) -> dict[str, list[Near]]:
    """For each of these words those that are spelled nearly like it, the likeliest first.

    Those longer than any that is kept are left out, and short ones, which are like too many.
    """
    words = [word for word in words if SHORTEST_DOUBTED <= len(word) <= WORD_LENGTH]
    if not words:
        return {}
    plain = [without_accents(word) for word in words]
    # Two letters in the wrong order leave few trigrams of a short word as they were, and most of a long one.
    alike = [max(0.25, (len(word) - 3) / (len(word) + 8)) for word in plain]
    found: dict[str, list[tuple[int, float, Near]]] = {word: [] for word in words}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(min(alike))])
        cursor.execute(_NEAR, {"words": list(words), "plain": plain, "alike": alike})
        for asked, word, lexeme, known, share in cursor.fetchall():
            typed = without_accents(asked)
            ratio = SequenceMatcher(None, typed, known).ratio()
            if ratio >= LEAST_ALIKE and (typed[0] == known[0] or len(typed) >= FIRST_DOUBTED):
                # Between words as near as each other the more frequent one is meant.
                found[asked].append((round(ratio * 20), share, Near(word, lexeme, share)))
    return {word: [near for _ratio, _share, near in sorted(each, reverse=True)] for word, each in found.items()}


def spellings(word: str, stem: str) -> Spellings:
    """However its umlauts are written (Spielplaetze, Spielplätze), long or short, and whatever it is made of."""
    written_out = drawn_together = word.casefold()
    for umlaut, letters in _WRITTEN_OUT.items():
        written_out = written_out.replace(umlaut, letters)
        drawn_together = drawn_together.replace(letters, umlaut)
    plain, drawn_together = without_accents(word), without_accents(drawn_together)
    variants = frozenset({plain, without_accents(written_out), drawn_together, _street(plain)})
    splits = dict.fromkeys(pair for text in (plain, drawn_together, stem) for pair in _splits(text))
    return Spellings(variants, tuple(splits), tuple(_verbs(plain)))


def _street(plain: str) -> str:
    """As most write it for short, or in full: Bahnhofstr., Bahnhofstraße."""
    return re.sub(r"str(asse)?\Z", lambda found: "str" if found[1] else "strasse", plain)


def _verbs(plain: str) -> Iterator[str]:
    """Lexemes of the verb whose participle this may be: geblendete, abgeschaltet, ausgeliehen, rasenden."""
    if past := _PAST.fullmatch(plain):
        yield past[1] + past[2]
    if present := _PRESENT.fullmatch(plain):
        yield present[1]


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
