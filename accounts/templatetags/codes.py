"""For pages and mails about codes."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def code_minutes() -> int:
    """For how many minutes a code from a mail is valid."""
    return settings.CODE_MINUTES
