"""Starting programs under observation, and counting what is left of them."""

# ruff: noqa: S603 (known programs)

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from localstack import ROOT
from localstack.processes import PARENT_VARIABLE
from localstack.services import GIVEN

MARK = "LOCALSTACK_TEST"
GONE_SECONDS = 5.0


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Our environment without what points at the servers these tests themselves run on."""
    dropped = {*GIVEN, "PORTAL_MAIL_DIR", "PORTAL_DEMO", "PORTAL_URL", "SECRET_KEY", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    # What a test starts dies with the test's process, whatever ends that one.
    own = {"PORTAL_VAR_DIR": str(folder), MARK: str(folder), PARENT_VARIABLE: str(os.getpid())}
    return {**kept, **own, **more}


def start(folder: Path, *words: str, **more: str) -> subprocess.Popen[str]:
    """A Python program whose whole family carries `folder` as its mark."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def family(folder: Path) -> dict[int, str]:
    """Living processes that carry the mark, or work in or with `folder`, by number."""
    found = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            with suppress(OSError):
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                marked = f"{MARK}={folder}".encode() in (process / "environ").read_bytes().split(b"\0")
                inside = (process / "cwd").readlink().is_relative_to(folder)
                # A zombie has no command line; it is only waiting to be counted by its parent.
                if words and (marked or inside or str(folder) in words):
                    found[int(process.name)] = words
    return found


def wait_for(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `condition` came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def left_after(folder: Path, *, seconds: float = GONE_SECONDS) -> dict[int, str]:
    """What of the family still lives after `seconds`; returns early when nothing does."""
    wait_for(lambda: not family(folder), seconds=seconds)
    return family(folder)
