"""The portal's own addresses, and one for each page that is shown when something goes wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from lausitz_portal.errors import server_error
from lausitz_portal.urls import handler400, handler500, urlpatterns as portal_patterns

__all__ = ["handler400", "handler500", "urlpatterns"]


def _failed(request: HttpRequest, status: int) -> HttpResponse:
    return server_error(request) if status == 500 else render(request, f"{status}.html", status=status)


urlpatterns = [path("fehlerseite/<int:status>/", _failed), *portal_patterns]
