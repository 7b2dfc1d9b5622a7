"""Themes and authorities as every page needs them: few rows, kept a few seconds in the process."""

import time
from collections.abc import Callable
from typing import TypeVar

from themes.models import Authority, Theme

SECONDS = 5.0
T = TypeVar("T")
_kept: dict[str, tuple[float, object]] = {}


def _for_a_while(name: str, load: Callable[[], T]) -> T:
    now = time.monotonic()
    at, value = _kept.get(name, (0.0, None))
    if value is None or now - at > SECONDS:
        value = load()
        _kept[name] = (now, value)
    return value  # type: ignore[return-value]


def themes() -> list[Theme]:
    """All themes in order, at most five seconds old; also those that can no longer be chosen."""
    return _for_a_while("themes", lambda: list(Theme.objects.all()))


def authorities() -> list[Authority]:
    """All authorities that take part, in order, at most five seconds old."""
    return _for_a_while("authorities", lambda: list(Authority.objects.filter(is_active=True)))


def themes_by_id() -> dict[int, Theme]:
    return {theme.pk: theme for theme in themes()}


def authorities_by_id() -> dict[int, Authority]:
    return {authority.pk: authority for authority in authorities()}


def forget() -> None:
    """Read anew next time; the process that saved a change sees it at once."""
    _kept.clear()
