"""A file as rows with line numbers, or a sentence that says why it is none.

UTF-8 only, with or without its mark: a guessed encoding would turn people's names into "MÃ¼ller".
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

REQUIRED = ("id", "title", "text")
OPTIONAL = ("source_url", "theme", "authority", "place", "lon", "lat", "language")
DELIMITERS = ",;"
MOST_BYTES = 100 * 1024 * 1024


class Unreadable(Exception):
    """The file as a whole cannot be read; the message is a sentence for the person at the shell."""


@dataclass(frozen=True)
class Problem:
    """What is wrong in one line of the file, counted from 1."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(sentence)s") % {"line": self.line, "sentence": self.sentence}


@dataclass(frozen=True)
class Row:
    """A record and the line it begins in; cells of unknown columns are left out."""

    line: int
    cells: dict[str, str]


@dataclass
class Table:
    """What was read."""

    unused_columns: list[str]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(path: Path) -> Table:
    """Read the file. Raises `Unreadable` for what is no CSV in UTF-8 with the columns above."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(_("The file is larger than 100 MB. Please split it."))
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from error
    return parse(content)


def parse(content: bytes) -> Table:
    """As `read`, for the bytes of a file."""
    text = _decode(content)
    delimiter, header = _header(text)
    table = Table(unused_columns=[name for name in header if name and name not in REQUIRED + OPTIONAL])
    records = _records(text, delimiter, table.problems)
    next(records)
    for line, cells in records:
        if len(cells) == len(header):
            known = {name: cell for name, cell in zip(header, cells, strict=True) if name in REQUIRED + OPTIONAL}
            table.rows.append(Row(line, known))
        elif cells:
            there = {"cells": len(cells), "columns": len(header)}
            table.problems.append(Problem(line, _("%(cells)s cells, but the header has %(columns)s.") % there))
    return table


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(_("The file is in UTF-16. Please save it as “CSV UTF-8”."))
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise Unreadable(_("Line %(line)s has a NUL byte: this is not text in UTF-8.") % {"line": line})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _(
                "Line %(line)s is not in UTF-8; perhaps the file was saved as Windows-1252 (ANSI). "
                "Please save it as “CSV UTF-8”."
            )
            % {"line": line}
        ) from error


def _header(text: str) -> tuple[str, list[str]]:
    for delimiter in DELIMITERS:
        with suppress(csv.Error):
            first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
            header = [name.strip().lower() for name in first]
            if "title" in header:
                break
    else:
        raise Unreadable(
            _("The first line must name the columns, at least %(required)s, between commas or semicolons.")
            % {"required": ", ".join(REQUIRED)}
        )
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise Unreadable(_("The first line lacks the column %(name)s.") % {"name": ", ".join(missing)})
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    if doubled:
        raise Unreadable(_("The first line names the column %(name)s twice.") % {"name": ", ".join(doubled)})
    return delimiter, header


def _records(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin in; what cannot be read ends the file as a problem."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            sentence = _(
                "A quotation mark is missing, or there is one too many, or a cell is far too long;"
                " reading stopped here."
            )
            problems.append(Problem(line, sentence))
            return
