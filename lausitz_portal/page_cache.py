"""Pages for visitors without a session: made once, then the same bytes for everybody for five seconds.

Most people read without an account, and on the day the portal is on television they all read the
same pages. A page is kept in the process that made it and in the shared cache, and counts its age
from before its first query: what was locked is gone everywhere after `PAGE_CACHE_SECONDS`.

The key is the address as it was asked for, not its canonical form: pages repeat it in their links.
Nothing is kept that belongs to somebody: no request with a session, no answer that sets a cookie
(and with it any form with a token) or says itself how it may be kept.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from pages.display import COOKIE as DISPLAY_COOKIE, chosen

Handler = Callable[[HttpRequest], HttpResponse]
MOST_PAGES = 400
MOST_BYTES = 300_000
# Whoever has one of these may see something that others do not.
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
# What answers may depend on and still be the same for all who are asked about here.
KNOWN_VARY = frozenset({"cookie", "accept-language"})


class Kept(NamedTuple):
    """A finished page; `until` is a moment of the clock, which processes share."""

    until: float
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, headers=dict(self.headers))


class PageCacheMiddleware:
    """Outside of all others but the one for HEAD: what is kept has passed them already."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None or settings.PAGE_CACHE_SECONDS <= 0:
            return self.get_response(request)
        now = time.time()
        kept = self._find(key, now)
        if kept is None:
            response = self.get_response(request)
            if not _is_for_everybody(response):
                return response
            kept = _finished(response, now + settings.PAGE_CACHE_SECONDS)
            self._keep(key, kept)
            cache.set(key, kept, settings.PAGE_CACHE_SECONDS)
        response = kept.response()
        answer = get_conditional_response(request, etag=response["ETag"], response=response)
        return answer if isinstance(answer, HttpResponse) else response

    def _find(self, key: str, now: float) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.until <= now:
            kept = cache.get(key)
            if kept is not None and kept.until > now:
                self._keep(key, kept)
        return kept if kept is not None and kept.until > now else None

    def _keep(self, key: str, kept: Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            if len(self._kept) > MOST_PAGES:
                self._kept.popitem(last=False)


def _key(request: HttpRequest) -> str | None:
    """Where the page is kept; None when the answer may belong to somebody."""
    if request.method not in {"GET", "HEAD"} or not PERSONAL_COOKIES.isdisjoint(request.COOKIES):
        return None
    meta = request.META
    if "HTTP_AUTHORIZATION" in meta or "HTTP_HX_REQUEST" in meta or "HTTP_RANGE" in meta:
        return None
    address = "\n".join((
        request.scheme or "", meta.get("HTTP_HOST", ""), request.get_full_path(),
        chosen(request) if DISPLAY_COOKIE in request.COOKIES else "",
    ))  # fmt: skip
    return f"page:{blake2b(address.encode(errors='surrogatepass'), digest_size=16).hexdigest()}"


def _is_for_everybody(response: HttpResponse) -> bool:
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if response.has_header("Cache-Control") or len(response.content) > MOST_BYTES:
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return varies <= KNOWN_VARY


def _finished(response: HttpResponse, until: float) -> Kept:
    """Browsers ask every time and are told when nothing has changed (RFC 9110, 13.1.2)."""
    response["Cache-Control"] = "no-cache"
    if not response.has_header("ETag"):
        response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    patch_vary_headers(response, ["Cookie"])
    return Kept(until, tuple(response.headers.items()), response.content)
