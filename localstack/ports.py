"""Addresses on loopback: which port a server takes, and what is refused."""

import errno
import ipaddress
import random
import socket
from dataclasses import dataclass
from pathlib import Path

from localstack.problem import Problem

LOOPBACK = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections.
_FIRST, _LAST = 20_000, 32_000
_ATTEMPTS = 200


@dataclass(frozen=True)
class Address:
    """Where the portal answers."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def parse(host: str, port: str) -> Address:
    """The address to serve on. Raises Problem for anything that others could reach."""
    number = int(port) if port.isascii() and port.isdigit() else 0
    if not 0 < number < 65_536:
        raise Problem(f"PORT must be a number from 1 to 65535, not “{port}”.")
    return Address(_loopback(host), number)


def check_free(address: Address) -> None:
    """Raises Problem when nothing can be bound to `address`."""
    try:
        _bind(address.host, address.port).close()
    except PermissionError as error:
        raise Problem(f"Port {address.port} is reserved for root; take another: make run PORT=8000.") from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Problem(
            f"Port {address.port} on {address.host} is in use by another program; "
            f"stop it, or take another port: make run PORT={min(address.port + 1, 65_535)}."
        ) from error


def listen(folder: Path, name: str) -> socket.socket:
    """A listening socket on loopback, on the port kept in `folder` for `name` if it is free."""
    last = kept(folder, name)
    candidates = [random.randint(_FIRST, _LAST) for _ in range(_ATTEMPTS)]  # noqa: S311 (no secret)
    for port in [last, *candidates] if last else candidates:
        try:
            server = _bind(LOOPBACK, port)
        except OSError:
            continue
        (folder / f"{name}.port").write_text(str(port))
        return server
    raise Problem(f"No free port was found on {LOOPBACK} between {_FIRST} and {_LAST}.")


def choose(folder: Path, name: str) -> int:
    """A port that is free right now, for a server that can only be told a number."""
    with listen(folder, name) as server:
        return int(server.getsockname()[1])


def kept(folder: Path, name: str) -> int | None:
    """The port `name` had last time, or has now."""
    try:
        return int((folder / f"{name}.port").read_text())
    except (FileNotFoundError, ValueError):
        return None


def _loopback(host: str) -> str:
    try:
        address = ipaddress.IPv4Address(LOOPBACK if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise Problem(
            f"make run serves this machine only (127.0.0.1), not “{host}”: "
            "its accounts have public passwords, and docs/ says how to put the portal on the net."
        )
    return str(address)


def _bind(host: str, port: int) -> socket.socket:
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(128)
    except OSError:
        server.close()
        raise
    return server
