"""Whatever ends the supervisor, nothing it started outlives it."""

# ruff: noqa: S603, S607 (known programs)

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from localstack.problem import Problem
from localstack.processes import Program, Supervisor
from tests.localstack import observing

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
FAMILY = "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"
STAND = f"""
import sys
from pathlib import Path
from localstack.processes import Program, Stopped, Supervisor

def program(name, text):
    return Program(name=name, command=[sys.executable, "-c", text], log=Path(sys.argv[1]) / name)

try:
    with Supervisor() as supervisor:
        supervisor.start(program("plain", "import time; time.sleep(60)"))
        supervisor.start(program("stubborn", {STUBBORN!r}))
        if "family" in sys.argv:
            supervisor.start(program("family", {FAMILY!r}))
        print("up", flush=True)
        supervisor.watch(lambda: None)
except Stopped:
    print("stopped in order", flush=True)
"""


def start_stand(folder: Path, *more: str) -> subprocess.Popen[str]:
    stand = observing.start(folder, "-c", STAND, str(folder), *more)
    assert stand.stdout is not None
    assert stand.stdout.readline() == "up\n"
    return stand


def test_sigkill_leaves_nothing(tmp_path: Path) -> None:
    stand = start_stand(tmp_path)
    assert len(observing.family(tmp_path)) == 3
    stand.kill()
    stand.wait()
    assert observing.left_after(tmp_path) == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(tmp_path: Path, number: signal.Signals) -> None:
    stand = start_stand(tmp_path, "family")
    assert observing.wait_for(lambda: len(observing.family(tmp_path)) == 5, seconds=5)
    stand.send_signal(number)
    assert stand.communicate(timeout=10)[0] == "stopped in order\n"
    assert observing.family(tmp_path) == {}


def test_the_death_of_make_stops_everything(tmp_path: Path) -> None:
    shell = f'LOCALSTACK_PARENT=$$ "{sys.executable}" -c "$0" "$1"; true'
    make = subprocess.Popen(
        ["sh", "-c", shell, STAND, str(tmp_path)],
        env=observing.environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert make.stdout is not None
    assert make.stdout.readline() == "up\n"
    make.kill()
    make.wait()
    assert observing.left_after(tmp_path) == {}


def test_a_child_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    supervisor = Supervisor()
    words = [sys.executable, "-c", "import sys; sys.exit('no luck today')"]
    child = supervisor.start(Program(name="Fortune", command=words, log=tmp_path / "fortune.log"))
    child.process.wait()
    with pytest.raises(Problem) as caught:
        supervisor.check()
    assert str(caught.value) == (
        f"Fortune ended unexpectedly (exit code 1); the end of {tmp_path}/fortune.log:\nno luck today"
    )
    supervisor.stop()


@pytest.mark.parametrize(("text", "status"), [("exit 3", 3), ("kill -KILL $$", 128 + 9), ("true", 0)])
def test_the_exit_status_of_a_command_passes_through(text: str, status: int) -> None:
    assert Supervisor().foreground(["sh", "-c", text], os.environ) == status
