"""The commands behind the Makefile: run, manage, test, lint, look, bench."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from localstack import ROOT, benchmarks, locks, look, portal, ports, services, throwaway, venv
from localstack.checks import Checks, chromium
from localstack.problem import Problem, from_os_error
from localstack.processes import Stopped, Supervisor
from localstack.progress import Progress

_DEMO_ACCOUNTS = ("buergerin", "moderation", "redaktion", "admin")
_PG_VERSIONS = ("17", "18")


def main() -> int:
    """Run the command named on the command line; the exit status for the shell."""
    arguments = _parse()
    os.chdir(ROOT)
    try:
        address = ports.parse(arguments.host, arguments.port)
        _enter_venv(arguments.command, address)
        with Supervisor() as supervisor:
            return _COMMANDS[arguments.command](supervisor, address, arguments.words)
    except (Stopped, KeyboardInterrupt):
        return 0 if arguments.command == "run" else 130
    except Problem as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        print(from_os_error(error), file=sys.stderr)
    return 1


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="localstack", description=__doc__)
    parser.add_argument("--host", default=ports.LOOPBACK)
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
    parser.add_argument("command", choices=sorted(_COMMANDS))
    parser.add_argument("words", nargs=argparse.REMAINDER, help="for the command itself")
    return parser.parse_args()


def _enter_venv(command: str, address: ports.Address) -> None:
    """Go on in the virtual environment, after making or updating it where that is due."""
    needed = venv.RUN if command in {"run", "manage"} else venv.LOCAL
    if command == "run" and not venv.holds(needed):
        ports.check_free(address)
    with Supervisor() as supervisor:
        changed = venv.ensure(needed, supervisor, Progress(sys.stdout if command == "run" else sys.stderr))
    if changed or not venv.is_active():
        os.execv(venv.PYTHON, [str(venv.PYTHON), "-m", "localstack", *sys.argv[1:]])  # noqa: S606


def _data_folder() -> Path:
    return Path(os.environ.get("PORTAL_VAR_DIR") or ROOT / "var").resolve()


def _words(words: list[str], variable: str) -> list[str]:
    """What stands on the command line, or in the variable through which make hands it on."""
    try:
        return words or shlex.split(os.environ.get(variable, ""))
    except ValueError as error:
        raise Problem(f"{variable} cannot be read: {error}.") from error


def _run(supervisor: Supervisor, address: ports.Address, _words: list[str]) -> int:
    folder, progress = _data_folder(), Progress(sys.stdout)
    with locks.owner(folder, "make run", supervisor):
        ports.check_free(address)
        running = services.start(folder, supervisor, progress, durable=True)
        environment = {**running.environment, **_public(address)}
        portal.prepare(folder, environment, supervisor, progress, "migrate", "demo", "static")
        locks.announce(folder, environment)
        children = portal.start(folder, environment, supervisor, address)
        progress.step("web server, worker and beat started")
        progress.say(_welcome(address, demo=environment["PORTAL_DEMO"] == "1"))
        warnings = portal.Warnings(children, progress)
        try:
            supervisor.watch(warnings.show)
        except Stopped:
            progress.say("Stopping.")
    return 0


def _public(address: ports.Address) -> dict[str, str]:
    return {"PORTAL_URL": address.url, "PORTAL_DEMO": os.environ.get("PORTAL_DEMO") or "1"}


def _welcome(address: ports.Address, *, demo: bool) -> str:
    lines = ["", f"Portal: {address.url}/", ""]
    if demo:
        lines.append("Demo accounts, password lausitz-demo:")
        lines += [f"  {name}@example.org" for name in _DEMO_ACCOUNTS]
    lines += ["Logs are in var/log/, mails in var/mail/. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _manage(supervisor: Supervisor, address: ports.Address, words: list[str]) -> int:
    folder = _data_folder()
    command = [sys.executable, "manage.py", *_words(words, "C")]
    with locks.owner_or_guest(folder, "make manage", supervisor) as borrowed:
        if borrowed is not None:
            own = services.inherited_environment()
            given = {name: own[name] for name in services.GIVEN if own.get(name)}
            return supervisor.foreground(command, {**own, **borrowed, **given})
        running = services.start(folder, supervisor, Progress(None), durable=True)
        environment = {**running.environment, **_public(address)}
        steps = ("migrate",) if running.fresh else ()
        portal.prepare(folder, environment, supervisor, Progress(None), *steps)
        locks.announce(folder, environment)
        status = supervisor.foreground(command, environment)
        locks.wait_for_guests(folder, supervisor)
        return status


def _lint(supervisor: Supervisor, _address: ports.Address, _words: list[str]) -> int:
    log = _data_folder() / "log" / "checks.log"
    return 0 if Checks(supervisor=supervisor, progress=Progress(sys.stdout), log=log).static() else 1


def _test(supervisor: Supervisor, address: ports.Address, words: list[str]) -> int:
    words, progress = _words(words, "ARGS"), Progress(sys.stdout)
    checks = Checks(supervisor=supervisor, progress=progress, log=_data_folder() / "log" / "checks.log")
    everything = not words
    binaries = _binaries(supervisor, progress)
    if everything and not checks.static():
        return 1
    with throwaway.folder(_data_folder() / "throwaway", supervisor) as folder:
        running = services.start(folder, supervisor, progress, durable=False, binaries=binaries)
        environment = {**running.environment, "PORTAL_URL": address.url}
        portal.prepare(folder, environment, supervisor, progress, "static")
        if everything and not checks.deployment(environment):
            return 1
        browser = chromium()
        if browser is None:
            progress.say("No Chromium on this machine: the browser tests are left out.")
        else:
            environment["CHROMIUM"] = browser
        return supervisor.foreground(_pytest(words, browser), environment)


def _binaries(supervisor: Supervisor, progress: Progress) -> Path | None:
    version = os.environ.get("PG") or _PG_VERSIONS[-1]
    if version not in _PG_VERSIONS:
        raise Problem(f"PG must be {' or '.join(_PG_VERSIONS)}, not “{version}”.")
    return venv.postgres_17(supervisor, progress) if version == "17" else None


def _pytest(words: list[str], browser: str | None) -> list[str]:
    """Everything in two processes, or what was asked for in one, so that a debugger works."""
    command = [sys.executable, "-m", "pytest", *([] if words else ["-n", "2"])]
    if browser is None:
        command += ["-m", "not e2e"]
    return command + words


def _look(supervisor: Supervisor, _address: ports.Address, words: list[str]) -> int:
    return look.everything(supervisor, _data_folder(), _words(words, "ARGS"))


def _bench(supervisor: Supervisor, _address: ports.Address, words: list[str]) -> int:
    binaries = _binaries(supervisor, Progress(sys.stderr))
    return benchmarks.everything(supervisor, _data_folder(), binaries, _words(words, "ARGS"))


_COMMANDS: dict[str, Callable[[Supervisor, ports.Address, list[str]], int]] = {
    "run": _run,
    "manage": _manage,
    "lint": _lint,
    "test": _test,
    "look": _look,
    "bench": _bench,
}
