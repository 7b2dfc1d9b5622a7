"""What somebody typed into the search: words, phrases in quotes, a minus before what is not wanted, OR between.

Every text is a search: what means nothing is left out, nothing is an error.
"""

import re
from typing import NamedTuple

# More words than this find nothing that fewer would not.
MOST_TOKENS = 12
LONGEST = 60
# A phrase or a word, with the minus before it. PostgreSQL never sees a minus: 33 of them are an error there.
_TOKEN = re.compile(r'(-*)("[^"]*"?|[^\s"-][^\s"]*)')

# However quotes are set, and what stands between words as a space does: Bus/Bahn.
_MARKS = str.maketrans({**dict.fromkeys("„“”«»", '"'), **dict.fromkeys("/+", " ")})
# What ends a sentence or a phrase is no part of its last word.
_AROUND = '".,;:!?'


class Token(NamedTuple):
    """A word, or a phrase in the order of its words."""

    text: str
    is_phrase: bool = False

    @property
    def is_word(self) -> bool:
        """A single one, of letters and digits alone."""
        return self.text.isalnum() and not self.is_phrase


class Typed(NamedTuple):
    """Of each group of `wanted` one has to be there, of `unwanted` none may be."""

    wanted: tuple[tuple[Token, ...], ...]
    unwanted: tuple[Token, ...]


def parse(words: str) -> Typed:
    """Never raises."""
    groups: list[list[Token]] = []
    unwanted: list[Token] = []
    is_alternative = False
    for minus, text in _TOKEN.findall(words.translate(_MARKS))[:MOST_TOKENS]:
        if text == "OR":
            is_alternative = bool(groups)
            continue
        token = Token(text.strip(_AROUND)[:LONGEST].strip(), text.startswith('"'))
        if not any(map(str.isalnum, token.text)):
            continue
        if minus:
            unwanted.append(token)
        elif is_alternative:
            groups[-1].append(token)
        else:
            groups.append([token])
        is_alternative = False
    # Said twice it is wanted once.
    return Typed(tuple(dict.fromkeys(map(tuple, groups))), tuple(dict.fromkeys(unwanted)))
