"""The portal's processes as they run in production, in the environment of the benchmark."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

READY_SECONDS = 60.0


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def web_server(port: int, log: Path) -> Iterator[int]:
    """Gunicorn as `make run` starts it; gives its process id."""
    words = f"gunicorn lausitz_portal.wsgi --bind 127.0.0.1:{port}"
    with _running([*words.split(), "--no-control-socket"], log) as process:
        _wait_for(port, process, log)
        yield process.pid


@contextlib.contextmanager
def worker(log: Path) -> Iterator[int]:
    """A Celery worker."""
    words = "celery --app lausitz_portal worker --pool threads --concurrency 4 --without-gossip --without-mingle"
    with _running(words.split(), log) as process:
        yield process.pid


@contextlib.contextmanager
def _running(module: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", *module], stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The web server does not come up:\n{log.read_text(errors='replace')[-2000:]}")


class Memory:
    """How far the memory of the server's workers grows, in bytes (proc(5): clear_refs, VmHWM).

    Without a server, that of the process that asks.
    """

    def __init__(self, server: int | None = None) -> None:
        processes = [str(os.getpid())]
        if server is not None:
            processes = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
        self._before: dict[str, int] = {}
        for pid in processes:
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
            self._before[pid] = _kilobytes(pid, "VmRSS")

    def growth(self) -> int:
        """The most that one of the workers grew since."""
        return 1024 * max(_kilobytes(pid, "VmHWM") - before for pid, before in self._before.items())


def _kilobytes(pid: str, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise RuntimeError(f"/proc/{pid}/status has no {name}.")
