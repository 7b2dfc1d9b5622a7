"""What goes wrong on a developer's machine, said in a sentence instead of a traceback."""

import errno
import shutil
from pathlib import Path

TAIL_LINES = 15
_FULL_BYTES = 1024 * 1024
_DISK_FULL = (
    "No space left on device",
    "Disk quota exceeded",
    "could not extend file",
    "DiskFull",
)
_ADDRESS_TAKEN = ("Address already in use", "Connection in use:")


class Problem(Exception):
    """One sentence for the person at the keyboard; the command ends with exit code 1."""


class AddressTaken(Problem):
    """A server could not listen: somebody took its port between our look and its start."""


def disk_full(folder: Path | str) -> Problem:
    return Problem(f"The disk that holds {folder} is full; free some space and start again.")


def from_os_error(error: OSError) -> Problem:
    """A sentence for an error of the operating system that nobody caught earlier."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(error.filename or "this folder")
    name = f" ({error.filename})" if error.filename else ""
    return Problem(f"The operating system refused: {error.strerror or error}{name}.")


def tail(log: Path) -> str:
    """The last lines of `log`, or nothing when it cannot be read."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 16_384))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-TAIL_LINES:])


def from_log(name: str, what: str, log: Path) -> Problem:
    """The sentence for a child named `name` that `what`, with its own last words where needed."""
    words = tail(log)
    # On a full disk the log is cut off, so the reason may be missing from it.
    if any(mark in words for mark in _DISK_FULL) or shutil.disk_usage(log.parent).free < _FULL_BYTES:
        return disk_full(log.parent)
    if any(mark in words for mark in _ADDRESS_TAKEN):
        return AddressTaken(f"{name} could not listen: its port is in use by another program.")
    if not words:
        return Problem(f"{name} {what}; it wrote nothing to {log}.")
    return Problem(f"{name} {what}; the end of {log}:\n{words}")
