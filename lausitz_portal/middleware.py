"""What every request passes on its way in and out."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

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


class PrivateMiddleware:
    """What somebody with a session gets is kept by no cache between (RFC 9111), and asked for anew."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class StaffSecondFactorMiddleware:
    """Staff set up a second factor before the admin opens; waived in the demo only."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and second_factor_missing(request.user):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)
