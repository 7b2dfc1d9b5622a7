"""The marker where words were taken out: in a text a plain word, on a page a black bar.

Every marker in a text becomes a bar, whoever wrote it: an author who goes on with a redacted text
keeps its markers, so no column could tell ours from theirs. What was really removed, and by which
rule, stands beside the text and comes from the decision.
"""

import re
from collections.abc import Callable
from functools import cache

from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, pgettext

from texts.languages import answerable, offered


def marker_in(language: str) -> str:
    """What stands in place of a passage, in the language of the text or in German."""
    with translation.override(answerable(language)):
        return _("[removed]")


def with_bars(text: str, show: Callable[[str], str] = escape) -> SafeString:
    """HTML of `text`: each marker as a bar, what stands between them as `show` makes it, which escapes."""
    bars = _bars(tuple(code for code, _name in offered()))
    parts = re.split(f"({'|'.join(map(re.escape, bars))})", text)
    return mark_safe("".join(bars[part] if part in bars else show(part) for part in parts))  # noqa: S308


@cache
def _bars(codes: tuple[str, ...]) -> dict[str, SafeString]:
    """By its marker; a language that shares one with another leaves it to the first."""
    return {marker_in(code): _bar(code) for code in reversed(codes)}


def _bar(code: str) -> SafeString:
    """Screen readers leave brackets out: without the words before it "Frau [entfernt]" would be a "Frau entfernt"."""
    with translation.override(code):
        before, marker = pgettext("read out before [removed]", "Personal data"), _("[removed]")
    html = '<span class="redacted" lang="{}"><span class="visually-hidden">{} </span>{}</span>'
    return format_html(html, code, before, marker)
