"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Beyond this many words a changed passage is shown as a whole: comparing takes the square of it.
WORDS_COMPARED = 1500
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `kind` is same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """What differs in one field."""

    label: str
    pieces: list[Piece]


def differing(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    """The fields, by their labels, that differ; both have the same ones."""
    return [Change(label, pieces(old[label], new[label])) for label in new if old[label] != new[label]]


def pieces(before: str, after: str) -> list[Piece]:
    """`after` with what is gone from `before` in between; by lines first, then by words."""
    return list(_joined(_by_line(before, after)))


def _by_line(before: str, after: str) -> Iterator[Piece]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Piece("same", come)
        else:
            yield from _by_word(gone, come)


def _by_word(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > 2 * WORDS_COMPARED:
        yield from (Piece("gone", before), Piece("new", after))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[c:d]))
        else:
            yield from (Piece("gone", "".join(old[a:b])), Piece("new", "".join(new[c:d])))


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of a kind as one; nothing empty."""
    last: Piece | None = None
    for piece in found:
        if not piece.text:
            continue
        if last and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
