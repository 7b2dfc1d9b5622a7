"""`make bench`: a database of each size, filled once and kept; the benchmarks work on a copy of it."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from localstack import ROOT, locks, ports, portal, services
from localstack.problem import Problem
from localstack.processes import Supervisor
from localstack.progress import Progress

_SIZES = ("S", "M", "XL")
_STAMP = "seeded.sha256"
# What decides which rows a seeded database has; other migrations are applied to the kept one.
_SEEDING = ("ideas/management/**/*.py", "ideas/migrations/*.py", "ideas/search*.py", "ideas/search*/**/*.py")


def everything(supervisor: Supervisor, data: Path, binaries: Path | None, words: list[str]) -> int:
    """Fill the database of `SIZE` where that is due and measure; the exit status for the shell.

    Raises Problem for a size that there is not.
    """
    size = os.environ.get("SIZE") or "M"
    if size not in _SIZES:
        raise Problem(f"SIZE must be one of {', '.join(_SIZES)}, not “{size}”.")
    folder, progress = data / "bench" / size, Progress(sys.stderr)
    with locks.owner(folder, "make bench", supervisor):
        stamp, seeding = folder / _STAMP, _digest(binaries)
        seeded = stamp.exists() and stamp.read_text() == seeding
        if not seeded:
            stamp.unlink(missing_ok=True)
            shutil.rmtree(folder / "postgres", ignore_errors=True)
        running = services.start(folder, supervisor, progress, durable=True, binaries=binaries)
        address = ports.Address(ports.LOOPBACK, ports.choose(folder, "bench"))
        environment = {**running.environment, "PORTAL_URL": address.url, "PORTAL_DEMO": "0"}
        portal.prepare(folder, environment, supervisor, progress, "migrate", "static")
        if not seeded:
            progress.step(f"filling a database of size {size}, once for all runs until what fills it changes")
            seed = [sys.executable, "manage.py", "seed_ideas", "--size", size]
            if status := supervisor.foreground(seed, environment):
                return status
            stamp.write_text(seeding)
        base = ["--base", url] if (url := os.environ.get("BASE")) else []
        return supervisor.foreground([sys.executable, "-m", "bench", "--size", size, *base, *words], environment)


def _digest(binaries: Path | None) -> str:
    """Of everything that decides which rows are there, and of the PostgreSQL that can read them."""
    digest = hashlib.sha256(str(binaries).encode())
    for file in sorted({file for pattern in _SEEDING for file in ROOT.glob(pattern)}):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()
