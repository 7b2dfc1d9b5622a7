"""What an author changed, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from ideas.facts import facts_of
from ideas.models import IdeaVersion, Picture

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
    """What differs in one field of a version."""

    label: str
    pieces: list[Piece]


def changes(before: IdeaVersion, after: IdeaVersion) -> list[Change]:
    """The fields that differ, in the order of the page."""
    old, new = _shown(before), _shown(after)
    return [Change(label, pieces(old[label], new[label])) for label in new if old[label] != new[label]]


def pieces(before: str, after: str) -> list[Piece]:
    """`after` with what is gone from `before` in between; by lines first, then by words."""
    return list(_joined(_by_line(before, after)))


def _shown(version: IdeaVersion) -> dict[str, str]:
    facts = facts_of(version)
    return {
        _("Title"): version.title,
        _("Text"): version.text,
        _("Themes"): ", ".join(theme.label for theme in facts.themes),
        _("District or city"): facts.regions,
        _("Place"): facts.place,
        _("Language"): facts.language,
        _("Pictures"): _pictures(version),
    }


def _pictures(version: IdeaVersion) -> str:
    """A line each, with a number that a picture keeps in all versions: another one with the same words is seen."""
    of_idea = Picture.objects.filter(versionpicture__version__idea=version.idea_id).distinct()
    numbers = {picture.pk: at for at, picture in enumerate(of_idea.order_by("created_at", "key"), start=1)}
    placed = version.pictures.order_by("position")
    return "".join(
        _("Picture %(number)s: %(words)s") % {"number": numbers[one.picture_id], "words": one.alternative} + "\n"
        for one in placed
    )


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
