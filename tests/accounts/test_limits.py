"""Limits count tries by origin; nobody lifts them with a header, and no address is kept."""

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.limits import exceeded, origin_of


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"X-Forwarded-For": forwarded} if forwarded else None
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)


def test_so_many_and_no_more() -> None:
    request = request_from("192.0.2.7")
    assert [exceeded(request, "code", times=3, seconds=60) for _ in range(5)] == [False, False, False, True, True]


def test_origins_and_actions_count_for_themselves() -> None:
    assert exceeded(request_from("192.0.2.7"), "code", times=0, seconds=60)
    for _ in range(3):
        exceeded(request_from("192.0.2.7"), "code", times=1, seconds=60)
    assert not exceeded(request_from("192.0.2.8"), "code", times=1, seconds=60)
    assert not exceeded(request_from("192.0.2.7"), "submit", times=1, seconds=60)


def test_a_limit_ends(settings: Settings) -> None:
    request = request_from("192.0.2.7")
    key = f"limit:code:{origin_of(request)}"
    assert [exceeded(request, "code", times=1, seconds=60) for _ in range(2)] == [False, True]
    cache.touch(key, 0)
    assert not exceeded(request, "code", times=1, seconds=60)


def test_the_window_is_not_prolonged_by_trying() -> None:
    request = request_from("192.0.2.7")
    exceeded(request, "code", times=1, seconds=1000)
    cache.touch(f"limit:code:{origin_of(request)}", 2)
    exceeded(request, "code", times=1, seconds=1000)
    client = cache._redis._cache.get_client()  # type: ignore[attr-defined]
    assert client.ttl(cache._redis.make_key(f"limit:code:{origin_of(request)}")) <= 2  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "forged", ["203.0.113.1", "203.0.113.1, 203.0.113.2", "127.0.0.1", "unknown", "' OR 1=1", "::1", "a" * 5000, ","]
)
def test_a_forged_header_changes_nothing(forged: str) -> None:
    assert origin_of(request_from("192.0.2.7", forged)) == origin_of(request_from("192.0.2.7"))


def test_behind_our_own_proxy_its_word_counts(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    seen = origin_of(request_from("127.0.0.1", "203.0.113.1"))
    assert seen == origin_of(request_from("203.0.113.1"))
    # What the sender put in front of it does not.
    assert origin_of(request_from("127.0.0.1", "198.51.100.99, 203.0.113.1")) == seen
    assert origin_of(request_from("127.0.0.1", "203.0.113.2")) != seen


def test_all_addresses_of_one_connection_are_one_origin() -> None:
    here = origin_of(request_from("2001:db8:1:2::1"))
    assert origin_of(request_from("2001:db8:1:2:ffff:ffff:ffff:ffff")) == here
    assert origin_of(request_from("2001:db8:1:3::1")) != here
    assert origin_of(request_from("fe80::1%eth0")) == origin_of(request_from("fe80::2"))


def test_an_ipv4_address_written_as_ipv6_is_itself() -> None:
    mapped = origin_of(request_from("::ffff:192.0.2.7"))
    assert mapped == origin_of(request_from("192.0.2.7"))
    assert mapped != origin_of(request_from("::ffff:192.0.2.8"))


def test_no_address_in_the_cache() -> None:
    exceeded(request_from("192.0.2.77"), "code", times=1, seconds=60)
    client = cache._redis._cache.get_client()  # type: ignore[attr-defined]
    keys = [key.decode() for key in client.keys("*")]
    assert [key for key in keys if "limit:code:" in key] != []
    assert [key for key in keys if "192.0.2.77" in key] == []
