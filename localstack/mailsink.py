"""A mail server that keeps every mail as a file: a real SMTP conversation that ends in a folder.

Runs as a program of its own: `python -m localstack.mailsink SOCKET FOLDER`.
"""

import asyncio
import itertools
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_LARGEST_MAIL_BYTES = 32 * 1024 * 1024


class Keeper:
    """Writes each accepted mail to `folder`, named so that the newest sorts last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (its name)
        """Answer 250 when the mail is in its file, 452 (RFC 5321, 4.2.3) when the disk refuses."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        name = f"{moment}-{next(self._numbers)}"
        recipients = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos)
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        partial = self._folder / f".{name}.partial"
        try:
            partial.write_bytes(recipients.encode("utf-8", "surrogateescape") + body)
            partial.rename(self._folder / f"{name}.eml")
        except OSError as error:
            print(f"A mail could not be kept: {error}", file=sys.stderr, flush=True)
            partial.unlink(missing_ok=True)
            return "452 Insufficient system storage"
        return "250 OK"


async def serve(listener: socket.socket, folder: Path) -> None:
    """Answer on `listener` until cancelled."""
    keeper = Keeper(folder)

    def conversation() -> SMTP:
        return SMTP(
            keeper,
            enable_SMTPUTF8=True,
            data_size_limit=_LARGEST_MAIL_BYTES,
            hostname="localhost",
            ident="Mail sink",
        )

    server = await asyncio.get_running_loop().create_server(conversation, sock=listener)
    await server.serve_forever()


def main() -> None:
    """Serve on the inherited socket number and into the folder named on the command line."""
    number, folder = sys.argv[1:]
    os.umask(0o077)
    asyncio.run(serve(socket.socket(fileno=int(number)), Path(folder)))


if __name__ == "__main__":
    main()
