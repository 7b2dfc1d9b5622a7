"""The parts of the frame that look alike on many pages, rendered once in some seconds."""

from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lausitz_portal.read_only import WRITING
from pages import addresses, catalogue, notices, portal_state
from pages.office import current_office
from texts.memory import remembered
from themes.catalogue import authorities

register = template.Library()
# No address has it; quote() leaves the real ones without signs of markup.
_PAGE_MARK = "-page-mark-"


@register.simple_tag(takes_context=True)
def masthead(context: dict[str, Any]) -> SafeString:
    """Name and navigation. An early error page knows no person and no view, or has no request at all."""
    request = context.get("request")
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    shown = context.get("shown")
    here = shown.page.slug if isinstance(shown, catalogue.Shown) else match.view_name if match else ""
    values = {"here": here, "is_signed_in": bool(user and user.is_authenticated)}
    return _part("frame/masthead.html", {**values, "pages": catalogue.linked("main")}, *values.values())


@register.simple_tag(takes_context=True)
def site_footer(context: dict[str, Any]) -> SafeString:
    """Contact, ways to take part, authorities, what the law wants; who reports a barrier takes the page's address."""
    values = {
        "office": current_office(), "authorities": authorities(), "page_mark": _PAGE_MARK,
        "pages": catalogue.linked("footer"), "legal": catalogue.linked("legal"),
    }  # fmt: skip
    footer = _part("frame/footer.html", values)
    return SafeString(footer.replace(_PAGE_MARK, quote(addresses.here(context.get("request")))))


@register.inclusion_tag("frame/notices.html", takes_context=True)
def portal_notices(context: dict[str, Any]) -> dict[str, Any]:
    """Banners of staff at the top of every page, and the portal's state where nobody writes."""
    state = None if _is_for_writing(context) else portal_state.shown()
    return {"notices": notices.current(), "state": state if state and state.mode != state.Mode.NORMAL else None}


@register.inclusion_tag("frame/state_on_form.html", takes_context=True)
def portal_state_on_form(context: dict[str, Any]) -> dict[str, Any]:
    """The portal's state in the main part, where somebody is about to write."""
    state = portal_state.shown()
    return {"state": state if _is_for_writing(context) and state.mode != state.Mode.NORMAL else None}


def _is_for_writing(context: dict[str, Any]) -> bool:
    match = getattr(context.get("request"), "resolver_match", None)
    return match is not None and match.view_name in WRITING


def _part(template_name: str, values: dict[str, Any], *key: object) -> SafeString:
    return remembered(
        (template_name, get_language(), *key), lambda: SafeString(render_to_string(template_name, values))
    )
