"""The design tokens, read from the stylesheets themselves, and the contrast of what stands on what."""

import re
from functools import cache
from typing import NamedTuple

from django.conf import settings

TEXT, CONTROL = 4.5, 3.0
_ON_GROUNDS = ("text", "text-muted", "link", "error")
_GROUNDS = ("surface", "ground", "ground-2")
_TONES = ("ok", "warn", "error", "info")
_THEMES = tuple(f"theme-{slot}" for slot in range(6))
# What stands on what, and what it needs: 4.5 for text (WCAG 2.2, 1.4.3), 3 for controls (1.4.11).
PAIRS = (
    *((name, ground, TEXT) for name in _ON_GROUNDS for ground in _GROUNDS),
    ("link", "lake-100", TEXT), ("link-hover", "surface", TEXT), ("link-hover", "lake-100", TEXT),
    ("surface", "link", TEXT), ("on-action", "action", TEXT), ("on-action", "action-hover", TEXT),
    *((name, f"{tone}-tint", TEXT) for tone in _TONES for name in (tone, "text", "link")),
    *((f"{theme}-text", f"{theme}-tint", TEXT) for theme in _THEMES),
    *((f"{theme}-text", "surface", TEXT) for theme in _THEMES),
    *((name, ground, CONTROL) for name in ("line-control", "action", "focus") for ground in _GROUNDS[:2]),
    ("focus", "focus-halo", CONTROL),
    *((theme, "surface", CONTROL) for theme in _THEMES),
    *(("on-theme", theme, CONTROL) for theme in _THEMES),
)  # fmt: skip


class Colour(NamedTuple):
    """A token with its value in both schemes."""

    name: str
    light: str
    dark: str


class Contrast(NamedTuple):
    """A pair of tokens: what it needs at least and what it has in both schemes."""

    front: Colour
    back: Colour
    needed: float
    light: float
    dark: float

    @property
    def suffices(self) -> bool:
        return min(self.light, self.dark) >= self.needed


class Length(NamedTuple):
    """A token that is a length, such as .25rem."""

    name: str
    value: str


def colours() -> list[Colour]:
    """Every colour; what the dark scheme does not name stays as it is in the light one."""
    light, dark = _values("tokens"), _values("tokens_dark")
    return [Colour(name, value, dark.get(name, value)) for name, value in light.items() if value.startswith("#")]


def contrasts() -> list[Contrast]:
    """The contrast of each of `PAIRS`."""
    known = {colour.name: colour for colour in colours()}
    return [
        Contrast(front, back, needed, ratio(front.light, back.light), ratio(front.dark, back.dark))
        for front, back, needed in ((known[front], known[back], needed) for front, back, needed in PAIRS)
    ]


def lengths(kind: str) -> list[Length]:
    """The tokens of a kind: "space" or "radius"."""
    return [Length(name, value) for name, value in _values("tokens").items() if name.startswith(f"{kind}-")]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours such as #fff or #13212e, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(digits[place : place + 2], 16) / 255) for place in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


@cache
def _values(name: str) -> dict[str, str]:
    """Name and value of each token in one of the stylesheets."""
    css = (settings.BASE_DIR / "static" / "css" / f"{name}.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", css))
