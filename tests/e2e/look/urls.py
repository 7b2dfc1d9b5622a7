"""The portal's own addresses, and one for each page that is shown when something goes wrong."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lausitz_portal import error_pages
from lausitz_portal.urls import (
    handler400,
    handler403,
    handler404,
    handler429,
    handler500,
    urlpatterns as portal_patterns,
)

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def _failed(request: HttpRequest, status: int) -> HttpResponse:
    page = error_pages.page_alone if status in {error_pages.BROKEN, error_pages.BUSY} else error_pages.page
    return page(request, status)


def _read_only(request: HttpRequest) -> HttpResponse:
    typed = [("Titel", "Abendbus im Spreewald"), ("Ihr Text", "Wer in Lübben im Kino war, kommt nicht heim. " * 9)]
    refused = {"reason": "Wir ziehen auf einen neuen Server um.", "typed": typed, "kept": typed}
    return error_pages.page_read_only(request, refused, end="22. November 2026 18:00")


urlpatterns = [path("fehlerseite/nur-lesen/", _read_only), path("fehlerseite/<int:status>/", _failed), *portal_patterns]
