"""Valkey from its wheel: broker and cache as two databases of one server that never evicts."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from localstack import ports, secretfiles
from localstack.processes import SERVERS, Child, Program, Supervisor

_ANSWER_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """One server with its data in `folder`/valkey."""

    folder: Path
    binary: Path
    durable: bool
    environment: Mapping[str, str]
    name: str = "Valkey"

    @property
    def data(self) -> Path:
        return self.folder / "valkey"

    @cached_property
    def password(self) -> str:
        return secretfiles.read_or_make(self.folder / "valkey_password")

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{ports.LOOPBACK}:{ports.kept(self.folder, 'valkey')}/0"

    def prepare(self, _supervisor: Supervisor) -> bool:
        """Make the data folder if there is none; whether it was made."""
        made = not self.data.exists()
        self.data.mkdir(mode=0o700, exist_ok=True)
        return made

    def start(self, supervisor: Supervisor) -> Child:
        port = ports.choose(self.folder, "valkey")
        options = (
            f"bind {ports.LOOPBACK}",
            f"port {port}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
        )
        # In a file, not on the command line, where `ps` would show the password to everybody.
        settings = self.data / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text("".join(f"{option}\n" for option in options))
        return supervisor.start(
            Program(
                name=self.name,
                command=[self.binary, settings],
                log=self.folder / "log" / "valkey.log",
                environment=self.environment,
                tier=SERVERS,
            )
        )

    def is_ready(self, _child: Child) -> bool:
        port = ports.kept(self.folder, "valkey") or 0
        try:
            with socket.create_connection((ports.LOOPBACK, port), _ANSWER_SECONDS) as server:
                server.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := server.recv(512)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
