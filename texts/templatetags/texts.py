"""Showing what people wrote: escaped, with paragraphs and links, never as markup."""

from django import template
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from texts.fields import in_language
from texts.wording import marked_up

register = template.Library()


@register.filter
def paragraphs(text: str) -> SafeString:
    """Escaped paragraphs with `rel="nofollow ugc"` links for http, https and mail addresses."""
    # urlize and linebreaks escape what they are given; only their own tags are added.
    linked = urlize(text, nofollow=True, autoescape=True).replace('rel="nofollow"', 'rel="nofollow ugc"')
    return mark_safe(linebreaks(linked))  # noqa: S308


@register.filter
def translated(texts: dict[str, str]) -> str:
    """A TranslatedField's text in the active language, German where there is none."""
    return in_language(texts)


@register.filter
def spoken(text: str) -> SafeString:
    """A text as HTML, with `lang` where it is not in the page's language; for content, not for attributes."""
    return marked_up(text, get_language() or "de")
