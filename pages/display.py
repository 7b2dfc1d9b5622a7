"""Light or dark: what the reader chose, kept in a cookie of its own and nowhere else."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

COOKIE = "display"
AUTOMATIC = "auto"
_YEAR_SECONDS = 365 * 24 * 3600


class DisplayForm(forms.Form):
    """The three ways to show the portal."""

    display = forms.ChoiceField(
        label=_("How should the portal look?"),
        choices=[(AUTOMATIC, _("As on my device")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )
    back = forms.CharField(required=False, widget=forms.HiddenInput)


def chosen(request: HttpRequest) -> str:
    """The choice, "light" or "dark"; empty when the device decides."""
    display = request.COOKIES.get(COOKIE, "")
    return display if display in {"light", "dark"} else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Choose, and go back to where one came from."""
    start = {"display": chosen(request) or AUTOMATIC, "back": _origin(request)}
    form = DisplayForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method != "POST" or not form.is_valid():
        return render(request, "pages/display.html", {"form": form, "page_has_errors": bool(form.errors)})
    response = redirect(_safe(request, form.cleaned_data["back"]))
    if form.cleaned_data["display"] == AUTOMATIC:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, form.cleaned_data["display"], max_age=_YEAR_SECONDS, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        )  # fmt: skip
    return response


def _origin(request: HttpRequest) -> str:
    """The page of this portal one came from, without its host."""
    try:
        came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    except ValueError:
        return ""
    if came_from.netloc != request.get_host() or came_from.path == request.path:
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _safe(request: HttpRequest, back: str) -> str:
    inside = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if inside else request.path
