"""What every request passes on its way in and out."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from accounts.limits import RETRY_AFTER
from lausitz_portal import error_pages
from lausitz_portal.second_factor import second_factor_missing
from texts.languages import answerable

Handler = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("portal.request")


class HeadMiddleware:
    """A HEAD is answered as a GET, with its length and without its body (RFC 9110, 9.3.2)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = []  # type: ignore[attr-defined]
            else:
                response.content = b""
        return response


class RequestLogMiddleware:
    """One line a request: route, status, duration in milliseconds; no address, no query, no person.

    All lines of a request share a random number, which the page of an error shows.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(4))
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


class RefusalMiddleware:
    """Refusals say what comes next: when to try again, and a page where Django's answer is empty."""

    METHODS = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # RFC 6585, 4 and RFC 9110, 15.6.4
        self.seconds = {429: settings.LIMIT_MINUTES * 60, 503: settings.BUSY_SECONDS}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in self.METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(self.METHODS)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"]
            response = error_pages.page(request, response.status_code)
            response["Allow"] = allowed  # RFC 9110, 15.5.6
        if response.status_code in self.seconds:
            response["Retry-After"] = str(getattr(request, RETRY_AFTER, self.seconds[response.status_code]))
        return response


class BadInputMiddleware:
    """Answers what no browser sends, before it can reach a query: a NUL byte in an address or a cookie."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = [request.path_info, *request.COOKIES.values()]
        if "%00" in request.GET.urlencode() or any("\x00" in text for text in given):
            return error_pages.page(request, 400)
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


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address; below the prefix of one that is not offered stands the German page.

    It is answered as if asked for without its prefix: German throughout, with the German address as
    the one to remember, so that a printed `/hsb/` leads somewhere until the translation is there.
    """

    def process_request(self, request: HttpRequest) -> None:
        code, _slash, rest = request.path_info.removeprefix("/").partition("/")
        if code in dict(settings.LANGUAGES) and code not in {settings.LANGUAGE_CODE, answerable(code)}:
            request.path = f"{request.path.removesuffix(request.path_info)}/{rest}"
            request.path_info = f"/{rest}"
        super().process_request(request)


class StaffSecondFactorMiddleware:
    """Staff set up a second factor before the admin opens; waived in the demo only."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and second_factor_missing(request.user):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)
