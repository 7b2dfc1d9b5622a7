"""As whom PostgreSQL runs when we are root, which it refuses to be.

A user namespace of its own comes first: there root's files look like an ordinary user's, so a
checkout under /root works and the data stays root's. Containers often forbid namespaces; there
the server becomes nobody, and keeps the right to pass closed folders only if it has to.
"""

import ctypes
import enum
import os
from collections.abc import Callable
from pathlib import Path

NOBODY = 65534
_CLONE_NEWUSER = 0x10000000
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 4
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class Identity(enum.Enum):
    """The user a child becomes between fork and exec."""

    SAME = "same"
    NAMESPACE = "namespace"
    NOBODY = "nobody"
    NOBODY_PASSING = "nobody, passing closed folders"

    @property
    def owner(self) -> int:
        """The user id that the child's files must belong to, as seen from here."""
        return NOBODY if self in {Identity.NOBODY, Identity.NOBODY_PASSING} else os.geteuid()

    def assume(self) -> None:
        """Become this user. Only for a freshly forked child. Raises OSError when refused."""
        if self is Identity.NAMESPACE:
            _enter_namespace()
        elif self is not Identity.SAME:
            _become_nobody(passing=self is Identity.NOBODY_PASSING)


def for_postgres(paths: list[Path]) -> Identity:
    """The identity under which PostgreSQL starts and reaches `paths`."""
    if os.geteuid() != 0:
        return Identity.SAME
    if _works(_enter_namespace):
        return Identity.NAMESPACE
    open_to_all = all(folder.stat().st_mode & 0o001 for path in paths for folder in path.resolve().parents)
    return Identity.NOBODY if open_to_all else Identity.NOBODY_PASSING


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _enter_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    _check(_libc.unshare(_CLONE_NEWUSER))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {user} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {group} 1")


def _become_nobody(*, passing: bool) -> None:
    if passing:
        # Keeps capabilities over setuid, and lets access(2), by which initdb looks, see them.
        _check(_libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    if passing:
        bit = 1 << _CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        _check(_libc.capset(header, (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)))
        _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0))


def _works(step: Callable[[], None]) -> bool:
    """Whether `step` succeeds, tried in a child so that nothing of it stays here."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            step()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0
