"""Home, themes and regions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def home(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def theme_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def theme(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def authority_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def authority(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
