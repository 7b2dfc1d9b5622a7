"""A text that knows its language, for a page in another one (WCAG 2.2, 3.1.2).

To everything else it is the plain text; the filter `spoken` tells the browser what it is made of.
"""

from collections.abc import Iterable
from typing import Self

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from texts.markers import with_bars


class Wording(str):
    """Pieces of text with the language of each; empty for the page's own."""

    __slots__ = ("pieces",)
    pieces: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, *pieces: tuple[str, str]) -> Self:
        made = cls("".join(text for text, _language in pieces))
        made.pieces = pieces
        return made

    @classmethod
    def joined(cls, separator: str, texts: Iterable[str]) -> Self:
        """As `separator.join(texts)`, with what each text knows of itself."""
        pieces: list[tuple[str, str]] = []
        for text in texts:
            pieces += [(separator, "")] if pieces else []
            pieces += pieces_of(text)
        return cls.of(*pieces)


def pieces_of(text: str) -> tuple[tuple[str, str], ...]:
    return text.pieces if isinstance(text, Wording) else ((text, ""),)


def marked_up(text: str, page_language: str) -> SafeString:
    """HTML of `text`, escaped, with bars for markers; `lang` around each piece in another language than the page's."""
    pieces = pieces_of(text)
    html = format_html_join("", "{}", ((_piece(*piece, page_language),) for piece in pieces))
    # Pieces and bars stay one text also where the element around them lays out its parts (flex, grid).
    return format_html("<span>{}</span>", html) if len(pieces) > 1 or html.count("<span") > 1 else html


def _piece(text: str, language: str, page_language: str) -> str:
    html = with_bars(str(text))
    return html if language in {"", page_language} else format_html('<span lang="{}">{}</span>', language, html)
