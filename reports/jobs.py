"""Exports that a worker makes: asked for, claimed, made, cancelled, kept for some days, deleted.

PostgreSQL is the queue and its clock the only clock; the doorbell only rings. A claim is held by a
lease that its pulse renews; of a worker that died another takes over and begins again.
"""

import errno
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User
from journal import doorbell
from journal.record import record
from reports import exports, files, policies, selection, sheets, spreadsheets
from reports.forms import ExportForm
from reports.models import LEASE, Export
from reports.pulse import Pulse, Stopped
from reports.selection import Order

log = structlog.get_logger("portal.exports")

TASK = "reports.make_exports"
MOST_ATTEMPTS = 3
PAUSE = timedelta(seconds=20)
# What is being written has no row that says so for a moment only.
STRAY = timedelta(hours=1)
State, Problem = Export.State, Export.Problem
# Mails share the worker with us, and one export may use three connections: one at a time in a process.
_busy = threading.Lock()


class Refused(Exception):
    """The export cannot be made, now or later."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@transaction.atomic
def ask(form: ExportForm, *, by: User, rows: int | None) -> Export:
    """Write down what is to be made, and ring."""
    export = written_down(form, by=by, rows=rows, state=State.WAITING)
    transaction.on_commit(partial(doorbell.ring, TASK))
    return export


def written_down(form: ExportForm, *, by: User, rows: int | None, state: str) -> Export:
    """The row of an export and its entry in the journal; within a transaction."""
    order = form.order()
    export = Export.objects.create(
        asked_by=by, kind=order.kind, profile=order.profile, format=order.format, has_persons=order.has_persons,
        as_of=order.as_of, purpose=form.cleaned_data["purpose"], filters=form.kept(), state=state, rows_total=rows,
        scope=policies.scope_of(by),
    )  # fmt: skip
    record("export.made", "export", export.pk, by=by)
    return export


def went_out(export_id: int, rows: int) -> None:
    """Note how many rows a download had that was read to its end."""
    Export.objects.filter(pk=export_id).update(rows_done=rows, finished_at=Now())


def cancel(export: Export) -> bool:
    """Stop what waits or runs; its worker notices within a second or two. False when it has ended."""
    unfinished = Export.objects.unfinished().filter(pk=export.pk)
    return bool(unfinished.update(state=State.CANCELLED, finished_at=Now()))


def work() -> int:
    """Make what is due; returns how many were claimed. 0 as well when this process already makes one."""
    if not _busy.acquire(blocking=False):
        return 0
    try:
        claimed = 0
        while (export := _claim()) is not None:
            claimed += 1
            make(export)
        return claimed
    finally:
        _busy.release()


@transaction.atomic
def _claim() -> Export | None:
    export = Export.objects.due().select_for_update(skip_locked=True).first()
    if export is None:
        return None
    Export.objects.filter(pk=export.pk).update(
        state=State.RUNNING, attempts=F("attempts") + 1, started_at=Now(), due_at=Now() + LEASE, rows_done=0
    )
    return Export.objects.get(pk=export.pk)


def make(export: Export) -> None:
    """Make the file of a claimed export; never raises. What may help is tried `MOST_ATTEMPTS` times."""
    try:
        if export.attempts > MOST_ATTEMPTS:
            _refuse(Problem.INTERRUPTED)
        with files.workplace(export) as place:
            made, rows = _made(export, place)
            _finish(export, made, rows)
    except Stopped:
        log.info("exports.stopped", export=export.pk)
    except Refused as refusal:
        _fail(export, refusal.problem)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            _fail(export, Problem.NO_ROOM)
            return
        log.exception("exports.broken", export=export.pk, attempt=export.attempts)
        _try_again(export)


def _try_again(export: Export) -> None:
    try:
        if export.attempts >= MOST_ATTEMPTS:
            _fail(export, Problem.INTERRUPTED)
        else:
            Export.objects.claimed_as(export).update(state=State.WAITING, due_at=Now() + PAUSE)
    except Exception as error:  # noqa: BLE001 - the database is away; the lease runs out, and the sweep finds it
        log.warning("exports.left", export=export.pk, error=type(error).__name__)


def _made(export: Export, place: Path) -> tuple[Path, int]:
    """The file and how many rows it has, with the rights that the person has now."""
    order, user = _order(export)
    rows = selection.rows(order, user)
    made = place / f"rows.{order.format}"
    with Pulse(export) as pulse, exports.reading(exports.ONE_SNAPSHOT, exports.SETTINGS) as cursor:
        pulse.reads_on(cursor.connection)
        try:
            total = exports.counted(cursor, rows)
            if order.format == Export.Format.XLSX and total > settings.EXPORT_SHEET_ROWS:
                _refuse(Problem.TOO_LONG)
            Export.objects.claimed_as(export).update(rows_total=total, scope=policies.scope_of(user))
            _write(made, order, sheets.statement(order, rows), cursor, pulse)
        except Exception as error:
            # A query that we ended ourselves is no error.
            if pulse.stopped:
                raise Stopped from error
            raise
    return made, total


def _order(export: Export) -> tuple[Order, User]:
    user = export.asked_by
    if user is None or not user.is_active or not policies.may_have(user, export):
        _refuse(Problem.NO_RIGHT)
    form = ExportForm({**export.filters, "purpose": export.purpose}, user=user)
    if not form.is_valid():
        _refuse(Problem.FILTERS)
    return form.order(), user


def _refuse(problem: str) -> NoReturn:
    raise Refused(problem)


def _write(made: Path, order: Order, statement: sheets.Statement, cursor: Any, pulse: Pulse) -> None:
    if order.format == Export.Format.XLSX:
        rows = exports.fetched(cursor, statement)
        spreadsheets.write(made, statement.cells, rows, sheets.chosen(order), seen=pulse.seen)
        return
    with made.open("wb", buffering=exports.CHUNK_BYTES) as file:
        file.write(exports.BYTE_ORDER_MARK)
        with cursor.copy(exports.as_csv(statement), statement.params) as copy:
            lines = iter(copy)
            file.write(next(lines))
            for line in lines:
                file.write(line)
                pulse.seen()


def _finish(export: Export, made: Path, rows: int) -> None:
    """Put the file in its place and say so, unless the export is no longer ours."""
    keep = timedelta(days=settings.EXPORT_KEEP_DAYS)
    with transaction.atomic():
        mine = Export.objects.claimed_as(export).select_for_update().first()
        if mine is None:
            raise Stopped
        size = files.put(made, export)
        Export.objects.filter(pk=export.pk).update(
            state=State.DONE, rows_done=rows, size=size, finished_at=Now(), expires_at=Now() + keep
        )
        record("export.ready", "export", export.pk)


@transaction.atomic
def _fail(export: Export, problem: str) -> None:
    failed = Export.objects.claimed_as(export).update(state=State.FAILED, problem=problem, finished_at=Now())
    if failed:
        record("export.failed", "export", export.pk)


@transaction.atomic
def fetched(export: Export, *, by: User) -> None:
    """Note that somebody takes the file."""
    record("export.fetched", "export", export.pk, by=by)


def sweep() -> int:
    """Delete files whose days are over or that belong to nothing; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now())")
        stray = float(cursor.fetchone()[0]) - STRAY.total_seconds()
    there = list(files.all_keys())
    known = Export.objects.filter(key__in={key for _place, key in there if key})
    kept = set(known.with_file().values_list("key", flat=True))
    ended = set(known.exclude(pk__in=known.unfinished()).values_list("key", flat=True))
    swept = 0
    for place, key in there:
        if key in kept:
            continue
        if key in ended or place.stat().st_mtime < stray:
            files.delete(place)
            swept += 1
    return swept
