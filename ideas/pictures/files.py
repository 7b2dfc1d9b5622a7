"""The files of pictures, in `STORAGES["pictures"]`: a folder, or S3. Nobody gets an address of a storage."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import IO

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils import timezone

from ideas.pictures.encoding import Encoded

log = structlog.get_logger("portal.pictures")


class StorageAway(Exception):
    """The storage is full, gone or refuses; each has exceptions of its own."""


def _storage() -> Storage:
    return storages["pictures"]


def path_of(key: uuid.UUID, width: int, kind: str) -> str:
    """Where a file lies, whatever the picture is called in public."""
    return f"{key.hex[:2]}/{key.hex}-{width}.{kind}"


def write(key: uuid.UUID, encoded: Encoded) -> None:
    """Write all files of a new picture, or none. Raises `StorageAway`."""
    try:
        for (width, kind), content in encoded.files.items():
            _storage().save(path_of(key, width, kind), ContentFile(content))
    except Exception as away:
        remove(key, encoded.widths)
        raise StorageAway from away


def remove(key: uuid.UUID, widths: list[int]) -> None:
    """Delete the files of a picture; what cannot be deleted now the sweep finds later."""
    for width in widths:
        for kind in ("webp", "jpg"):
            _delete(path_of(key, width, kind))


def _delete(path: str) -> None:
    try:
        _storage().delete(path)
    except Exception as away:  # noqa: BLE001 - each storage has exceptions of its own
        log.warning("picture not deleted", error=type(away).__name__)


def opened(key: uuid.UUID, width: int, kind: str) -> IO[bytes]:
    """A file to read. Raises `FileNotFoundError`, `StorageAway`."""
    try:
        return _storage().open(path_of(key, width, kind))
    except FileNotFoundError:
        raise
    except Exception as away:
        raise StorageAway from away


def folders() -> Iterator[str]:
    """The folders there are; a storage without any file has none."""
    try:
        yield from sorted(_storage().listdir("")[0])
    except FileNotFoundError:
        return


def in_folder(folder: str) -> Iterator[tuple[str, uuid.UUID | None]]:
    """Each file with the key of its picture; None for what never was a picture's."""
    for name in _storage().listdir(folder)[1]:
        try:
            key = uuid.UUID(name.partition("-")[0])
        except ValueError:
            key = None
        yield f"{folder}/{name}", key


def written_at(path: str) -> datetime:
    """When a file was written; now for one that is just gone."""
    try:
        return _storage().get_modified_time(path)
    except FileNotFoundError:
        return timezone.now()


def delete_path(path: str) -> None:
    """Delete one file that `in_folder` has named."""
    _delete(path)
