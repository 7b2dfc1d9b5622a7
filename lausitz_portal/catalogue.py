"""Message catalogues with Babel alone, since a fresh machine has no GNU gettext.

Django's own translator of templates (`templatize`) turns a template into something that Babel's
Python extractor reads, as `makemessages` does for xgettext.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from texts import catalogues

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
PACKAGES = (
    "texts", "accounts", "themes", "pages", "journal", "ideas", "moderation", "reports",
    "notifications", "lausitz_portal",
)  # fmt: skip
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


# The calls that `templatize` writes among its filler.
_CALL = re.compile(
    r"""(?:npgettext|ngettext|pgettext|gettext|_)\((?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*"|[\s,]|count)*\)"""
)


def _sources() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text(encoding="utf-8")
    for suffix in ("*.html", "*.txt"):
        for path in sorted((ROOT / "templates").rglob(suffix)):
            calls = _CALL.findall(templatize(path.read_text(encoding="utf-8")))
            yield path, "\n".join(calls)


def extracted() -> Catalog:
    """Every message of code and templates, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for path, source in _sources():
        found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
        for _line, function, arguments, _comments in found:
            message = _message(str(function), arguments)
            if message:
                context, ids = message
                catalog.add(ids, context=context, locations=[(str(path.relative_to(ROOT)), 1)])
    return catalog


def _message(function: str, arguments: Any) -> tuple[str | None, Any] | None:
    parts = [arguments] if isinstance(arguments, str) else list(arguments or [])
    context = parts.pop(0) if "pgettext" in function and parts else None
    wanted = 2 if function.removesuffix("_lazy").endswith("ngettext") or "npgettext" in function else 1
    ids = parts[:wanted]
    if len(ids) < wanted or not all(isinstance(part, str) and part for part in ids):
        return None
    return context, tuple(ids) if wanted == 2 else ids[0]


def read(language: str) -> Catalog:
    """The portal's own messages. Other words for Django's and allauth's stand in `locale/libraries`."""
    return catalogues.read(language, LOCALE)


def update(language: str) -> Catalog:
    """Bring a catalogue up to the sources, keeping its translations; writes the file."""
    catalog = read(language)
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    path = catalogues.path_of(language, LOCALE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, no_location=True, omit_header=False, sort_output=True)
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """Messages of `catalog` without a complete translation."""
    return catalogues.missing(catalog, catalog)
