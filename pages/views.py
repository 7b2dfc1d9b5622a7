"""Pages about the portal: what staff have published, and the project office's contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
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
    """A page in the reader's language, otherwise in German; 410 for one that was removed.

    An address that a page has left leads to its present one (RFC 9110, 15.4.2).
    """
    current = catalogue.find(slug)
    shown = current or catalogue.moved(slug)
    if shown is None:
        raise Http404
    if not shown.versions:
        return render(request, "errors/page.html", {"error": GONE}, status=410)
    if current is None:
        response = redirect(shown.page, permanent=True)
        # A browser that kept the answer would loop when this page comes back, or miss one that takes the address.
        patch_cache_control(response, no_cache=True)
        return response
    context = catalogue.context(shown, shown.version, shown.html)
    return render(request, "pages/page.html", {**context, "shown": shown, "other_language": shown.other_language})
