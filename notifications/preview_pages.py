"""Every kind of mail in the administration: a list, and each as text and HTML in each language."""

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from ideas.policies import may_moderate
from notifications import previews
from notifications.framed import framed, framing
from notifications.mail import Letter
from texts.languages import offered


def urls(site: AdminSite) -> list[URLPattern]:
    """Addresses for the administration, behind its door."""
    name = "notifications_delivery"
    return [
        path("kinds/", site.admin_view(kind_list), name=f"{name}_kinds"),
        path("kinds/<slug:kind>/<slug:language>/", site.admin_view(kind_page), name=f"{name}_kind"),
        path("kinds/<slug:kind>/<slug:language>/html/", site.admin_view(kind_html), name=f"{name}_kindhtml"),
    ]


@require_safe
def kind_list(request: HttpRequest) -> HttpResponse:
    """What mails there are."""
    _viewer(request)
    context = {"title": _("All mails of the portal"), "kinds": list(previews.kinds()), "languages": offered()}
    return render(request, "notifications/kind_list.html", {**_surroundings(request), **context})


@require_safe
@framing
def kind_page(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One of them, as text and, in a frame, as HTML."""
    found, letter = _found(request, kind, language)
    context = {
        "title": found.label, "kind": found, "letter": letter, "language": language, "languages": offered(),
    }  # fmt: skip
    return render(request, "notifications/kind_detail.html", {**_surroundings(request), **context})


@require_safe
def kind_html(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """What stands in the frame."""
    _kind, letter = _found(request, kind, language)
    if letter is None:
        raise Http404
    return framed(letter.html)


def _found(request: HttpRequest, slug: str, language: str) -> tuple[previews.Kind, Letter | None]:
    viewer = _viewer(request)
    kind = next((kind for kind in previews.kinds() if kind.slug == slug), None)
    if kind is None or language not in dict(offered()):
        raise Http404
    return kind, previews.preview(kind, language=language, viewer=viewer)


def _viewer(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not (may_moderate(user) or user.has_perm("notifications.view_delivery")):
        raise PermissionDenied
    return user


def _surroundings(request: HttpRequest) -> dict[str, object]:
    return admin.site.each_context(request)
