"""The portal's addresses and some more that go wrong, each in its own way."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.limits import exceeded
from lausitz_portal import errors, urls

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
SECRET = "Kennwort katrin@example.org"


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def slow(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 5")
        cursor.execute("SELECT pg_sleep(1)")
    return HttpResponse()


def limited(request: HttpRequest) -> HttpResponse:
    return errors.too_many_requests(request) if exceeded(request, "test", times=0, seconds=3600) else HttpResponse()


def limited_elsewhere(request: HttpRequest) -> HttpResponse:
    return errors.too_many_requests(request)


@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


FAILING = {
    "400": raising(BadRequest(SECRET)),
    "403": raising(PermissionDenied(SECRET)),
    "405": only_post,
    "413": raising(RequestDataTooBig(SECRET)),
    "429": limited,
    "429b": limited_elsewhere,
    "500": raising(RuntimeError(SECRET)),
    "503": raising(OperationalError(SECRET)),
    "503b": raising(InterfaceError(SECRET)),
    "503c": slow,
}
urlpatterns = [
    *(path(f"{prefix}geht-schief/{name}/", view) for prefix in ("", "en/") for name, view in FAILING.items()),
    *urls.urlpatterns,
]
