"""Reports by readers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def report_idea(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def report_comment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def reported(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
