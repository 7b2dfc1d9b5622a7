"""The folder of finished exports, `settings.EXPORT_DIR`. Nothing in it has a public address.

A file is written beside its place and moved there whole, so what has its name is complete.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from reports.models import Export


def path_of(export: Export) -> Path:
    """Where its file lies, if there is one."""
    return folder() / f"{export.key.hex}.{export.format}"


def folder() -> Path:
    """The folder, for this user of the machine alone."""
    place = Path(settings.EXPORT_DIR)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


@contextmanager
def workplace(export: Export) -> Iterator[Path]:
    """A folder for one try, gone afterwards with all that was left in it. Raises `OSError`."""
    place = folder() / f"{export.key.hex}-{export.attempts}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put(made: Path, export: Export) -> int:
    """Move what was made to its place; returns its bytes. On the disk before it has its name."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    size = made.stat().st_size
    made.replace(path_of(export))
    return size


def opened(export: Export) -> IO[bytes] | None:
    """The file to read; None when its days are over or it is gone."""
    try:
        return path_of(export).open("rb") if export.is_there else None
    except FileNotFoundError:
        return None


def all_keys() -> Iterator[tuple[Path, uuid.UUID | None]]:
    """Each file or folder with the key of its export; None for what never was one's."""
    for place in sorted(folder().iterdir()):
        try:
            yield place, uuid.UUID(place.name.partition(".")[0].partition("-")[0])
        except ValueError:
            yield place, None


def delete(place: Path) -> None:
    """Delete what `all_keys` has named."""
    with suppress(OSError):
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()
