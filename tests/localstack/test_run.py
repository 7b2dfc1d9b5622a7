"""`make run` and `make manage` as a person uses them, on a data folder of their own."""

# ruff: noqa: S603 (known programs)

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack import ROOT
from tests.localstack import observing


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for number in observing.family(tmp_path):
        subprocess.run(["/bin/kill", "-KILL", str(number)], check=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def start_portal(folder: Path, port: int) -> subprocess.Popen[str]:
    portal = observing.start(folder, "-m", "localstack", "run", PORT=str(port))
    assert portal.stdout is not None
    seen = []
    for line in portal.stdout:
        seen.append(line)
        if line == f"Portal: http://127.0.0.1:{port}/\n":
            return portal
    pytest.fail("the portal did not start:\n" + "".join(seen))


def manage(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "localstack", "manage", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=observing.environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def readyz(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/readyz")
    return connection.getresponse().status


def test_a_portal_that_is_killed_leaves_nothing_and_starts_again(folder: Path) -> None:
    port = free_port()
    portal = start_portal(folder, port)
    assert readyz(port) == 200
    family = observing.family(folder).values()
    for part in ("postgres -D", "valkey-server", "localstack.mailsink", "gunicorn", " worker ", " beat "):
        assert any(part in words for words in family), part

    count = "from accounts.models import User; print(User.objects.count())"
    borrowed = manage(folder, count)
    assert (borrowed.returncode, borrowed.stderr) == (0, "")
    assert int(borrowed.stdout) >= 4

    second = observing.start(folder, "-m", "localstack", "run", PORT=str(free_port()))
    assert second.communicate(timeout=30)[0] == (
        f"The data folder {folder} is in use by make run (process {portal.pid}); stop that first.\n"
    )
    portal.kill()
    portal.wait()
    assert observing.left_after(folder) == {}

    own = manage(folder, f"{count}; raise SystemExit(3)")
    assert (own.returncode, own.stdout) == (3, borrowed.stdout)
    assert observing.family(folder) == {}

    portal = start_portal(folder, port)
    portal.send_signal(signal.SIGINT)
    assert portal.communicate(timeout=30)[0].endswith("Stopping.\n")
    assert portal.returncode == 0
    assert observing.family(folder) == {}
