"""Data folders for one run of tests or benchmarks, removed afterwards, and those of killed runs too."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localstack.processes import Supervisor

_LOCK = "throwaway.lock"


@contextmanager
def folder(parent: Path, supervisor: Supervisor) -> Iterator[Path]:
    """A new folder in `parent`; at the end the supervisor's children stop and it is removed."""
    parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(parent)
    made = Path(tempfile.mkdtemp(dir=parent))
    lock = os.open(made / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    supervisor.inherited.append(lock)
    try:
        yield made
    finally:
        supervisor.stop()
        shutil.rmtree(made, ignore_errors=True)
        os.close(lock)


def _remove_abandoned(parent: Path) -> None:
    """Remove the folders whose lock nobody holds any more, neither an owner nor a child of one."""
    for candidate in parent.iterdir():
        try:
            lock = os.open(candidate / _LOCK, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(candidate, ignore_errors=True)
        finally:
            os.close(lock)
