"""The stack behind `make run`, `make manage` and `make test`: servers from wheels, on loopback only.

Not for production; nothing of the portal imports it. Until the virtual environment exists it
runs on the standard library alone.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
