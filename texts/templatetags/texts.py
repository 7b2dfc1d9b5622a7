"""Showing what people wrote: escaped, with paragraphs and links, never as markup."""

from django import template
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from texts.cleaning import shortened
from texts.fields import in_language
from texts.markers import with_bars
from texts.wording import marked_up

register = template.Library()


@register.filter
def paragraphs(text: str) -> SafeString:
    """Escaped paragraphs with `rel="nofollow ugc"` links for http, https and mail addresses, and bars for markers."""
    # What `_linked` gives is escaped; linebreaks only adds its own tags. An address ends at a marker.
    return mark_safe(linebreaks(with_bars(text, _linked)))  # noqa: S308


def _linked(text: str) -> str:
    return urlize(text, nofollow=True, autoescape=True).replace('rel="nofollow"', 'rel="nofollow ugc"')


@register.filter
def line(text: str) -> SafeString:
    """A title, a place or a description, escaped, with bars for markers; for content, not for attributes."""
    return with_bars(text)


@register.filter
def in_short(text: str, most: int) -> str:
    """In one line of at most `most` characters, cut behind a word."""
    return shortened(text, most)


@register.filter
def translated(texts: dict[str, str]) -> str:
    """A TranslatedField's text in the active language, German where there is none."""
    return in_language(texts)


@register.filter
def spoken(text: str) -> SafeString:
    """A text as HTML, with `lang` where it is not in the page's language; for content, not for attributes."""
    return marked_up(text, get_language() or "de")
