"""One idea on one printed page: what of a text fits there, counted in lines."""

from collections.abc import Iterator
from typing import NamedTuple

# Of 10.5-point Figtree on 178 mm; the stylesheet keeps the page whole where a text runs wider.
LINE_LENGTH = 92
LINES = 23
ANSWER_LINES = 8
# A box around the answer with its heading; a title that needs several lines.
_BOX_LINES, _LONG_TITLE, _LONG_TITLE_LINES = 4, 90, 3
# A row of pictures, 32 mm high, with the room above it.
_PICTURE_LINES = 7


class Part(NamedTuple):
    """Text as far as it fits."""

    text: str
    is_cut: bool
    lines: int


def parts(title: str, text: str, answer: str = "", *, has_pictures: bool = False) -> tuple[Part, Part]:
    """Text and answer as they fit on one page under the title; the answer and a row of pictures come first."""
    answered = fitted(answer, ANSWER_LINES) if answer else Part("", is_cut=False, lines=0)
    taken = answered.lines + _BOX_LINES if answer else 0
    taken += _LONG_TITLE_LINES if len(title) > _LONG_TITLE else 0
    taken += _PICTURE_LINES if has_pictures else 0
    return fitted(text, LINES - taken), answered


def fitted(text: str, lines: int) -> Part:
    """`text` in at most `lines` lines; cut at a blank, with an ellipsis, where it is longer."""
    kept: list[str] = []
    used = 0
    for paragraph in text.strip().split("\n"):
        for line in _lines(paragraph):
            if used == lines:
                return Part(_with_ellipsis("".join(kept)), is_cut=True, lines=used)
            kept.append(line)
            used += 1
        kept.append("\n")
    return Part("".join(kept).strip(), is_cut=False, lines=used)


def _lines(paragraph: str) -> Iterator[str]:
    """The paragraph in pieces no longer than a line, which together are the paragraph."""
    while len(paragraph) > LINE_LENGTH:
        end = paragraph.rfind(" ", 1, LINE_LENGTH + 1) + 1 or LINE_LENGTH
        yield paragraph[:end]
        paragraph = paragraph[end:]
    yield paragraph


def _with_ellipsis(text: str) -> str:
    return text.rstrip(" .,;:–\n") + " …"
