"""The export beside a bare COPY of the same rows, the most that PostgreSQL gives out.

More rows than are streamed at once are made by a worker: here by this process, with the worker's own service.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from bench.client import Answer, Client
from bench.people import Cast, signed_in
from bench.processes import Memory
from bench.results import Row, ratio
from ideas.models import Idea
from reports import jobs
from reports.models import Export

ADDRESS = "/admin/reports/export/"
BARE = """
COPY (
    SELECT i.reference_year, i.reference_number, v.title, v.text, v.language, v.theme_ids, v.authority_ids,
           v.whole_region, v.place_name, v.place_id, v.lon, v.lat, i.status, i.stage, i.lead_authority_id, i.source,
           o.source_url, i.submitted_at, i.published_at, n.supports, n.comments
    FROM ideas_idea i
    JOIN ideas_ideaversion v ON v.id = coalesce(i.released_version_id, i.pending_version_id)
    JOIN ideas_ideacounter n ON n.idea_id = i.id
    JOIN ideas_authorship o ON o.idea_id = i.id
) TO STDOUT (FORMAT csv)
"""
# Small exports first, until each web process has loaded what its first request loads.
WARM_UP = 10


def measure(port: int, server: int, cast: Cast, *, rounds: int) -> list[Row]:
    """Rows per second against bare COPY, time to the first byte, growth of memory; then as an Excel file."""
    client = signed_in(port, cast.editor)
    fields = {
        "what": "ideas", "profile": "internal", "status__exact": "", "format": "csv",
        "csrfmiddlewaretoken": client.token(ADDRESS),
    }  # fmt: skip
    for _time in range(WARM_UP):
        client.post(ADDRESS, {**fields, "q": "2026-00001"}, status=200)
    download = _streamed if Idea.objects.count() <= settings.EXPORT_STREAM_ROWS else _made
    memory = Memory(server)
    bare, whole, first = [], [], []
    for _round in range(rounds):
        bare.append(_bare())
        seconds, answer = download(client, fields)
        whole.append(seconds)
        first.append(answer.first_byte_seconds * 1000)
    return [
        Row("bare COPY", statistics.median(bare) * 1000),
        Row("export", statistics.median(whole) * 1000),
        Row("export, rows/s of bare COPY", ratio(bare, whole), "×"),
        Row("export, first byte", statistics.median(first)),
        Row("export, memory", memory.growth() / 1_000_000, "MB"),
        *_sheet(),
    ]


def _streamed(client: Client, fields: dict[str, Any]) -> tuple[float, Answer]:
    answer = client.post(ADDRESS, fields, status=200)
    return answer.seconds, answer


def _made(client: Client, fields: dict[str, Any]) -> tuple[float, Answer]:
    """Asked for, made and fetched; the making counts, and the first byte of the fetched file."""
    client.post(ADDRESS, fields, status=302)
    export = Export.objects.latest("pk")
    seconds = _timed(jobs.work)
    return seconds, client.post(f"{ADDRESS}{export.pk}/fetch/", fields, status=200)


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _sheet() -> list[Row]:
    """In a process of its own, so that nothing else is in its memory."""
    made = subprocess.run(
        [sys.executable, "-m", "bench.sheet"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()  # fmt: skip
    rows, seconds, growth = int(made[0]), float(made[1]), int(made[2])
    return [
        Row("export, XLSX rows/s", rows / seconds, "rows/s"),
        Row("export, XLSX memory", growth / 1_000_000, "MB"),
    ]


def _bare() -> float:
    database = connection.settings_dict
    started = time.perf_counter()
    with (
        psycopg.connect(
            host=database["HOST"], port=database["PORT"] or None, dbname=database["NAME"],
            user=database["USER"], password=database["PASSWORD"],
        ) as own,
        own.cursor() as cursor,
        cursor.copy(BARE) as copy,
    ):  # fmt: skip
        for _row in copy:
            pass
    return time.perf_counter() - started
