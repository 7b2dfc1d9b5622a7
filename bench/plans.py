"""The plans of the hottest queries of the measured pages, to be read beside those of the last run."""

import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from bench.pages import QUEUE, addresses
from bench.people import Cast

FOLDER = Path(__file__).with_name("plans")
HOTTEST = 10
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) "
# What is somebody's own stays out, even though nobody here is real.
_PERSONAL = re.compile(r"django_session|accounts_user")
_LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w$])-?\d+(?:\.\d+)?\b")
_VALUES, _IDS = re.compile(r"…(?:, …)+"), re.compile(r"\{[\d,]{20,}\}")
_PERSON = re.compile(r"(user_id|author_id) = \d+")


def write(cast: Cast, size: str) -> Path:
    """Write them anew, hottest first; returns their folder."""
    folder = FOLDER / size
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, (page, query) in enumerate(_hottest(cast), start=1):
        parts = (page, _shape(query), _PERSON.sub(r"\1 = …", _IDS.sub("{…}", _plan(query))))
        (folder / f"{number:02}-{slugify(page)}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return folder


def _hottest(cast: Cast) -> list[tuple[str, str]]:
    """Page and query, each query once whatever its values; hot is what takes most time on all pages together."""
    seconds: dict[str, float] = defaultdict(float)
    seen: dict[str, tuple[str, str]] = {}
    for page, query in _asked(cast):
        shape = _shape(query["sql"])
        if query["sql"].startswith(("SELECT", "WITH", "\nWITH")) and not _PERSONAL.search(shape):
            seconds[shape] += float(query["time"])
            seen.setdefault(shape, (page, query["sql"]))
    return [seen[shape] for shape in sorted(seconds, key=seconds.__getitem__, reverse=True)[:HOTTEST]]


def _asked(cast: Cast) -> list[tuple[str, dict[str, Any]]]:
    """What the pages ask the second time they are read, when what every page needs is remembered."""
    host = {"host": urlsplit(settings.PORTAL_URL).hostname or ""}
    citizen, moderator = Client(headers=host), Client(headers=host)
    citizen.force_login(cast.citizen)
    moderator.force_login(cast.moderator)
    pages = [(citizen, name, path) for name, path in addresses().items()] + [(moderator, "desk queue", QUEUE)]
    found: list[tuple[str, dict[str, Any]]] = []
    for client, name, path in pages:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found += [(name, query) for query in captured.captured_queries]
    return found


def _shape(query: str) -> str:
    """The query without its values."""
    return _VALUES.sub("…", _LITERAL.sub("…", query))


def _plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(EXPLAIN + query)
        return "\n".join(line for (line,) in cursor.fetchall())
