"""The door of our pages in the administration: second factor, permission; and typed text outlives a lost session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from texts.stale import is_stale


def guarded(
    view: Callable[..., HttpResponse], site: AdminSite, may: Callable[[Any], bool]
) -> Callable[..., HttpResponse]:
    """`view` behind the admin's own door, for those of whom `may` says so."""
    inside = site.admin_view(view)

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not may(request.user):
            raise PermissionDenied
        if request.method == "POST" and not request.user.is_authenticated and hasattr(view, "keeps_text"):
            return _signed_out(request)
        if is_stale(request):
            # The failed check has brought us here; the view saves nothing now and shows the text again.
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        return inside(request, *args, **kwargs)

    return door


def _signed_out(request: HttpRequest) -> HttpResponse:
    """What was typed, to be sent again after signing in in a second tab."""
    kept = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    return render(request, "admin/desk/signed_out.html", {"kept": kept}, status=403)
