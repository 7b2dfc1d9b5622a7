"""Whether everything new is read first, for the pages of the desk."""

from typing import Any

from django import template

from pages import portal_state

register = template.Library()


@register.inclusion_tag("admin/desk/_held.html", takes_context=True)
def held_notice(context: dict[str, Any]) -> dict[str, Any]:
    """At most five seconds old; an error page may know no person."""
    user = getattr(context.get("request"), "user", None)
    return {"state": portal_state.shown(), "may_hold": bool(user and user.has_perm(portal_state.MAY_HOLD))}
