"""A server of the reader's choice, measured in the same turns."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.client import Client

HERE = frozenset({"127.0.0.1", "localhost"})


class NotHere(Exception):
    """An address that is not on this machine."""


@dataclass(frozen=True)
class Baseline:
    """A page on this machine: a figure beside ours means something on the same machine only, and nobody
    else's server is sent hundreds of requests by mistake.
    """

    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> "Baseline":
        """Raises `NotHere` for anything but a plain http address on this machine."""
        parts = urlsplit(url)
        try:
            port = parts.port or 80
        except ValueError:
            port = 0
        if parts.scheme != "http" or parts.hostname not in HERE or parts.username is not None or not port:
            raise NotHere(f"BASE must be a page on this machine, such as http://127.0.0.1:9000/, not “{url}”.")
        return cls(port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))

    def client(self) -> Client:
        return Client(self.port)
