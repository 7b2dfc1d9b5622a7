"""The markup of pages: a small part of Markdown, made into HTML that cannot carry script.

Known are headings (`##` to `####`, an anchor of one's own as `{#anchor}`), lists, links, **strong**,
*emphasis*, tables, and blocks: `[[name]]` on a line of its own shows what the portal itself knows.
HTML is text. Whatever comes out of the parser passes an allow-list; the blocks are our own templates.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pages.office import current_office
from themes.catalogue import authorities

BLOCKS = {
    "projektbuero": gettext_lazy("the project office with its address and telephone"),
    "beteiligte": gettext_lazy("the districts and the city that take part"),
    "regeln": gettext_lazy("the numbered rules of the netiquette"),
    "barriere-melden": gettext_lazy("the way to report a barrier"),
    "durchsetzung": gettext_lazy("the body that enforces accessibility, by the seat of the operator"),
}
# They stand in the middle of a sentence; the settings know the number.
DAYS = {
    "[[entwurf-tage]]": "DRAFT_DAYS",
    "[[entwurf-hoechstens]]": "DRAFT_DAYS_AT_MOST",
    "[[nachricht-tage]]": "TICKET_DAYS",
}
_BLOCK_LINE = re.compile(r"^ {0,3}\[\[([a-z-]+)\]\][ \t]*$", re.MULTILINE)
_BLOCK = re.compile(r"<p>\[\[([a-z-]+)\]\]</p>")
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,39})\}\s*$")
_GAP = re.compile(r"\[[^\[\]<>]{3,}\]")
# The portal's own: the main part of a page.
_TAKEN = frozenset({"inhalt"})
_LINK = re.compile(r"(?:https?://[^/\\]|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)
_TAGS = set("h2 h3 h4 p ul ol li a strong em br table thead tbody tr th td".split())  # noqa: SIM905
_IDS = {tag: {"id"} for tag in ("h2", "h3", "h4")}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "rel"}, "ol": {"start"}, **_IDS}
_SCHEMES = {"http", "https", "mailto", "tel"}


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name
        """Inside the portal or with one of four schemes; `//host` is neither."""
        return _LINK.match(url) is not None


_MARKDOWN = _Markdown("zero", {"html": False}).enable(
    ["heading", "list", "link", "emphasis", "table", "escape", "newline", "autolink"]
)


def to_html(body: str, *, language: str, appendix: Sequence[dict[str, Any]] = ()) -> SafeString:
    """`body` as HTML for the active language's reader; blocks in `language`, which the text is written in."""
    html = _cleaned(_tokens(body, reader=translation.get_language() or "de"))
    with translation.override(language):
        html = _with_table_frames(html)
        return SafeString(_BLOCK.sub(lambda found: _block(found, appendix), html))


def has_gaps(html: str) -> bool:
    """Whether something in square brackets is still to be filled in."""
    return _GAP.search(html) is not None


def unknown_blocks(body: str) -> list[str]:
    """Names on lines of their own that are no blocks."""
    return [name for name in _BLOCK_LINE.findall(body) if name not in BLOCKS]


def blocks(body: str) -> set[str]:
    """The blocks in use."""
    return {name for name in _BLOCK_LINE.findall(body) if name in BLOCKS}


def filled_sections(body: str) -> set[str]:
    """Anchors of headings under which there is something to read."""
    open_ones: list[tuple[int, str]] = []
    filled: set[str] = set()
    for token in _tokens(body, reader="de"):
        if token.type == "heading_open":
            level = int(token.tag[1])
            open_ones = [one for one in open_ones if one[0] < level] + [(level, str(token.attrs["id"]))]
        elif token.type == "inline" and token.content.strip() and token.meta.get("heading") is None:
            filled.update(anchor for _level, anchor in open_ones)
    return filled


def _tokens(body: str, *, reader: str) -> list[Token]:
    """Parsed, with anchors and levels of headings put right and links leading where they should."""
    for name, setting in DAYS.items():
        body = body.replace(name, str(getattr(settings, setting)))
    text = _BLOCK_LINE.sub(r"\n[[\1]]\n", body)
    tokens = _MARKDOWN.parse(text)
    _put_headings_right(tokens)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                _lead(child, reader)
    return tokens


def _put_headings_right(tokens: list[Token]) -> None:
    """From h2 on without a gap, so that screen readers find their way; each with an anchor of its own."""
    last, used = 1, set(_TAKEN)
    for opening, inline, closing in _headings(tokens):
        last = max(2, min(int(opening.tag[1]), last + 1, 4))
        opening.tag = closing.tag = f"h{last}"
        opening.attrs["id"] = _free(_anchor(inline), used)
        inline.meta["heading"] = True


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, Token, Token]]:
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield token, tokens[place + 1], tokens[place + 2]


def _anchor(inline: Token) -> str:
    """The one asked for by `{#anchor}`, which is taken out of the text, or one made of the text."""
    children = inline.children or []
    last = children[-1] if children else None
    asked = _ANCHOR.search(last.content) if last and last.type == "text" else None
    if asked and last:
        last.content = last.content[: asked.start()]
        return asked[1]
    return slugify("".join(child.content for child in children))[:40] or "abschnitt"


def _free(anchor: str, used: set[str]) -> str:
    free, number = anchor, 2
    while free in used:
        free, number = f"{anchor}-{number}", number + 1
    used.add(free)
    return free


def _lead(link: Token, reader: str) -> None:
    """To the reader's own language inside the portal; elsewhere without a way back to our window."""
    address = str(link.attrs.get("href", ""))
    if address.startswith("/"):
        with translation.override(settings.LANGUAGE_CODE):
            link.attrs["href"] = translate_url(address, reader)
    elif not address.startswith("#"):
        link.attrs["rel"] = "external noopener"


def _cleaned(tokens: list[Token]) -> str:
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


def _with_table_frames(html: str) -> str:
    """Wide tables scroll in a frame that the keyboard reaches."""
    pieces = html.replace("<th>", '<th scope="col">').replace("</table>", "</table></div>").split("<table>")
    return pieces[0] + "".join(
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{escape(_table_name(number))}">'
        f'<table class="table">{piece}'
        for number, piece in enumerate(pieces[1:], start=1)
    )


def _table_name(number: int) -> str:
    return _("Table %(number)s") % {"number": number}


def _block(found: "re.Match[str]", appendix: Iterable[dict[str, Any]]) -> str:
    if found[1] not in BLOCKS:
        return found[0]
    about = {"office": current_office(), "authorities": authorities(), "rules": appendix}
    return render_to_string(f"pages/blocks/{found[1].replace('-', '_')}.html", about)
