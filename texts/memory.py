"""Few things that every page needs, remembered in the process for some seconds or on an object for a request.

For what is read all the time and changed by hand: the themes, the project office, the page's
footer. The process that changed something forgets and sees it at once.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

SECONDS = 5.0
T = TypeVar("T")
_kept: dict[Hashable, tuple[float, Any]] = {}


def remembered(key: Hashable, load: Callable[[], T]) -> T:
    """What `load` returned at most `SECONDS` ago. There must be few keys: none is ever dropped."""
    now = time.monotonic()
    at, value = _kept.get(key, (0.0, None))
    if value is None or now - at > SECONDS:
        value = load()
        _kept[key] = (now, value)
    return value  # type: ignore[no-any-return]


def kept_on(owner: Any, name: str, load: Callable[[], T]) -> T:
    """What `load` returned for this object in memory, as Django keeps permissions on a user: for one request."""
    if not hasattr(owner, name):
        setattr(owner, name, load())
    return getattr(owner, name)  # type: ignore[no-any-return]


def last_known(key: Hashable) -> Any:
    """What was remembered last, however old; None when nothing was."""
    return _kept.get(key, (0.0, None))[1]


def forget() -> None:
    """Load everything anew next time."""
    _kept.clear()
