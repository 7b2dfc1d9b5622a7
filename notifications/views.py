"""The mails of the demo, to be read in the browser."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def mail_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def mail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
