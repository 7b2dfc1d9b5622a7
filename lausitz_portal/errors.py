"""Error pages, each with a way on and the project office's telephone."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from pages.notices import last_known_notices
from pages.office import last_known_office
from texts.stale import add_stale_error

STALE_FORM = "portal_stale_form"
# allauth's views that ask somebody who is not, or not fully, signed in, and those of one's address and password.
ACCOUNT_PAGES = ("account_", "mfa_authenticate", "mfa_reauthenticate")


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
    if match and (match.url_name or "").startswith(ACCOUNT_PAGES):
        return _account_page_again(request, match)
    return render(request, "403.html", {"stale": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for a form that is larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def _account_page_again(request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    """An account page as a GET shows it, which does nothing, with what was typed."""
    # allauth asks for the action whatever the method; without it the page shows its main form.
    typed = request.POST.copy()
    typed.pop("action", None)
    again: Any = copy(request)
    again.method, again.POST = "GET", typed
    response: HttpResponse = match.func(again, *match.args, **match.kwargs)
    form = (getattr(response, "context_data", None) or {}).get("form")
    if isinstance(form, forms.BaseForm):
        _fill_in_again(form, request.POST)
    else:
        messages.warning(request, _("This page was open for too long. Please start again.") + " " + _about_cookies())
    if response.status_code == 200:
        response.status_code = 403
    return response


def _fill_in_again(form: forms.BaseForm, typed: Any) -> None:
    """Without a look at whether it is right: that could sign somebody in. Password fields show no value."""
    for name in form.fields:
        form.initial[name] = typed.get(name, "")
    # Only a form that was filled in has it; errors can then be added to an empty one.
    form.cleaned_data = {}
    add_stale_error(form)
    form.add_error(None, forms.ValidationError(_about_cookies(), code="cookies"))


def _about_cookies() -> str:
    return _("If you read this again and again, please allow cookies for this portal in your browser.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without context processors or database."""
    with translation.override("de"):  # the page is written in German
        context = {"office": last_known_office(), "notices": last_known_notices()}
        content = loader.get_template("500.html").render(context)
    return HttpResponse(content, status=500)
