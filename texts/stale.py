"""Text survives a form that was open too long.

When the CSRF check fails (another sign-in in the meantime, cookies cleared), the view is called once
more by `lausitz_portal.errors.csrf_failure`. It must save nothing then, but show its form again
with what was typed, a fresh token and a sentence.
"""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

View = TypeVar("View", bound=Callable[..., object])


def keeps_text(view: View) -> View:
    """Marks a view that asks `is_stale` before it saves."""
    view.keeps_text = True  # type: ignore[attr-defined]
    return view


def is_stale(request: HttpRequest) -> bool:
    """True when the request failed the CSRF check: render, do not save, answer 403."""
    return bool(getattr(request, "portal_stale_form", False))


def add_stale_error(form: forms.BaseForm) -> None:
    """Tells the person what happened and that nothing is lost."""
    form.add_error(
        None,
        forms.ValidationError(
            _("This page was open for too long. Your text is still here. Please send it once more."), code="stale"
        ),
    )
