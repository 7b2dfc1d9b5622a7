"""Pages about the portal: what staff have published, and the project office's contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pages import catalogue

# What the page of an error says, for an address that was removed (RFC 9110, 15.5.11).
GONE = {
    "title": _("Page removed"),
    "heading": _("This page is no longer there"),
    "lead": _("We have removed it. There is nothing wrong with the address."),
}


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page in the reader's language, otherwise in German; 410 for one that was removed."""
    shown = catalogue.find(slug)
    if shown is None:
        raise Http404
    if not shown.versions:
        return render(request, "errors/page.html", {"error": GONE}, status=410)
    context = catalogue.context(shown, shown.version, shown.html)
    return render(request, "pages/page.html", {**context, "shown": shown, "other_language": shown.other_language})
