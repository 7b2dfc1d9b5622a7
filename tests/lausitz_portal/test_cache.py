"""A Redis that is closed or silent never costs a page, lifts no limit, and is used again when it is back."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from accounts.limits import exceeded
from lausitz_portal import cache as portal_cache
from lausitz_portal.cache import FallbackCache
from tests.sockets import Gate, closed_port, silent_server
from tests.together import at_once

REDIS = urlsplit(django_settings.CACHES["default"]["LOCATION"])


def at(port: int) -> FallbackCache:
    credentials = f"{REDIS.username or ''}:{REDIS.password}@" if REDIS.password else ""
    return FallbackCache(f"redis://{credentials}127.0.0.1:{port}{REDIS.path}", {"KEY_PREFIX": "lausitz"})


@pytest.fixture(params=["closed", "silent"])
def dead_port(request: pytest.FixtureRequest) -> Iterator[int]:
    if request.param == "closed":
        yield closed_port()
    else:
        with silent_server() as port:
            yield port


@pytest.fixture
def gate() -> Iterator[Gate]:
    """The real Redis behind a gate."""
    with Gate(str(REDIS.hostname), REDIS.port or 6379) as gate:
        yield gate


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# One call of each kind in Django's cache interface, and what it answers after those before it.
CALLS: list[tuple[Callable[[Any], Any], Any]] = [
    (lambda store: store.add("a", 1, 60), True),
    (lambda store: store.add("a", 2, 60), False),
    (lambda store: store.get("a"), 1),
    (lambda store: store.get("missing"), None),
    (lambda store: store.get("missing", "default"), "default"),
    (lambda store: store.set("b", {"x": [1]}, 60), None),
    (lambda store: store.get("b"), {"x": [1]}),
    (lambda store: store.touch("b", 60), True),
    (lambda store: store.touch("missing"), False),
    (lambda store: store.incr("a"), 2),
    (lambda store: store.incr("a", 5), 7),
    (lambda store: store.decr("a"), 6),
    (lambda store: store.has_key("a"), True),
    (lambda store: "a" in store, True),
    (lambda store: store.get_or_set("c", lambda: 3, 60), 3),
    (lambda store: store.get_many(["a", "b", "missing"]), {"a": 6, "b": {"x": [1]}}),
    (lambda store: store.set_many({"d": 4}), []),
    (lambda store: store.delete_many(key for key in ("d", "missing")), None),
    (lambda store: store.get("d"), None),
    (lambda store: store.delete_many([]), None),
    (lambda store: store.delete("a"), True),
    (lambda store: store.delete("a"), False),
    (lambda store: store.get("a"), None),
    (lambda store: store.clear(), None),
    (lambda store: store.get("b"), None),
]


def test_answers_the_same_with_and_without_a_server(dead_port: int) -> None:
    for store in (cache, at(dead_port)):
        assert [call(store) for call, _answer in CALLS] == [answer for _call, answer in CALLS]


def test_without_a_server_the_first_call_takes_a_moment_and_the_others_none(dead_port: int) -> None:
    store = at(dead_port)
    assert seconds(lambda: store.get("a")) < 1.0
    assert seconds(lambda: [store.get("a") for _ in range(100)]) < 0.3


def test_all_threads_know_of_the_failure(dead_port: int) -> None:
    at(dead_port).get("a")
    assert seconds(lambda: at_once(*[lambda: at(dead_port).get("a")] * 8)) < 0.8


def test_counting_an_unknown_key_is_the_callers_error(dead_port: int) -> None:
    for store in (cache, at(dead_port)):
        with pytest.raises(ValueError, match="missing"):
            store.incr("missing")


def test_it_is_used_again_when_it_is_back(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_cache, "OPEN_SECONDS", 0.3)
    store = at(gate.port)
    store.set("kept", "in Redis", 60)
    assert cache.get("kept") == "in Redis"
    gate.open = False
    assert seconds(lambda: store.get("kept")) < 1.0
    assert store.get("kept") is None
    store.set("kept", "in memory", 60)
    assert store.get("kept") == "in memory"
    gate.open = True
    time.sleep(0.35)
    assert store.get("kept") == "in Redis"


def use(port: int, settings: Settings) -> None:
    """The portal with its Redis at `port`."""
    location = f"redis://127.0.0.1:{port}/1"
    settings.CACHES = {"default": {**django_settings.CACHES["default"], "LOCATION": location}}


def test_limits_go_on_counting(dead_port: int, settings: Settings) -> None:
    use(dead_port, settings)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    counted = [exceeded(request, "code", times=3, seconds=60) for _ in range(5)]
    assert counted == [False, False, False, True, True]
    other_thread = at_once(lambda: exceeded(request, "code", times=3, seconds=60))
    assert other_thread == [True]


@pytest.mark.django_db
def test_pages_do_not_wait(dead_port: int, settings: Settings, client: Client) -> None:
    client.get(reverse("ideas:status"))  # what is only loaded once is loaded now
    use(dead_port, settings)
    answers: list[int] = []
    typed = {"code": "7KQ2-M4XA-93TR-B0CD"}
    took = seconds(lambda: answers.append(client.post(reverse("ideas:status"), typed).status_code))
    assert (answers, took < 2.0) == ([200], True)
    assert seconds(lambda: client.get(reverse("ideas:write"))) < 2.0


@pytest.mark.django_db
def test_signing_in_is_limited_without_a_server_too(dead_port: int, settings: Settings, client: Client) -> None:
    use(dead_port, settings)
    for _ in range(6):
        response = client.post(reverse("account_login"), {"login": "weg@example.org", "password": "falsch-falsch"})
    assert [error.code for error in response.context["form"].non_field_errors().as_data()] == [
        "too_many_login_attempts"
    ]


def test_many_keys_are_one_round_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    original = FallbackCache._call

    def counted(self: FallbackCache, work: Callable[[Any], Any]) -> Any:
        asked.append(work)
        return original(self, work)

    monkeypatch.setattr(FallbackCache, "_call", counted)
    cache.set_many({"a": 1, "b": 2}, 60)
    assert cache.get_many(["a", "b", "missing"]) == {"a": 1, "b": 2}
    cache.delete_many(["a", "b"])
    assert len(asked) == 3
