"""What every request passes on its way in and out."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lausitz_portal.second_factor import second_factor_missing

Handler = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("portal.request")


class RequestLogMiddleware:
    """One line a request: route, status, duration in milliseconds; no address, no query, no person."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "-",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000),
        )
        return response


class BadInputMiddleware:
    """Answers what no browser sends, before it can reach a query: a NUL byte in an address or a cookie."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = [request.path_info, *request.COOKIES.values()]
        if "%00" in request.GET.urlencode() or any("\x00" in text for text in given):
            return render(request, "400.html", status=400)
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Staff set up a second factor before the admin opens; waived in the demo only."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and second_factor_missing(request.user):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)
