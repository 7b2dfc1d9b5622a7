"""Pages about the portal."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def about(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def contact(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def netiquette(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def imprint(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def privacy(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def accessibility(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
