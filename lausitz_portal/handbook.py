"""The handbook of moderation in the administration: `docs/moderation.md`, the one text there is of it."""

import itertools
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_FILE = Path("docs", "moderation.md")
# As the pictures are named in the file, which is also read outside the portal.
_PICTURES = "../static/"
_ANCHOR = re.compile(r"\s*\{#([a-z-]+)\}\s*$")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For everybody who works in the administration. It is German, as those are who decide."""
    title, contents, text = _read()
    context = {**admin.site.each_context(request), "title": title, "contents": contents, "text": text}
    return render(request, "admin/desk/handbook.html", context)


@cache
def _read() -> tuple[str, list[tuple[str, str]], SafeString]:
    """Its heading, anchors and names of its chapters, and the rest as HTML."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((settings.BASE_DIR / _FILE).read_text(encoding="utf-8"))
    title = tokens[1].content
    contents: list[tuple[str, str]] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            anchor = _anchored(token, tokens[place + 1])
            if token.tag == "h2":
                contents.append((anchor, tokens[place + 1].content))
        for child in token.children or ():
            if child.type == "image":
                child.attrs["src"] = static(str(child.attrs["src"]).removeprefix(_PICTURES))
    # Our own words, not anybody's who writes on the portal.
    html: str = markdown.renderer.render(tokens[3:], markdown.options, {})
    return title, contents, SafeString(_with_frames(html))


def _with_frames(html: str) -> str:
    """Wide tables scroll in a frame that the keyboard reaches, each with a name of its own."""
    numbers = itertools.count(1)

    def framed(_table: re.Match[str]) -> str:
        label = f"{_('Table')} {next(numbers)}"
        return f'<div class="handbook__table" role="region" tabindex="0" aria-label="{label}"><table>'

    html = re.sub("<table>", framed, html.replace("<th>", '<th scope="col">'))
    return html.replace("</table>", "</table></div>")


def _anchored(opening: Token, heading: Token) -> str:
    """Gives a heading the anchor that its text asks for by `{#anchor}`, or one made of it."""
    asked = _ANCHOR.search(heading.content)
    heading.content = _ANCHOR.sub("", heading.content)
    for child in heading.children or ():
        child.content = _ANCHOR.sub("", child.content)
    anchor = asked[1] if asked else slugify(heading.content)
    opening.attrs["id"] = anchor
    return anchor
