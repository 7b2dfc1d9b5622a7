"""Pages about the portal: what staff have published, and the project office's contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages import catalogue


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page in the reader's language, otherwise in German; 410 for one that was removed."""
    shown = catalogue.find(slug)
    if shown is None:
        raise Http404
    if not shown.versions:
        return render(request, "410.html", status=410)
    context = catalogue.context(shown, shown.version, shown.html)
    return render(request, "pages/page.html", {**context, "shown": shown, "other_language": shown.other_language})


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html")
