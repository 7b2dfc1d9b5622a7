"""The cache: Redis while it answers, the process's own memory while it does not.

A cache that is down or silent must never cost a page (redis-py waits for seconds on a server
that accepts and says nothing). After one failure the circuit stays open for some seconds, for all
threads of the process, and limits go on counting in its memory instead of being lifted.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger("portal.cache")
T = TypeVar("T")
OPEN_SECONDS = 10.0
# Until when a server is not asked. Django makes a cache object for each thread; they share this.
_open_until: dict[str, float] = {}


class FallbackCache(BaseCache):
    """Django cache backend with a circuit breaker between Redis and local memory."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        timeout = settings.REDIS_TIMEOUT_SECONDS / 2
        options = {
            "socket_timeout": timeout,
            "socket_connect_timeout": timeout,
            "retry": Retry(NoBackoff(), 0),
            "retry_on_timeout": False,
            "health_check_interval": 0,
        }
        self._redis = RedisCache(location, {**params, "OPTIONS": options})
        self._memory = LocMemCache("fallback", params)
        self._location = location

    def _call(self, work: Callable[[BaseCache], T]) -> T:
        if time.monotonic() >= _open_until.get(self._location, 0.0):
            try:
                return work(self._redis)
            except (RedisError, OSError) as error:
                _open_until[self._location] = time.monotonic() + OPEN_SECONDS
                log.warning("cache.unreachable", error=type(error).__name__, seconds=OPEN_SECONDS)
        return work(self._memory)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._call(lambda c: c.add(key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._call(lambda c: c.get(key, default, version))

    def get_many(self, keys: Any, version: Any = None) -> dict[Any, Any]:
        """All in one round trip, as the two below: Django's own ask for one key after the other."""
        keys = list(keys)
        return self._call(lambda c: c.get_many(keys, version))

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> list[Any]:
        return self._call(lambda c: c.set_many(data, timeout, version))

    def delete_many(self, keys: Any, version: Any = None) -> None:
        keys = list(keys)
        self._call(lambda c: c.delete_many(keys, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        self._call(lambda c: c.set(key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._call(lambda c: c.touch(key, timeout, version))

    def delete(self, key: Any, version: Any = None) -> bool:
        return self._call(lambda c: c.delete(key, version))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        return self._call(lambda c: c.incr(key, delta, version))

    def has_key(self, key: Any, version: Any = None) -> bool:
        return self._call(lambda c: c.has_key(key, version))

    def clear(self) -> None:
        self._memory.clear()
        self._call(lambda c: c.clear())
