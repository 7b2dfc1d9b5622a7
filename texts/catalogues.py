"""Message catalogues as they are kept in `locale/`, and whether one is whole."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


def path_of(code: str, folder: Path) -> Path:
    """Where the catalogue of a language is kept."""
    return folder / code / "LC_MESSAGES" / "django.po"


def read(code: str, folder: Path) -> Catalog:
    """The catalogue as it is kept; an empty one where there is none yet. Raises `PoFileError`."""
    path = path_of(code, folder)
    if not path.exists():
        return Catalog(locale=code, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=code, charset="utf-8")


def missing(catalog: Catalog, wanted: Catalog) -> list[str]:
    """Messages of `wanted` that `catalog` does not have whole, each form of its plural included."""
    lost = []
    for message in wanted:
        first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        own = catalog.get(first, message.context) if first else None
        if first and (own is None or own.fuzzy or not _whole(own.string, _forms(message.id, catalog))):
            lost.append(str(first))
    return lost


def _forms(message_id: Any, catalog: Catalog) -> int:
    return catalog.num_plurals if isinstance(message_id, (tuple, list)) else 1


def _whole(string: Any, forms: int) -> bool:
    found = list(string) if isinstance(string, (tuple, list)) else [string]
    return len(found) >= forms and all(found)
