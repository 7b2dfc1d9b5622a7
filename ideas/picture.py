"""The picture that messengers show beside a link to an idea, drawn with the portal's own typeface.

Figtree draws Latin letters. What it cannot draw is left out, and a title of which too little is
left gives way to the idea's number: a picture never fails and never shows empty boxes.
"""

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
PICTURES_KEPT = 64
# Part of the ETag: raise it when the drawing changes.
DESIGN = 1
_STATIC = Path(settings.BASE_DIR) / "static"
# Together they hold German, both Sorbian languages, Polish and Czech.
_FILES = ("figtree-latin-wght-normal.woff2", "figtree-latin-ext-wght-normal.woff2")
_BOLD, _MEDIUM = 800, 600
_GROUND, _WHITE, _PALE, _AMBER = "#072B42", "#FFFFFF", "#B7C4CE", "#FFC53D"
# The fills of static/css/tokens.css; a theme without a slot is neutral.
_THEMES = {1: "#14609F", 2: "#B87A00", 3: "#A63A1E", 4: "#5A1A55", 5: "#218C74"}
_NEUTRAL = "#5B6670"
_MARGIN, _BAND = 72, 92
_TITLE_TOP, _TITLE_BOTTOM = _BAND + 40, 484
_TITLE_SIZES = (76, 64, 54, 46, 40)
_LEADING = 1.16
_MOST_COLORS = 48


class Card(NamedTuple):
    """All that a picture shows."""

    title: str
    number: str
    theme: str
    slot: int | None
    portal: str


class Face(NamedTuple):
    """The typeface in one size: a font for each of `_FILES`."""

    size: int
    fonts: tuple[ImageFont.FreeTypeFont, ...]

    def runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """`text` in parts that one font can draw, without what none can."""
        for part, chars in groupby(text, key=_font_of):
            if part is not None:
                yield self.fonts[part], "".join(chars)

    def width(self, text: str) -> float:
        """In pixels."""
        return sum(font.getlength(run) for font, run in self.runs(text))


@lru_cache(maxsize=PICTURES_KEPT)
def png(card: Card) -> bytes:
    """The picture as PNG, 1200 × 630 pixels with a palette: 12 to 30 KB."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, _BAND), fill=_THEMES.get(card.slot or 0, _NEUTRAL))
    small = _face(34, _MEDIUM)
    number_left = WIDTH - _MARGIN - small.width(card.number)
    _write(draw, (number_left, 26), card.number, small, _WHITE)
    for theme in _lines(card.theme, small, number_left - 2 * _MARGIN)[:1]:
        _write(draw, (_MARGIN, 26), theme, small, _WHITE)
    _write_title(draw, _drawable(card.title) or card.number)
    _sign(image, draw, card.portal)
    found = io.BytesIO()
    image.quantize(_MOST_COLORS, dither=Image.Dither.NONE).save(found, "PNG", compress_level=6)
    return found.getvalue()


def _write_title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """As large as it fits; one that never fits ends in an ellipsis."""
    for size in _TITLE_SIZES:
        face = _face(size, _BOLD)
        lines = _lines(title, face, WIDTH - 2 * _MARGIN)
        most = int((_TITLE_BOTTOM - _TITLE_TOP) / (size * _LEADING))
        if len(lines) <= most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-2].rstrip()} …"]
    for number, line in enumerate(lines):
        _write(draw, (_MARGIN, _TITLE_TOP + number * face.size * _LEADING), line, face, _WHITE)


def _sign(image: Image.Image, draw: ImageDraw.ImageDraw, portal: str) -> None:
    """Logo and name of the portal at the foot."""
    top = HEIGHT - 118
    draw.line((_MARGIN, top - 12, WIDTH - _MARGIN, top - 12), fill=_AMBER, width=3)
    image.paste(_logo(), (_MARGIN, top + 10))
    _write(draw, (_MARGIN + 96, top + 12), portal, _face(34, _BOLD), _WHITE)
    _write(draw, (_MARGIN + 96, top + 54), "Zukunftswerkstatt Lausitz", _face(25, _MEDIUM), _PALE)


def _write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, face: Face, fill: str) -> None:
    x, top = at
    # On one baseline: the two files may differ in their highest letter.
    baseline = top + face.fonts[0].getmetrics()[0]
    for font, run in face.runs(text):
        draw.text((x, baseline), run, fill=fill, font=font, anchor="ls")
        x += font.getlength(run)


def _lines(text: str, face: Face, most: float) -> list[str]:
    """`text` in lines no wider than `most`; a word longer than a line is broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, face, most):
            longer = f"{lines[-1]} {piece}".strip()
            if face.width(longer) <= most:
                lines[-1] = longer
            else:
                lines.append(piece)
    return [line for line in lines if line]


def _pieces(word: str, face: Face, most: float) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and face.width(piece + char) > most:
            yield piece
            piece = ""
        piece += char
    yield piece


def _drawable(title: str) -> str:
    """What can be drawn of it; nothing when that is less than half of its letters and digits."""
    drawn = "".join(char for char in title if _font_of(char) is not None)
    left, given = (sum(char.isalnum() for char in text) for text in (drawn, title))
    return drawn if left and left * 2 >= given else ""


@lru_cache(maxsize=4096)
def _font_of(char: str) -> int | None:
    """Which of `_FILES` draws a character; None when it is in neither."""
    if char.isspace():
        return 0
    for part, font in enumerate(_face(40, _MEDIUM).fonts):
        # A character that a font does not know looks like one that nobody knows.
        if bytes(font.getmask(char)) != bytes(font.getmask("\uffff")):
            return part
    return None


@lru_cache
def _face(size: int, weight: int) -> Face:
    fonts = tuple(ImageFont.truetype(_STATIC / "vendor" / "figtree" / name, size) for name in _FILES)
    for font in fonts:
        font.set_variation_by_axes([weight])
    return Face(size, fonts)


@lru_cache
def _logo() -> Image.Image:
    with Image.open(_STATIC / "img" / "logo-180.png") as logo:
        flat = Image.new("RGB", logo.size, _GROUND)
        flat.paste(logo, mask=logo.convert("RGBA").getchannel("A"))
        return flat.resize((76, 76), Image.Resampling.LANCZOS)
