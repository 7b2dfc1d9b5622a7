"""Addresses of this portal as people pass them on to the office: never one that opens something private."""

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
    path = _path(address, host)
    try:
        with translation.override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            match = resolve(path) if path else None
    except Resolver404:
        return ""
    return _without_secrets(path, match) if match else ""


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


def _without_secrets(path: str, match: ResolverMatch) -> str:
    """The path up to the first part that not everybody may know."""
    for name, value in match.kwargs.items():
        if name not in PUBLIC_PARTS:
            beginning, found, _rest = path.partition(str(value))
            return beginning if found else ""
    return path
