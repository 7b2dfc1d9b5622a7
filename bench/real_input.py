# ruff: noqa: E402 - what stands on Django's models can be imported only after the setup
"""`python -m bench.real_input FILE.csv`: real contributions all the way through the portal.

Imported, released, shown, found, supported, commented, exported; what comes out must be what went
in, after taking away exactly one apostrophe where one was put. Wants an empty, migrated database.
"""

import csv
import io
import os
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lausitz_portal.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.html import escape

from bench import people
from ideas import discussion, supporting
from ideas.search import finding
from ideas.models import Comment, Idea
from reports import exports
from reports.columns import FORMULA
from reports.models import Export
from reports.selection import Order

Cells = tuple[str, ...]


def main() -> int:
    """Print what happened; the exit status for the shell."""
    if len(sys.argv) != 2 or Idea.objects.exists():
        print("Usage: python -m bench.real_input FILE.csv, on an empty, migrated database.", file=sys.stderr)
        return 2
    file = Path(sys.argv[1])
    cast = people.gather()
    call_command("import_ideas", str(file), theme="mobilitaet-digitales", publish=True, by=people.MODERATOR)
    ideas = list(Idea.objects.in_scope_of(cast.editor).order_by("pk").select_related("released_version"))
    _take_part(ideas, cast)
    given = _read(file.read_bytes(), ",", ("title", "text", "source_url"))
    exported = _read(
        _file(exports.stream(Order(kind=Export.Kind.IDEAS), cast.editor)), ";", ("Titel", "Text", "Quelle")
    )
    comments = _read(_file(exports.stream(Order(kind=Export.Kind.COMMENTS), cast.editor)), ";", ("Text",))
    failures = {
        "not shown": sum(not _is_shown(idea) for idea in ideas),
        "not found": sum(not _is_found(idea) for idea in ideas),
        "without support and comment": Idea.objects.exclude(counter__supports=1, counter__comments=1).count(),
        "exported differently": _differences(given, exported),
        "comments exported differently": _differences([(text or title,) for title, text, _url in given], comments),
    }
    print(f"{len(given)} rows, {len(ideas)} ideas, {sum(map(_has_formula, exported))} with an apostrophe put in front")
    for what, count in failures.items():
        print(f"{count:6} {what}")
    return int(any(failures.values()) or len(given) != len(ideas))


def _take_part(ideas: Iterable[Idea], cast: people.Cast) -> None:
    """Each idea is supported once, and gets its own text as a comment."""
    for idea in ideas:
        supporting.give(idea.pk, user=cast.citizen)
        text = idea.released_version.text if idea.released_version else ""
        comment = discussion.write(
            idea, author=cast.citizen, text=text or idea.title, language="de", form_key=uuid.uuid4()
        )
        if comment.status == Comment.Status.PENDING:
            discussion.release(comment.pk, by=cast.moderator)


def _is_shown(idea: Idea) -> bool:
    host = urlsplit(settings.PORTAL_URL).hostname or ""
    page = Client(headers={"host": host}).get(idea.get_absolute_url())
    return page.status_code == 200 and escape(idea.title) in page.content.decode()


def _is_found(idea: Idea) -> bool:
    words = " ".join(idea.title.replace('"', " ").split())
    return finding.matching(Idea.objects.public(), f'"{words}"').filter(pk=idea.pk).exists()


def _file(chunks: Iterator[bytes]) -> bytes:
    return b"".join(chunks)


def _read(content: bytes, delimiter: str, columns: Cells) -> list[Cells]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    return [tuple(row[column] for column in columns) for row in rows]


def _is_neutralised(cell: str) -> bool:
    return cell.startswith("'") and cell.lstrip("'")[:1] in tuple(FORMULA)


def _has_formula(row: Cells) -> bool:
    return any(_is_neutralised(cell) for cell in row)


def _differences(given: list[Cells], exported: list[Cells]) -> int:
    """Rows that are not the same once an apostrophe in front of a formula is taken away."""
    back = [tuple(cell[1:] if _is_neutralised(cell) else cell for cell in row) for row in exported]
    return sum(mine != theirs for mine, theirs in zip(given, back, strict=True))


if __name__ == "__main__":
    sys.exit(main())
