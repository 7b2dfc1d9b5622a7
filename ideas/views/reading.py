"""Reading, supporting and discussing ideas."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def idea_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def comment_edit(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def support(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def take_back(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def comment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def detail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
