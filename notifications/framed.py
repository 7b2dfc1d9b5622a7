"""The HTML of a mail as a page of its own, locked in: the only pages that may carry inline styles."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.http import HttpResponse

from csp.constants import SELF
from csp.decorators import csp_update

View = TypeVar("View", bound=Callable[..., HttpResponse])
# No script, picture, form or font, and no origin of its own; links open in a tab of their own.
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

# For the pages around it; the decorator's own type knows no view with parameters.
framing = cast("Callable[[View], View]", csp_update({"frame-src": [SELF]}))


def framed(document: str) -> HttpResponse:
    """`document` for a frame of one of our own pages, under a policy stricter than theirs but for styles."""
    return HttpResponse(document, headers={"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"})
