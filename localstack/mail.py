"""The mail sink as a part of the stack; `mailsink` is the program it starts."""

import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localstack import ports
from localstack.processes import SERVERS, Child, Program, Supervisor

_ANSWER_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class MailSink:
    """Takes every mail on loopback and keeps it in `folder`/mail."""

    folder: Path
    environment: Mapping[str, str]
    name: str = "Mail sink"

    @property
    def url(self) -> str:
        return f"smtp://{ports.LOOPBACK}:{ports.kept(self.folder, 'mail')}"

    def prepare(self, _supervisor: Supervisor) -> bool:
        """Make the folder for the mails if there is none; whether it was made."""
        mails = self.folder / "mail"
        made = not mails.exists()
        mails.mkdir(mode=0o700, exist_ok=True)
        return made

    def start(self, supervisor: Supervisor) -> Child:
        with ports.listen(self.folder, "mail") as listener:
            number = listener.fileno()
            return supervisor.start(
                Program(
                    name=self.name,
                    command=[sys.executable, "-m", "localstack.mailsink", str(number), self.folder / "mail"],
                    log=self.folder / "log" / "mail.log",
                    environment=self.environment,
                    tier=SERVERS,
                    sockets=(number,),
                )
            )

    def is_ready(self, _child: Child) -> bool:
        port = ports.kept(self.folder, "mail") or 0
        try:
            with socket.create_connection((ports.LOOPBACK, port), _ANSWER_SECONDS) as server:
                return server.recv(3) == b"220"
        except OSError:
            return False
