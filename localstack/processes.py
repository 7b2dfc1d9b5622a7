"""Children that never outlive us: each has its own session and a signal for the day we die.

No threads here, on purpose: the kernel ties the parent-death signal to the thread that forked,
and `preexec_fn` is only safe without them. Signals set a flag, so nothing is left half started.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from localstack import ROOT
from localstack.identity import Identity
from localstack.problem import Problem, from_log
from localstack.progress import new_lines

PARENT_VARIABLE = "LOCALSTACK_PARENT"
SERVERS, PORTAL = 0, 1
_PR_SET_PDEATHSIG = 1
_TICK_SECONDS = 0.03
_WATCH_SECONDS = 0.2
# Seconds to stop in order, then as if orphaned. In a hurry our parent is dead: 5 s must do for all.
_PATIENCE = {SERVERS: 20.0, PORTAL: 3.0}
_FOREGROUND_PATIENCE = 10.0
_HURRY_PATIENCE = 1.2
_ORPHANED_PATIENCE = 1.0
_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_RESET = (*_ASKING, signal.SIGQUIT)

_libc = ctypes.CDLL(None, use_errno=True)


def _ignore(_line: str) -> None:
    pass


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, a closed terminal, or the death of `make`."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run: `stop` ends it in order, `orphaned` is what the kernel sends when we die."""

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    tier: int = PORTAL
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    identity: Identity = Identity.SAME
    sockets: tuple[int, ...] = ()


@dataclass(frozen=True)
class Child:
    """A program that was started."""

    program: Program
    process: subprocess.Popen[bytes]

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def problem(self) -> Problem:
        code = self.process.returncode
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return from_log(self.program.name, f"ended unexpectedly ({how})", self.program.log)

    def send(self, number: signal.Signals) -> None:
        if not self.ended:
            self.process.send_signal(number)

    def kill_session(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Starts, watches and stops children; use it as a context manager.

    File descriptors in `inherited` go to every child, so that a lock on them lasts as long as any
    of them lives.
    """

    def __init__(self) -> None:
        self.inherited: list[int] = []
        self._children: list[Child] = []
        self._asked: int | None = None
        self._terminal_has_it = False
        self._parent = os.getppid()

    def __enter__(self) -> Self:
        for number in _ASKING:
            signal.signal(number, self._ask)
        _die_with_make()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program) -> Child:
        """Start `program` in a session of its own, its output in its log."""
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("wb") as log:
            child = Child(program, self._spawn(program, log.fileno(), subprocess.DEVNULL))
        self._children.append(child)
        return child

    def call(self, program: Program, *, text: str = "", echo: Callable[[str], None] = _ignore) -> None:
        """Run `program` to its end with `text` as its input, telling `echo` its log lines.

        Raises Problem when it fails.
        """
        program.log.parent.mkdir(parents=True, exist_ok=True)
        reader, writer = os.pipe()
        os.write(writer, text.encode())
        os.close(writer)
        with program.log.open("wb") as log, os.fdopen(reader, "rb") as source:
            child = Child(program, self._spawn(program, log.fileno(), source.fileno()))
        self._children.append(child)
        with program.log.open("rb") as output:
            running = True
            while running:
                self._tick()
                running = not child.ended
                for line in new_lines(output):
                    echo(line)
        self._children.remove(child)
        if child.process.returncode != 0:
            code = child.process.returncode
            raise from_log(program.name, f"failed (exit code {code})", program.log)

    def wait_until(self, ready: Callable[[Child], bool], child: Child, *, seconds: float) -> None:
        """Return when `ready(child)`. Raises Problem when `child` ends first or takes too long."""
        deadline = time.monotonic() + seconds
        while not ready(child):
            if child.ended:
                self._children.remove(child)
                raise child.problem()
            if time.monotonic() > deadline:
                raise from_log(child.program.name, f"was not ready after {seconds:.0f} s", child.program.log)
            self._tick()

    def foreground(self, command: Sequence[str | Path], environment: Mapping[str, str]) -> int:
        """Run `command` on our terminal and return its exit status, 128 + n after signal n.

        It stays in our session: on a terminal Ctrl-C reaches it directly, and it alone decides.
        """
        self._terminal_has_it = sys.stdin.isatty()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            pass_fds=self.inherited,
            preexec_fn=partial(_settle, Identity.SAME, signal.SIGKILL, os.getpid()),  # noqa: PLW1509 (no threads)
        )
        deadline: float | None = None
        while process.poll() is None:
            if self._asked is not None and deadline is None:
                process.send_signal(self._asked)
                deadline = time.monotonic() + self._patience(_FOREGROUND_PATIENCE)
            if deadline is not None and time.monotonic() > deadline:
                process.kill()
            time.sleep(_TICK_SECONDS)
        self._terminal_has_it = False
        code = process.returncode
        return code if code >= 0 else 128 - code

    def check(self) -> None:
        """Raise Stopped when asked to stop, Problem when a child has ended by itself."""
        if self._asked is not None:
            raise Stopped
        for child in self._children:
            if child.ended:
                raise child.problem()

    def watch(self, each: Callable[[], None]) -> None:
        """Call `each` five times a second, until `check` raises."""
        while True:
            self.check()
            each()
            time.sleep(_WATCH_SECONDS)

    def pause(self) -> None:
        """Wait a moment inside a loop of the caller's. Raises Stopped when asked to stop."""
        self._tick()

    def stop(self) -> None:
        """Stop every child, the portal before its servers; whatever does not is killed."""
        for tier in (PORTAL, SERVERS):
            children = [child for child in reversed(self._children) if child.program.tier == tier]
            for child in children:
                child.send(child.program.stop)
            _wait_for(children, self._patience(_PATIENCE[tier]))
            for child in children:
                child.send(child.program.orphaned)
            _wait_for(children, _ORPHANED_PATIENCE)
            for child in children:
                child.kill_session()
                child.process.wait()
        self._children.clear()

    def _spawn(self, program: Program, output: int, source: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                program.command,
                cwd=ROOT,
                env=program.environment,
                stdin=source,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[*self.inherited, *program.sockets],
                preexec_fn=partial(  # noqa: PLW1509 (no threads)
                    _settle, program.identity, program.orphaned, os.getpid()
                ),
            )
        except subprocess.SubprocessError as error:
            raise Problem(
                f"{program.name} could not be started as “{program.identity.value}” user; "
                "run make as an ordinary user instead of root."
            ) from error

    def _patience(self, seconds: float) -> float:
        return min(seconds, _HURRY_PATIENCE) if os.getppid() != self._parent else seconds

    def _tick(self) -> None:
        if self._asked is not None:
            raise Stopped
        time.sleep(_TICK_SECONDS)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT or not self._terminal_has_it:
            self._asked = number


def _wait_for(children: list[Child], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(child.ended for child in children):
        time.sleep(_TICK_SECONDS)


def _die_with_parent(number: signal.Signals) -> None:
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def _die_with_make() -> None:
    """Take SIGTERM when the `make` that started us dies; it may already have."""
    parent = os.environ.get(PARENT_VARIABLE)
    if parent is None:
        return
    _die_with_parent(signal.SIGTERM)
    if os.getppid() != int(parent):
        raise Stopped


def _settle(identity: Identity, orphaned: signal.Signals, parent: int) -> None:
    """Between fork and exec: default signals, the right user, the signal for our parent's death.

    The order matters: a change of user clears the parent-death signal.
    """
    for number in _RESET:
        signal.signal(number, signal.SIG_DFL)
    identity.assume()
    _die_with_parent(orphaned)
    if os.getppid() != parent:
        os._exit(1)
