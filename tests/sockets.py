"""Servers that are not there, and servers that are there and say nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def silent_server(port: int = 0) -> Iterator[int]:
    """Accepts every connection and never answers, as a server that hangs; yields its port."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        held: list[socket.socket] = []

        def accept() -> None:
            try:
                while True:
                    held.append(listening.accept()[0])
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()


class Gate:
    """Stands in front of a real server: open it passes everything on, shut it accepts and says nothing."""

    def __init__(self, host: str, port: int) -> None:
        self.upstream = (host, port)
        self.open = True
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._held: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.open = True
        self._listening.shutdown(socket.SHUT_RDWR)
        for held in [self._listening, *self._held]:
            held.close()

    def _accept(self) -> None:
        try:
            while True:
                near = self._listening.accept()[0]
                far = socket.create_connection(self.upstream)
                self._held += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()
        except OSError:
            return

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                while not self.open:
                    time.sleep(0.01)
                target.sendall(data)
        except OSError:
            return
