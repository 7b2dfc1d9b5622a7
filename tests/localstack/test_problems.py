"""What goes wrong is said in one sentence, with exit status 1 and no traceback."""

# ruff: noqa: S603 (known programs)

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from localstack import ROOT, ports, venv
from localstack.problem import Problem
from localstack.processes import Program, Supervisor
from tests.localstack import observing

SMALL_DISK = 'mount -t tmpfs -o size=20m tmpfs "$1" && exec "$2" -m tests.localstack.stand "$1/var"'
IN_A_NAMESPACE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


def localstack(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "localstack", *words],
        cwd=ROOT,
        env=observing.environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = localstack(tmp_path, "run", PORT=str(port))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Port {port} on 127.0.0.1 is in use by another program; "
        f"stop it, or take another port: make run PORT={min(port + 1, 65_535)}.\n"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "portal.example.org", ""])  # noqa: S104 (refused)
def test_any_address_but_loopback_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(Problem, match="make run serves this machine only"):
        ports.parse(host, "8000")


def test_the_refusal_ends_the_command(tmp_path: Path) -> None:
    answer = localstack(tmp_path, "--host", "0.0.0.0", "run")  # noqa: S104 (refused)
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert answer.stderr.startswith("make run serves this machine only (127.0.0.1), not “0.0.0.0”")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "²"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(Problem, match="PORT must be a number from 1 to 65535"):
        ports.parse("127.0.0.1", port)


def test_a_full_disk(tmp_path: Path) -> None:
    possible = subprocess.run([*IN_A_NAMESPACE, "true"], capture_output=True, check=False)
    if possible.returncode != 0:
        pytest.skip("this machine does not allow mount namespaces")
    answer = subprocess.run(
        [*IN_A_NAMESPACE, "sh", "-c", SMALL_DISK, "sh", tmp_path, sys.executable],
        cwd=ROOT,
        env=observing.environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stderr == (f"The disk that holds {tmp_path}/var/log is full; free some space and start again.\n")


def test_a_child_that_finds_the_disk_full(tmp_path: Path) -> None:
    program = Program(name="Writer", command=["sh", "-c", "echo much | cat > /dev/full"], log=tmp_path / "writer.log")
    with pytest.raises(Problem, match=rf"^The disk that holds {tmp_path} is full; free some space"):
        Supervisor().call(program)


def test_no_network_when_packages_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setattr(venv, "_LOGS", tmp_path)
    missing = tmp_path / "requirements.txt"
    missing.write_text(f"lausitz-no-such-package==1 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(Problem, match=r"^The Python packages could not be fetched: .* check the network"):
        venv._install(Supervisor(), missing, "--target", str(tmp_path / "target"))


def test_a_python_that_is_too_old() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_module('localstack')"
    answer = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"The portal needs Python 3.11 or newer, this is 3.9 ({sys.executable}); "
        "with a newer one installed: make PYTHON=python3.12 ...\n"
    )


def test_a_python_without_its_venv_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Problem, match=r"has no venv module; install it .*apt install python3\.\d+-venv"):
        venv._make(Supervisor())


def test_what_running_needs_is_what_the_tests_run_on() -> None:
    """`make test` must not try other versions than `make run` has."""
    needed, tried = (blocks(ROOT / "requirements" / f"{name}.txt") for name in (venv.RUN, venv.LOCAL))
    assert len(needed) > 40
    assert needed - tried == set()


def blocks(requirements: Path) -> set[str]:
    """Each requirement with its hashes as one line."""
    return set(requirements.read_text().replace("\\\n", "").splitlines())
