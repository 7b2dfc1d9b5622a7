"""Limits on what can be tried again and again; counted in the cache, without an address in it."""

from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import DefaultAccountAdapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import User

RETRY_AFTER = "portal_retry_after"


def origin_of(request: HttpRequest) -> str:
    """A keyed digest of where the request comes from."""
    return salted_hmac("portal.origin", address_of(request)).hexdigest()[:32]


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; only `TRUSTED_PROXIES` are believed.

    With IPv6 the first 64 bits count: one connection has all addresses behind them (RFC 6177).
    """
    address = ip_address(DefaultAccountAdapter(request).get_client_ip(request))
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64)
    return str(address)


def exceeded(request: HttpRequest, action: str, *, times: int, seconds: int, person: User | None = None) -> bool:
    """Count one try of `action`; True once there are more than `times` in `seconds`.

    From this origin, or by `person` from wherever: many addresses give one account no more.
    Then the answer's Retry-After says how long that is at most.
    """
    key = f"limit:{action}:{f'person-{person.pk}' if person else origin_of(request)}"
    cache.add(key, 0, timeout=seconds)
    try:
        too_often = cache.incr(key) > times
    except ValueError:  # expired between the two calls
        return False
    if too_often:
        setattr(request, RETRY_AFTER, seconds)
    return too_often
