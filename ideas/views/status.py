"""Where an idea stands, for the person who sent it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def enter(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def by_link(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def show(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def amend(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def withdraw(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def mine(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
