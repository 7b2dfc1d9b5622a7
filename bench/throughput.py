"""Requests per second of a page that is kept for visitors, against a view that does nothing."""

import socket
import statistics
import threading
import time

from bench.client import Unexpected
from bench.results import Row, ratio

CONNECTIONS = 6
SECONDS = 1.0
PAGE, EMPTY = "/ideen/", "/bench/empty/"


def measure(port: int, *, rounds: int) -> list[Row]:
    """The two take turns; keep-alive on `CONNECTIONS` connections, `SECONDS` each time."""
    for path in (PAGE, EMPTY):
        _requests(port, path)
    empty, page = [], []
    for _round in range(rounds):
        empty.append(_requests(port, EMPTY))
        page.append(_requests(port, PAGE))
    return [
        Row("empty view", statistics.median(empty), "req/s"),
        Row("anonymous page", statistics.median(page), "req/s"),
        Row("anonymous page, of an empty view", ratio(page, empty), "×"),
    ]


def _requests(port: int, path: str) -> float:
    """A second."""
    connections = [Connection(port, path) for _number in range(CONNECTIONS)]
    until = time.perf_counter() + SECONDS
    threads = [threading.Thread(target=connection.ask_until, args=(until,)) for connection in connections]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    refused = [connection.refused for connection in connections if connection.refused]
    if refused:
        raise Unexpected(f"GET {path} answered {refused[0]}.")
    return sum(connection.answered for connection in connections) / seconds


class Connection:
    """Asks for one page again and again; little more than the bytes, so that the server is what is measured."""

    def __init__(self, port: int, path: str) -> None:
        self.answered, self.refused = 0, ""
        self._port = port
        self._request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    def ask_until(self, moment: float) -> None:
        with socket.create_connection(("127.0.0.1", self._port), timeout=30) as server:
            while time.perf_counter() < moment and not self.refused:
                server.sendall(self._request)
                self._read(server)

    def _read(self, server: socket.socket) -> None:
        got = b""
        while b"\r\n\r\n" not in got:
            part = server.recv(65536)
            if not part:
                self.refused = "nothing"
                return
            got += part
        head, _end, body = got.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            self.refused = head.partition(b"\r\n")[0].decode(errors="replace")
            return
        missing = _length(head) - len(body)
        while missing > 0:
            missing -= len(server.recv(65536)) or missing
        self.answered += 1


def _length(head: bytes) -> int:
    return next(
        int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
