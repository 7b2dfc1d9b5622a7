"""What the person at the keyboard sees while the stack comes up."""

import os
import time
from collections.abc import Iterator
from typing import BinaryIO, TextIO

# Before each line of a child's log that is a step for the person to see.
MARK = "» "


class Progress:
    """Prints one line per finished step, with the seconds since the start; None keeps quiet."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._started = time.monotonic()

    def step(self, text: str) -> None:
        self.say(f"[{time.monotonic() - self._started:5.1f} s] {text}")

    def say(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            print(text, file=self._stream, flush=True)
        except OSError:
            # The terminal is gone; what is left to do is to stop in order, and that must not fail.
            self._stream = None


def new_lines(log: BinaryIO) -> Iterator[str]:
    """The lines that were completed in `log` since the last look, without their ends."""
    for line in log:
        if not line.endswith(b"\n"):
            log.seek(-len(line), os.SEEK_CUR)
            return
        yield line.decode("utf-8", "replace").rstrip()
