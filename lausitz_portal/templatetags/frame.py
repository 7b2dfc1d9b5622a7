"""The parts of the frame that look alike on many pages, rendered once in some seconds."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pages import catalogue
from pages.office import current_office
from texts.memory import remembered
from themes.catalogue import authorities

register = template.Library()


@register.simple_tag(takes_context=True)
def masthead(context: dict[str, Any]) -> SafeString:
    """Name and navigation. An early error page knows no person and no view, or has no request at all."""
    request = context.get("request")
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    shown = context.get("shown")
    here = shown.page.slug if isinstance(shown, catalogue.Shown) else match.view_name if match else ""
    values = {"here": here, "is_signed_in": bool(user and user.is_authenticated)}
    return _part("frame/masthead.html", {**values, "pages": catalogue.linked("main")}, *values.values())


@register.simple_tag
def site_footer() -> SafeString:
    """Contact, ways to take part, authorities, what the law wants."""
    values = {
        "office": current_office(), "authorities": authorities(),
        "pages": catalogue.linked("footer"), "legal": catalogue.linked("legal"),
    }  # fmt: skip
    return _part("frame/footer.html", values)


def _part(template_name: str, values: dict[str, Any], *key: object) -> SafeString:
    return remembered(
        (template_name, get_language(), *key), lambda: SafeString(render_to_string(template_name, values))
    )
