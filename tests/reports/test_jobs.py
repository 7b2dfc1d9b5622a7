"""Exports that a worker makes: one snapshot, progress, cancelling, dead workers, days kept, mails."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as outgoing
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from ideas.management import seeding
from ideas.models import IdeaCounter
from journal import doorbell
from journal.models import Entry
from notifications import outbox
from reports import exports, files, jobs, pulse, tasks
from reports.models import Export
from tests import make
from tests.conftest import signed_in_staff
from tests.reports.reading import ADDRESS, PERSONS, PUBLIC, asked, from_csv, from_xlsx
from tests.together import at_once
from themes.models import Authority, Membership, Theme

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parent.parent.parent
State, Problem = Export.State, Export.Problem


@pytest.fixture(autouse=True)
def _all_is_big(settings: Any) -> None:
    settings.EXPORT_STREAM_ROWS = settings.EXPORT_SHEET_AT_ONCE_ROWS = -1


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pulse that beats quickly, for tests that wait for one."""
    monkeypatch.setattr(pulse, "SECONDS", 0.02)


def order(client: Client, what: str = "ideas", **chosen: str) -> Export:
    response = asked(client, what, **chosen)
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    return Export.objects.latest("pk")


def fetched(client: Client, export: Export) -> Any:
    return client.post(f"{ADDRESS}{export.pk}/fetch/")


def many(count: int) -> None:
    seeding.seed(ideas=count, comments=0, supports=0, draw=Random(1), progress=lambda _rows: None)  # noqa: S311


def verbs(export: Export) -> list[str]:
    return [entry.verb for entry in Entry.objects.about("export", export.pk)]


def eventually(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)


class TestMade:
    @pytest.mark.parametrize(("file", "read"), [("csv", from_csv), ("xlsx", from_xlsx)])
    def test_asked_for_made_and_fetched(
        self, file: str, read: Callable[[bytes], list[dict[str, Any]]], as_editor: Client, editor: User
    ) -> None:
        for number in range(3):
            make.idea(f"Idee {number}")
        export = order(as_editor, format=file, purpose="Bericht an den Kreistag")
        assert (export.state, export.asked_by, export.purpose) == (State.WAITING, editor, "Bericht an den Kreistag")
        assert tasks.make_exports() == 1

        export.refresh_from_db()
        assert (export.state, export.rows_total, export.rows_done) == (State.DONE, 3, 3)
        assert export.size == files.path_of(export).stat().st_size
        assert files.path_of(export).stat().st_mode & 0o077 == 0 or files.folder().stat().st_mode & 0o077 == 0
        response = fetched(as_editor, export)
        assert [row["Titel"] for row in read(response.getvalue())] == ["Idee 0", "Idee 1", "Idee 2"]
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Disposition"] == f'attachment; filename="{export.name}"'
        assert verbs(export) == ["export.made", "export.ready", "export.fetched"]
        assert sorted(path.name for path in files.folder().iterdir()) == [files.path_of(export).name]

    def test_the_page_shows_where_it_is(self, as_editor: Client) -> None:
        make.idea()
        export = order(as_editor)
        assert f"{ADDRESS}{export.pk}/cancel/" in as_editor.get(ADDRESS).content.decode()
        Export.objects.update(state=State.RUNNING, rows_total=4, rows_done=1)
        assert 'value="25"' in as_editor.get(f"{ADDRESS}jobs/").content.decode()
        Export.objects.update(state=State.WAITING)
        jobs.work()
        page = as_editor.get(f"{ADDRESS}jobs/").content.decode()
        assert f"{ADDRESS}{export.pk}/fetch/" in page
        assert "data-unfinished" not in page

    def test_the_bell_rings_after_commit(self, as_editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        rung = list[str]()

        def send(task: str) -> bool:
            rung.append(task)
            return True

        monkeypatch.setattr(doorbell, "_send", send)
        order(as_editor)
        assert doorbell.wait(5)
        assert jobs.TASK in rung

    def test_whoever_asked_gets_a_mail_without_content(self, as_editor: Client, editor: User) -> None:
        make.idea("Geheimer Titel")
        export = order(as_editor)
        jobs.work()
        while outbox.fan_out(50):
            pass
        outgoing.outbox.clear()
        outbox.deliver_due(50)
        (mail,) = [mail for mail in outgoing.outbox if mail.to == [editor.email]]
        assert "/admin/reports/export/" in str(mail.body)
        assert "Geheimer" not in str(mail.body)
        assert export.key.hex not in str(mail.body)

    def test_one_snapshot_while_rows_change(self, as_editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Counted and read in one transaction: what is written between the two is in neither."""
        many(500)
        counted = exports.counted

        def written_meanwhile(*args: Any, **kwargs: Any) -> int:
            found: int = counted(*args, **kwargs)
            make.idea("Zu spät")
            IdeaCounter.objects.update(supports=F("supports") + 7)
            return found

        for file, read in (("csv", from_csv), ("xlsx", from_xlsx)):
            export = order(as_editor, format=file)
            before = [str(n) for n in IdeaCounter.objects.order_by("idea").values_list("supports", flat=True)]
            monkeypatch.setattr(exports, "counted", written_meanwhile)
            jobs.work()
            monkeypatch.setattr(exports, "counted", counted)
            export.refresh_from_db()
            rows = read(fetched(as_editor, export).getvalue())
            assert [str(row["Unterstützungen"]) for row in rows] == before
            assert export.rows_total == len(rows)

    def test_memory_does_not_grow_with_the_rows(self, as_editor: Client) -> None:
        """In a process of its own: 20,000 rows as Excel cost hardly more than 2,000."""
        many(20_000)
        grown = {}
        for most in (2_000, 20_000):
            ended = subprocess.run(  # noqa: S603
                [sys.executable, "-c", GROWTH, str(most)], cwd=ROOT, capture_output=True, text=True, check=True,
                env={**os.environ, "DATABASE_URL": database_url()},
            )  # fmt: skip
            grown[most] = int(ended.stdout)
        assert grown[20_000] - grown[2_000] < 20_000


GROWTH = """
import sys, tempfile
from pathlib import Path
import django
django.setup()
from reports import exports, selection, sheets, spreadsheets
from reports.selection import Order
from accounts.models import User
from ideas.models import Idea
def most():
    # Of this process alone (proc(5)); what getrusage says begins with the parent's.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
order = Order(kind="ideas", profile="internal", format="xlsx")
user = User.objects.get(email="redaktion@example.org")
with tempfile.TemporaryDirectory() as place, exports.reading(exports.ONE_SNAPSHOT, exports.SETTINGS) as cursor:
    last = Idea.objects.order_by("pk")[int(sys.argv[1]) - 1].pk
    statement = sheets.statement(order, selection.rows(order, user).filter(pk__lte=last))
    before = most()
    rows = exports.fetched(cursor, statement)
    written = spreadsheets.write(Path(place) / "x.xlsx", statement.cells, rows, sheets.chosen(order))
    assert written == int(sys.argv[1]), written
    print(most() - before)
"""


def database_url() -> str:
    of = connection.settings_dict
    return f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


class TestCancelled:
    def test_what_waits(self, as_editor: Client) -> None:
        export = order(as_editor)
        as_editor.post(f"{ADDRESS}{export.pk}/cancel/")
        assert jobs.work() == 0
        export.refresh_from_db()
        assert export.state == State.CANCELLED

    @pytest.mark.parametrize("file", ["csv", "xlsx"])
    def test_what_runs_stops_and_leaves_no_file(
        self, file: str, as_editor: Client, hurried: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many(300)
        export = order(as_editor, format=file)
        monkeypatch.setattr(pulse.Pulse, "seen", slowed(pulse.Pulse.seen))
        worker = threading.Thread(target=in_thread(jobs.work))
        worker.start()
        eventually(lambda: Export.objects.filter(rows_done__gt=0).exists())
        assert list(files.folder().iterdir())
        as_editor.post(f"{ADDRESS}{export.pk}/cancel/")
        worker.join(20)
        assert not worker.is_alive()
        export.refresh_from_db()
        assert (export.state, verbs(export)) == (State.CANCELLED, ["export.made"])
        assert export.rows_done < 300
        assert list(files.folder().iterdir()) == []

    def test_a_query_without_its_first_row_is_stopped_too(
        self, as_editor: Client, hurried: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export = order(as_editor)

        def endless(cursor: Any, rows: Any, **_most: Any) -> int:
            cursor.execute("SELECT pg_sleep(60)")
            return 0

        monkeypatch.setattr(exports, "counted", endless)
        worker = threading.Thread(target=in_thread(jobs.work))
        worker.start()
        eventually(lambda: Export.objects.filter(state=State.RUNNING).exists())
        assert jobs.cancel(export)
        worker.join(20)
        assert not worker.is_alive()
        export.refresh_from_db()
        assert export.state == State.CANCELLED

    def test_what_is_ready_cannot_be(self, as_editor: Client) -> None:
        export = order(as_editor)
        jobs.work()
        as_editor.post(f"{ADDRESS}{export.pk}/cancel/")
        export.refresh_from_db()
        assert export.state == State.DONE


def slowed(seen: Callable[[pulse.Pulse], None]) -> Callable[[pulse.Pulse], None]:
    def slowly(beating: pulse.Pulse) -> None:
        time.sleep(0.02)
        seen(beating)

    return slowly


def in_thread(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            call()
        finally:
            connection.close()

    return run


WORKER = """
import django, sys, time
django.setup()
from reports import jobs, pulse
seen = pulse.Pulse.seen
def slowly(self):
    time.sleep(0.05)
    seen(self)
pulse.Pulse.seen = slowly
jobs.work()
"""


class TestWorkers:
    def test_of_a_killed_one_another_takes_over(self, as_editor: Client, folder: Path) -> None:
        many(300)
        export = order(as_editor)
        worker = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", WORKER], cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url(), "PORTAL_VAR_DIR": str(folder.parent)},
        )  # fmt: skip
        eventually(lambda: Export.objects.filter(rows_done__gt=0).exists())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert jobs.work() == 0, "its lease still runs"
        Export.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert jobs.work() == 1
        export.refresh_from_db()
        assert (export.state, export.attempts, export.rows_done) == (State.DONE, 2, 300)
        assert len(from_csv(fetched(as_editor, export).getvalue())) == 300

    def test_never_two_on_one(self, as_editor: Client) -> None:
        for _time in range(3):
            order(as_editor)
        claimed = [export.pk for export in at_once(*[jobs._claim] * 3) if export]
        assert len(claimed) == len(set(claimed)) > 0
        assert Export.objects.filter(state=State.RUNNING, attempts=1).count() == len(claimed)

    def test_one_that_was_overtaken_puts_nothing_in_place(
        self, as_editor: Client, hurried: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many(200)
        export = order(as_editor)
        monkeypatch.setattr(pulse.Pulse, "seen", slowed(pulse.Pulse.seen))
        worker = threading.Thread(target=in_thread(jobs.work))
        worker.start()
        eventually(lambda: Export.objects.filter(rows_done__gt=0).exists())
        Export.objects.update(attempts=F("attempts") + 1)
        worker.join(20)
        export.refresh_from_db()
        assert (export.state, files.path_of(export).exists()) == (State.RUNNING, False)

    def test_nor_one_whose_pulse_has_not_noticed_yet(self, as_editor: Client) -> None:
        export = order(as_editor)
        claimed = jobs._claim()
        assert claimed == export
        Export.objects.update(attempts=F("attempts") + 1)
        jobs.make(claimed)
        assert list(files.folder().iterdir()) == []
        assert verbs(export) == ["export.made"]

    def test_what_always_breaks_is_given_up_with_a_sentence_and_a_mail(
        self, as_editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export = order(as_editor)

        def broken(*_args: Any) -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr(jobs, "_write", broken)
        for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
            assert jobs.work() == 1
            export.refresh_from_db()
            assert export.state == (State.FAILED if attempt == jobs.MOST_ATTEMPTS else State.WAITING)
            assert jobs.work() == 0, "after a pause"
            Export.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert jobs.work() == 0
        assert (export.problem, verbs(export)) == (Problem.INTERRUPTED, ["export.made", "export.failed"])
        with translation.override("de"):
            said = str(Problem.INTERRUPTED.label)
        assert said in as_editor.get(ADDRESS).content.decode()
        assert list(files.folder().iterdir()) == []

    def test_one_that_dies_each_time_is_given_up(self, as_editor: Client) -> None:
        export = order(as_editor)
        Export.objects.update(state=State.RUNNING, attempts=jobs.MOST_ATTEMPTS, due_at=timezone.now())
        jobs.work()
        export.refresh_from_db()
        assert (export.state, export.problem) == (State.FAILED, Problem.INTERRUPTED)

    def test_a_full_disk_is_said(self, as_editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        export = order(as_editor)

        def full(*_args: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, "put", full)
        jobs.work()
        export.refresh_from_db()
        assert (export.state, export.problem) == (State.FAILED, Problem.NO_ROOM)

    def test_one_export_at_a_time_in_a_process(self, as_editor: Client) -> None:
        order(as_editor)
        with jobs._busy:
            assert jobs.work() == 0
        assert jobs.work() == 1


class TestRights:
    """What somebody may have is asked when it is made and once more when it is fetched."""

    def test_the_worker_reads_with_the_rights_of_now(self, as_editor: Client, editor: User) -> None:
        for slug in ("goerlitz", "cottbus"):
            make.idea(slug, authorities=[slug])
        export = order(as_editor)
        Membership.objects.create(user=editor, authority=Authority.objects.get(slug="goerlitz"))
        jobs.work()
        assert [row["Titel"] for row in from_csv(fetched(as_editor, export).getvalue())] == ["goerlitz"]

    def test_whoever_has_lost_the_right_gets_nothing_made(self, as_editor: Client, editor: User) -> None:
        export = order(as_editor)
        editor.groups.clear()
        jobs.work()
        export.refresh_from_db()
        assert (export.state, export.problem) == (State.FAILED, Problem.NO_RIGHT)

    def test_nor_does_somebody_without_an_account(self, as_editor: Client, editor: User) -> None:
        export = order(as_editor)
        Export.objects.update(asked_by=None)
        jobs.work()
        export.refresh_from_db()
        assert export.problem == Problem.NO_RIGHT

    def test_persons_need_their_right_until_the_end(self, as_administrator: Client, administrator: User) -> None:
        first = order(as_administrator, **PERSONS)
        jobs.work()
        assert fetched(as_administrator, first).status_code == 200
        second = order(as_administrator, **PERSONS)
        administrator.groups.get().permissions.remove(Permission.objects.get(codename="export_persons"))
        jobs.work()
        second.refresh_from_db()
        assert second.problem == Problem.NO_RIGHT
        assert fetched(as_administrator, first).status_code == 302

    def test_a_theme_that_is_gone(self, as_editor: Client) -> None:
        theme = Theme.objects.create(slug="neu", name={"de": "Neu"}, explanation={"de": "Neu"})
        export = order(as_editor, theme=str(theme.pk))
        theme.delete()
        from texts import memory  # noqa: PLC0415 - for this alone

        memory.forget()
        jobs.work()
        export.refresh_from_db()
        assert (export.state, export.problem) == (State.FAILED, Problem.FILTERS)

    def test_other_authorities_since(self, as_editor: Client, editor: User) -> None:
        export = order(as_editor)
        jobs.work()
        Membership.objects.create(user=editor, authority=Authority.objects.get(slug="goerlitz"))
        response = fetched(as_editor, export)
        assert (response.status_code, response["Location"]) == (302, ADDRESS)
        assert "export.fetched" not in verbs(export)

    def test_more_authorities_since(self) -> None:
        user = make.user(groups=["Redaktion"], authorities=["goerlitz"])
        client = signed_in_staff(user)
        export = order(client)
        jobs.work()
        Membership.objects.create(user=user, authority=Authority.objects.get(slug="cottbus"))
        assert fetched(client, export).status_code == 200

    def test_nothing_of_others_by_their_numbers(self, as_editor: Client, editor: User) -> None:
        for slug in ("goerlitz", "cottbus"):
            make.idea(slug, authorities=[slug])
        export = order(as_editor)
        jobs.work()
        other = signed_in_staff(make.user(groups=["Redaktion"]))
        for verb in ("fetch", "cancel"):
            assert other.post(f"{ADDRESS}{export.pk}/{verb}/").status_code == 404
            assert other.get(f"{ADDRESS}{export.pk}/{verb}/").status_code == 405
        assert str(export.pk) not in other.get(f"{ADDRESS}jobs/").content.decode()

    def test_whoever_reads_the_record_may_fetch_what_they_may_read(
        self, as_editor: Client, as_administrator: Client, administrator: User
    ) -> None:
        export = order(as_editor)
        jobs.work()
        assert fetched(as_administrator, export).status_code == 200
        Membership.objects.create(user=administrator, authority=Authority.objects.get(slug="goerlitz"))
        assert fetched(as_administrator, export).status_code == 302


class TestDays:
    def test_a_file_is_kept_for_seven_days(self, as_editor: Client) -> None:
        export = order(as_editor)
        jobs.work()
        export.refresh_from_db()
        assert export.expires_at
        assert timedelta(days=6, hours=23) < export.expires_at - timezone.now() <= timedelta(days=7)
        assert tasks.delete_old_exports() == 0
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert fetched(as_editor, export).status_code == 302, "before the beat has come round"
        assert tasks.delete_old_exports() == 1
        assert list(files.folder().iterdir()) == []
        assert Export.objects.filter(pk=export.pk, state=State.DONE).exists(), "the record stays"

    def test_what_belongs_to_nothing_goes_when_it_is_old(self, as_editor: Client) -> None:
        export = order(as_editor)
        Export.objects.update(state=State.RUNNING)
        left = [files.folder() / "stray.txt", files.folder() / f"{export.key.hex}-1"]
        left[0].write_text("?")
        left[1].mkdir()
        assert jobs.sweep() == 0
        old = time.time() - 2 * 3600
        for place in left:
            os.utime(place, (old, old))
        assert jobs.sweep() == 2


class TestCaps:
    def test_more_rows_than_a_sheet_holds_are_refused_before_starting(self, as_editor: Client, settings: Any) -> None:
        settings.EXPORT_SHEET_ROWS = 2
        for _time in range(3):
            make.idea()
        response = asked(as_editor, format="xlsx")
        assert response.status_code == 200
        assert "CSV" in str(response.context["form"].errors["format"])
        assert not Export.objects.exists()
        assert asked(as_editor).status_code == 302
        settings.EXPORT_SHEET_ROWS = 3
        assert asked(as_editor, format="xlsx").status_code == 302

    def test_and_by_the_worker_when_they_have_become_more(self, as_editor: Client, settings: Any) -> None:
        export = order(as_editor, format="xlsx")
        settings.EXPORT_SHEET_ROWS = 0
        make.idea()
        jobs.work()
        export.refresh_from_db()
        assert (export.state, export.problem) == (State.FAILED, Problem.TOO_LONG)

    def test_what_cannot_be_counted_quickly_is_made_by_a_worker(
        self, as_editor: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.EXPORT_STREAM_ROWS = 20_000
        monkeypatch.setattr(exports, "COUNTING", "SET LOCAL statement_timeout = '1ms'")
        many(3_000)
        export = order(as_editor, as_of=timezone.localdate().isoformat(), **PUBLIC)
        assert export.rows_total is None
