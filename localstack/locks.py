"""Who uses the data folder: one owner at a time, and guests who borrow its servers.

All locks are flock(2), so a SIGKILL leaves nothing behind. The owner's lock is the owner's
alone; the folder's lock is inherited by every child and tells whether any of them still lives.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localstack import secretfiles
from localstack.problem import Problem
from localstack.processes import Supervisor

_OWNER, _GUESTS, _FOLDER = "owner.lock", "guests.lock", "folder.lock"
_LEFTOVERS_SECONDS = 10.0
_STARTING_SECONDS = 120.0


def state_file(folder: Path) -> Path:
    return folder / "stack.json"


def announce(folder: Path, environment: dict[str, str]) -> None:
    """Tell guests the environment that reaches the servers; it holds passwords, so mode 600."""
    secretfiles.write(state_file(folder), json.dumps(environment))


def _announced(folder: Path) -> dict[str, str] | None:
    try:
        return dict(json.loads(state_file(folder).read_text()))
    except (FileNotFoundError, ValueError):
        return None


@contextmanager
def owner(folder: Path, command: str, supervisor: Supervisor) -> Iterator[None]:
    """Own the folder as `command`. Raises Problem with a sentence when somebody else does."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = _try_lock(folder / _OWNER)
    if lock is None:
        raise Problem(_occupied(folder))
    with _owning(folder, lock, command, supervisor):
        yield


@contextmanager
def owner_or_guest(folder: Path, command: str, supervisor: Supervisor) -> Iterator[dict[str, str] | None]:
    """Own the folder (gives None), or borrow the servers of its owner (gives their environment)."""
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _STARTING_SECONDS
    while (lock := _try_lock(folder / _OWNER)) is None:
        stay = _try_lock(folder / _GUESTS, fcntl.LOCK_SH)
        state = _announced(folder) if stay is not None else None
        try:
            if state is not None:
                yield state
                return
        finally:
            if stay is not None:
                os.close(stay)
        if time.monotonic() > deadline:
            raise Problem(_occupied(folder))
        supervisor.pause()
    with _owning(folder, lock, command, supervisor):
        yield None


@contextmanager
def _owning(folder: Path, lock: int, command: str, supervisor: Supervisor) -> Iterator[None]:
    """Hold `lock` until the supervisor's children are gone."""
    try:
        state_file(folder).unlink(missing_ok=True)
        (folder / "owner.txt").write_text(f"{command} (process {os.getpid()})")
        supervisor.inherited.append(_wait_for_leftovers(folder, supervisor))
        yield
    finally:
        state_file(folder).unlink(missing_ok=True)
        supervisor.stop()
        os.close(lock)


def wait_for_guests(folder: Path, supervisor: Supervisor) -> None:
    """Send no more guests in, and return when the last one has left."""
    state_file(folder).unlink(missing_ok=True)
    while (lock := _try_lock(folder / _GUESTS)) is None:
        supervisor.pause()
    os.close(lock)


def _occupied(folder: Path) -> str:
    try:
        who = (folder / "owner.txt").read_text()
    except OSError:
        who = "another command"
    return f"The data folder {folder} is in use by {who}; stop that first."


def _try_lock(path: Path, kind: int = fcntl.LOCK_EX) -> int | None:
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _wait_for_leftovers(folder: Path, supervisor: Supervisor) -> int:
    """The folder's lock, after the children of an owner that was killed are gone too."""
    deadline = time.monotonic() + _LEFTOVERS_SECONDS
    while (lock := _try_lock(folder / _FOLDER)) is None:
        if time.monotonic() > deadline:
            raise Problem(f"Processes of an earlier start still use {folder}; `fuser {folder / _FOLDER}` names them.")
        supervisor.pause()
    return lock
