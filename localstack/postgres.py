"""PostgreSQL from its wheel: made once, then started on a data folder of its own.

Only the role `portal` can log in. The superuser has no password at all: what needs one is done
in single-user mode, before the server listens.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from localstack import identity, ports, secretfiles
from localstack.problem import Problem, from_log
from localstack.processes import SERVERS, Child, Program, Supervisor

ROLE = "portal"
_STATUS_LINE = 7
_THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """One server on `folder`/postgres, with the binaries in `binaries`."""

    folder: Path
    binaries: Path
    durable: bool
    environment: Mapping[str, str]
    name: str = "PostgreSQL"

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @cached_property
    def identity(self) -> identity.Identity:
        return identity.for_postgres([self.binaries / "postgres", self.data])

    @cached_property
    def password(self) -> str:
        return secretfiles.read_or_make(self.folder / "postgres_password")

    @property
    def url(self) -> str:
        port = ports.kept(self.folder, "postgres")
        return f"postgresql://{ROLE}:{self.password}@{ports.LOOPBACK}:{port}/{ROLE}"

    def prepare(self, supervisor: Supervisor) -> bool:
        """Make the data folder if there is none; whether it was made.

        Raises Problem when the folder is another version's or another user's.
        """
        if not self.data.exists():
            self._make(supervisor)
            return True
        self._check_version()
        self._check_owner()
        self._forget_dead_server()
        if not (self.folder / "postgres_password").exists():
            self._grant(supervisor, self.data)
        return False

    def start(self, supervisor: Supervisor) -> Child:
        settings = [
            f"listen_addresses={ports.LOOPBACK}",
            f"port={ports.choose(self.folder, 'postgres')}",
            "unix_socket_directories=",
            *(() if self.durable else _THROW_AWAY),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return supervisor.start(self._program(self.name, "postgres", "-D", self.data, *options))

    def is_ready(self, child: Child) -> bool:
        """What pg_ctl looks at: the server's own word in its pid file."""
        lines = self._pid_file()
        return (
            len(lines) > _STATUS_LINE and lines[0] == str(child.process.pid) and lines[_STATUS_LINE].strip() == "ready"
        )

    def _program(self, name: str, command: str, *options: str | Path) -> Program:
        return Program(
            name=name,
            command=[self.binaries / command, *options],
            log=self.folder / "log" / f"{command}.log",
            environment=self.environment,
            tier=SERVERS,
            stop=signal.SIGINT,
            # Immediate shutdown: it takes its backends along at once, and recovers from its log.
            orphaned=signal.SIGQUIT,
            identity=self.identity,
        )

    def _make(self, supervisor: Supervisor) -> None:
        """Make the data folder beside its place, so that only a finished one ever gets there."""
        partial = self.folder / "postgres.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        os.chown(partial, self.identity.owner, -1)
        options = [
            f"--pgdata={partial}",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--auth-local=peer",
            "--auth-host=scram-sha-256",
            *([] if self.durable else ["--no-sync"]),
        ]
        supervisor.call(self._program("Making the database", "initdb", *options))
        self._grant(supervisor, partial)
        partial.rename(self.data)

    def _grant(self, supervisor: Supervisor, data: Path) -> None:
        """Give the role its password and its database, whether or not they exist."""
        rights = f"LOGIN CREATEDB PASSWORD '{self.password}'"
        statements = (
            f"CREATE ROLE {ROLE} {rights}",
            f"ALTER ROLE {ROLE} {rights}",
            f"CREATE DATABASE {ROLE} OWNER {ROLE}",
        )
        options: list[str | Path] = ["--single", "-D", data]
        options += [part for setting in _THROW_AWAY for part in ("-c", setting) if not self.durable]
        program = self._program("Making the database", "postgres", *options, "postgres")
        supervisor.call(program, text="".join(f"{statement}\n" for statement in statements))
        for line in program.log.read_text(errors="replace").splitlines():
            if "ERROR:" in line and "already exists" not in line:
                raise from_log(program.name, "failed", program.log)

    def _check_version(self) -> None:
        held = (self.data / "PG_VERSION").read_text().strip()
        answer = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        ours = answer.stdout.split()[-1].partition(".")[0]
        if held != ours:
            raise Problem(
                f"{self.data} was made by PostgreSQL {held}, but this is PostgreSQL {ours}: move it away "
                f"(mv {self.data} {self.data}.{held}) and start again with an empty database."
            )

    def _check_owner(self) -> None:
        holder, wanted = self.data.stat().st_uid, self.identity.owner
        if holder == wanted:
            return
        if os.geteuid() != 0 or holder not in {0, identity.NOBODY}:
            raise Problem(f"{self.data} belongs to the user {_user_name(holder)}; run make as that user.")
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, wanted, -1, follow_symlinks=False)

    def _forget_dead_server(self) -> None:
        """Remove a pid file whose process number has meanwhile gone to another program.

        Our lock on the folder says that no server of ours is left; a server somebody started by
        hand has the data folder as its working directory, and keeps its file.
        """
        lines = self._pid_file()
        if not lines:
            return
        try:
            at_work = Path(f"/proc/{int(lines[0])}/cwd").resolve() == self.data.resolve()
        except (OSError, ValueError):
            at_work = False
        if at_work:
            raise Problem(f"A PostgreSQL (process {lines[0]}) already works on {self.data}; stop it first.")
        (self.data / "postmaster.pid").unlink()

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []


def _user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
