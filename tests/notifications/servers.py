"""Real servers for tests of mail: a mail server that does what a test says, a wall before Redis, a worker."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"
PATIENCE_SECONDS = 25.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def eventually(holds: Callable[[], object]) -> None:
    """Return as soon as `holds()`; fails when it never does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, "it never became true"
        time.sleep(0.05)


class MailSink:
    """Keeps what it accepts. `refuse` answers an address, `answer` every mail; `hold` keeps its 250 back."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, EmailMessage]] = []
        self.connections = 0
        self.refuse: dict[str, str] = {}
        self.answer = ""
        self.cuts = False
        self.seen = threading.Event()
        self._may_answer = threading.Event()
        self._may_answer.set()
        self._controller = Controller(self, hostname=HOST, port=free_port())
        self.port = int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.let_go()
        self._controller.stop()

    @property
    def mails(self) -> list[EmailMessage]:
        return [message for _address, message in self.accepted]

    @property
    def addresses(self) -> list[str]:
        return [address for address, _message in self.accepted]

    def hold(self) -> None:
        """From now on the text of a mail is taken, and the answer waits for `let_go`."""
        self._may_answer.clear()

    def let_go(self) -> None:
        self._may_answer.set()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.seen.set()
        await server.loop.run_in_executor(None, self._may_answer.wait, PATIENCE_SECONDS)
        if self.cuts and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        if self.answer or self.cuts:
            return self.answer or "451 nobody hears this"
        content = envelope.content or b""
        message = message_from_bytes(content if isinstance(content, bytes) else content.encode(), policy=policy.default)
        self.accepted += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """Accepts and never says a word; gives its port."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen(64)
        yield int(listener.getsockname()[1])


@dataclass
class Gate:
    """A door before the real Redis, at `port`: open, silent (accepts, says nothing) or closed."""

    port: int = field(default_factory=free_port)
    _listener: socket.socket | None = None
    _through: bool = True
    _sockets: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        parts = urlsplit(settings.CELERY_BROKER_URL)
        credentials = f":{parts.password}@" if parts.password else ""
        return f"redis://{credentials}{HOST}:{self.port}/{REDIS_DATABASE}"

    def open(self) -> None:
        self._listen(through=True)

    def fall_silent(self) -> None:
        self._listen(through=False)

    def close(self) -> None:
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in self._sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._sockets.clear()

    def _listen(self, *, through: bool) -> None:
        self.close()
        self._through = through
        self._listener = socket.create_server((HOST, self.port), backlog=64)
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        parts = urlsplit(settings.CELERY_BROKER_URL)
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            if self._through:
                server = socket.create_connection((parts.hostname or HOST, parts.port or 6379))
                self._sockets.append(server)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=_pump, args=[source, target], daemon=True).start()


# A database of its own, so that no other worker on this server takes our tasks.
REDIS_DATABASE = 4 + os.getpid() % 12


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Worker:
    """A real Celery worker on the test's database."""

    def __init__(self, *, smtp_port: int, broker: str) -> None:
        database = connection.settings_dict
        login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{login}/{database['NAME']}",
            "EMAIL_URL": f"smtp://{HOST}:{smtp_port}",
            "REDIS_URL": broker,
        }
        options = "--pool threads --concurrency 2 --loglevel WARNING --without-gossip --without-mingle"
        command = [sys.executable, "-m", "celery", "--app", "lausitz_portal", "worker", *options.split()]
        self._process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)  # noqa: S603

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.kill()

    def kill(self) -> None:
        """SIGKILL: no chance to say or write anything."""
        self._process.kill()
        self._process.wait()
