"""Writing and sending an idea."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def write(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def check(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def thanks(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def discard_draft(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
