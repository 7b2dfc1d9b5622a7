"""The portal's own processes on top of the servers: preparation, web server, worker and beat."""

import http.client
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from localstack import ROOT, catalogues
from localstack.ports import Address
from localstack.problem import from_log
from localstack.processes import Child, Program, Supervisor
from localstack.progress import MARK, Progress, new_lines

WEB = "Web server"
_READY_SECONDS = 60.0
_ANSWER_SECONDS = 5.0
_WORTH_SHOWING = re.compile(r"\[(warning|error|critical) *\]|\b(WARNING|ERROR|CRITICAL)\b|^Traceback")


def prepare(
    folder: Path,
    environment: Mapping[str, str],
    supervisor: Supervisor,
    progress: Progress,
    *steps: str,
) -> None:
    """Compile the translations and let Django run `steps` of `localstack.prepare`.

    Raises Problem with the end of the log when one fails.
    """
    if count := catalogues.compile_all(ROOT / "locale"):
        progress.step(f"{count} translation catalogues compiled")

    def echo(line: str) -> None:
        if line.startswith(MARK):
            progress.step(line.removeprefix(MARK))

    supervisor.call(
        Program(
            name="Preparing the portal",
            command=[sys.executable, "-m", "localstack.prepare", *steps],
            log=folder / "log" / "prepare.log",
            environment=environment,
        ),
        echo=echo,
    )


def start(folder: Path, environment: Mapping[str, str], supervisor: Supervisor, address: Address) -> list[Child]:
    """Start the web server, then worker and beat; returns them when /readyz answers 200.

    One after the other, because three Django processes at once would keep the page waiting.
    """
    web, *others = _programs(folder, environment, address)
    child = supervisor.start(web)

    def is_ready(web: Child) -> bool:
        status = _ready_status(address)
        if status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise from_log(WEB, "answers /readyz with an error (500)", web.program.log)
        return status == http.HTTPStatus.OK

    supervisor.wait_until(is_ready, child, seconds=_READY_SECONDS)
    return [child, *(supervisor.start(program) for program in others)]


def _programs(folder: Path, environment: Mapping[str, str], address: Address) -> list[Program]:
    bind = f"{address.host}:{address.port}"
    gunicorn = f"gunicorn lausitz_portal.wsgi --bind {bind} --graceful-timeout 2 --no-control-socket"
    # Threads, because nothing would end the forked children of a worker that was killed.
    worker = "celery --app lausitz_portal worker --pool threads --concurrency 4 --loglevel INFO"
    worker += " --without-gossip --without-mingle"
    # Without a schedule file: half written by a kill, it would stop the next start (EOFError).
    beat = "celery --app lausitz_portal beat --loglevel INFO --scheduler celery.beat:Scheduler"

    def program(name: str, log: str, module: list[str], orphaned: signal.Signals) -> Program:
        return Program(
            name=name,
            command=[sys.executable, "-m", *module],
            log=folder / "log" / f"{log}.log",
            environment=environment,
            orphaned=orphaned,
        )

    return [
        # Quick shutdown: gunicorn takes its workers along, after two seconds by force.
        program(WEB, "web", gunicorn.split(), signal.SIGQUIT),
        program("Celery worker", "worker", worker.split(), signal.SIGKILL),
        program("Celery beat", "beat", beat.split(), signal.SIGKILL),
    ]


def _ready_status(address: Address) -> int | None:
    """What /readyz answers, or None while nobody does."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Warnings:
    """Repeats what the children's logs say at warning level and above, with its traceback."""

    def __init__(self, children: list[Child], progress: Progress) -> None:
        self._logs = [(child.program.name, child.program.log.open("rb")) for child in children]
        self._in_traceback: set[str] = set()
        self._progress = progress

    def show(self) -> None:
        for name, log in self._logs:
            for line in new_lines(log):
                self._show_line(name, line)

    def _show_line(self, name: str, line: str) -> None:
        if name in self._in_traceback or _WORTH_SHOWING.search(line):
            self._progress.say(f"{name}: {line}")
        # A traceback ends with the first line that is not indented: the exception itself.
        if line.startswith("Traceback"):
            self._in_traceback.add(name)
        elif not line.startswith(" "):
            self._in_traceback.discard(name)
