"""The way to the queue, on every page of the administration."""

from typing import Any

from django import template

from ideas.policies import may_moderate
from moderation import header

register = template.Library()


@register.inclusion_tag("admin/desk/_waiting.html", takes_context=True)
def way_to_the_queue(context: dict[str, Any]) -> dict[str, Any]:
    """With how much waits there, for those who have a queue; whoever is signed out has none."""
    user = getattr(context.get("request"), "user", None)
    return {"counts": header.waiting(user) if user and may_moderate(user) else None}
