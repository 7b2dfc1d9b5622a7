"""Addresses of this portal as people pass them on to the office: never one that opens something private."""

from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path, gettext as _

# Parts of an address that everybody may know; what else stands in one may be a key or a token.
PUBLIC_PARTS = frozenset({"reference", "slug", "pk", "section", "object_id"})


def here(request: HttpRequest | None) -> str:
    """The path of this page as far as everybody may know it; empty for an error page."""
    match = getattr(request, "resolver_match", None)
    return _without_secrets(request.path, match) if request is not None and match else ""


def known(address: str, *, host: str) -> str:
    """The path of an address of this portal, without query and secrets; empty for any other."""
    found = _found(_path(address, host))
    return _without_secrets(*found) if found else ""


def match(address: str, *, host: str) -> ResolverMatch | None:
    """What answers at an address of this portal; None for any other."""
    found = _found(_path(address, host))
    return found[1] if found else None


def is_inside(address: str, *, host: str) -> bool:
    """Whether it is an address of this portal, even if nothing is there."""
    return bool(_path(address, host))


def as_told(text: str, *, host: str) -> str:
    """A page as somebody named it: an address of this portal as `known`, or its path; all else as it was typed."""
    if not looks_like_one(text, host=host):
        return text
    return known(text, host=host) or _path(text, host) or text


def looks_like_one(text: str, *, host: str) -> bool:
    """Whether somebody typed an address, and not the page in their own words."""
    return "/" in text and " " not in text and (text.startswith(("/", host)) or "://" in text)


def validate_link(value: str) -> None:
    """Validator: a path of this portal or an https address."""
    inside = value.startswith("/") and url_has_allowed_host_and_scheme(value, allowed_hosts=None)
    outside = value.startswith("https://") and url_has_allowed_host_and_scheme(value, {urlsplit(value).netloc}, True)
    if not (inside or outside) or any(c.isspace() for c in value):
        raise ValidationError(_("Enter an address that begins with / or https://."), code="link")


def _path(address: str, host: str) -> str:
    """The path where the address is one of `host`; it may stand without its scheme or its host."""
    if not address or any(c.isspace() or not c.isprintable() or c == "\\" for c in address):
        return ""
    try:
        parts = urlsplit(f"//{address}" if address.startswith(host) else address)
    except ValueError:
        return ""
    own = {"", host, urlsplit(settings.PORTAL_URL).netloc}
    inside = parts.scheme in {"", "http", "https"} and parts.netloc in own
    return parts.path if inside and parts.path.startswith("/") and not parts.path.startswith("//") else ""


def _found(path: str) -> tuple[str, ResolverMatch] | None:
    """The path and what answers there; where the last slash is missing, with it."""
    for one in (path, f"{path}/") if path else ():
        with suppress(Resolver404), translation.override(get_language_from_path(one) or settings.LANGUAGE_CODE):
            return one, resolve(one)
    return None


def _without_secrets(path: str, match: ResolverMatch) -> str:
    """The path up to the first part that not everybody may know."""
    for name, value in match.kwargs.items():
        if name not in PUBLIC_PARTS:
            beginning, found, _rest = path.partition(str(value))
            return beginning if found else ""
    return path
