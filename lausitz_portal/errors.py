"""Error pages, each with a way on and the project office's telephone."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import Resolver404, resolve

from pages.office import last_known_office

STALE_FORM = "portal_stale_form"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was open too long or in another sign-in: show it again with what was typed.

    Views that keep text are marked with `texts.stale.keeps_text` and render their own form, with a
    fresh token and a message; nothing is saved by the request that failed.
    """
    try:
        match = resolve(request.path_info)
    except Resolver404:
        match = None
    if match and getattr(match.func, "keeps_text", False):
        setattr(request, STALE_FORM, True)
        return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]
    return render(request, "403.html", {"stale": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for a form that is larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without context processors or database."""
    content = loader.get_template("500.html").render({"office": last_known_office()})
    return HttpResponse(content, status=500)
