"""The export: what stands in the file, for whom, and that it is one snapshot however long it takes."""

import csv
import io
import re
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import translation

from accounts.models import User
from ideas import discussion, lifecycle, supporting
from ideas.management import seeding
from ideas.models import Comment, Idea, IdeaCounter, IdeaVersion, Rule, Source, Stage, Status
from journal.models import Entry
from reports import columns, exports
from reports.models import Export
from reports.selection import Order
from tests import make
from tests.conftest import signed_in_staff
from themes.models import Authority, Place, Theme

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/admin/reports/export/"
ASKED = {"what": "ideas", "profile": "internal", "format": "csv"}
IDEA_HEADINGS = [
    "Nummer", "Titel", "Text", "Sprache", "Zukunftsthemen", "Landkreise und Städte", "Ort", "Gemeinde (AGS)",
    "Breite", "Länge", "Veröffentlichung", "Stand", "Federführung", "Eingang", "Quelle", "Eingegangen",
    "Eingegangen (ISO 8601)", "Veröffentlicht", "Veröffentlicht (ISO 8601)", "Wartet seit",
    "Wartet seit (ISO 8601)", "Unterstützungen", "Kommentare", "Adresse",
]  # fmt: skip
COMMENT_HEADINGS = [
    "Nummer", "Idee", "Antwort auf", "Text", "Sprache", "Veröffentlichung", "Geschrieben",
    "Geschrieben (ISO 8601)", "Veröffentlicht", "Veröffentlicht (ISO 8601)", "Bearbeitet", "Bearbeitet (ISO 8601)",
    "Wartet seit", "Wartet seit (ISO 8601)",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(content: bytes) -> list[dict[str, str]]:
    """The rows as a spreadsheet in Germany reads them."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def staff() -> User:
    """Somebody who may export everything but persons."""
    return User.objects.filter(email="export@example.org").first() or make.user(
        "export@example.org", groups=["Redaktion"]
    )


def streamed(kind: str = "ideas") -> Iterator[bytes]:
    return exports.stream(Order(kind=kind, profile=Export.Profile.INTERNAL), staff())


def of_ideas() -> list[dict[str, str]]:
    return read(b"".join(streamed()))


def downloaded(client: Client, what: str = "ideas", **chosen: str) -> list[dict[str, str]]:
    response = client.post(ADDRESS, {"what": what, "profile": "internal", "format": "csv", **chosen})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8", "the form came back"
    return read(response.getvalue())


def titles(client: Client, **chosen: str) -> list[str]:
    return [row["Titel"] for row in downloaded(client, **chosen)]


class TestIdeas:
    def test_every_column(self, settings: Any) -> None:
        settings.PORTAL_URL = "https://ideen.example.org"
        idea = make.idea(
            "Rufbus", text='Zeile eins\nZeile zwei; mit „Zitat“ und "Zeichen"', place_name="Guben, Neißeufer",
            place_id=Place.objects.get(name__de="Guben").pk, lat=Decimal("51.95"), lon=Decimal("14.71234"),
            themes=["landschaft-energie", "mobilitaet-digitales"], authorities=["spree-neisse"],
        )  # fmt: skip
        supporting.give(idea.pk, user=make.user())
        make.comment(idea, author=make.user())
        Idea.objects.update(
            reference_year=2026, reference_number=42,
            submitted_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            published_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        )  # fmt: skip
        with translation.override("de"):
            status, stage, source = (str(value.label) for value in (Status.PUBLISHED, Stage.NEW, Source.ONLINE))

        (row,) = of_ideas()
        assert list(row) == IDEA_HEADINGS
        assert list(row.values()) == [
            "2026-00042", "Rufbus", 'Zeile eins\nZeile zwei; mit „Zitat“ und "Zeichen"', "de",
            "Mobilität & Digitales | Landschaft & Energie", "Spree-Neiße", "Guben, Neißeufer",
            "12071160", "51,95000", "14,71234", status, stage, "Spree-Neiße", source, "",
            "25.10.2026 02:30", "2026-10-25T00:30:00Z", "25.10.2026 02:30", "2026-10-25T01:30:00Z", "", "", "1", "1",
            "https://ideen.example.org/ideen/2026-00042/",
        ]  # fmt: skip

    def test_large_numbers_keep_all_digits(self) -> None:
        idea = make.idea()
        Idea.objects.update(reference_number=1_234_567)
        assert [row["Nummer"] for row in of_ideas()] == [f"{idea.reference_year}-1234567"]

    def test_the_whole_region_several_and_none(self) -> None:
        make.idea("Alle", whole_region=True)
        make.idea("Zwei", authorities=["goerlitz", "cottbus"])
        make.idea("Keine")
        assert [row["Landkreise und Städte"] for row in of_ideas()] == ["ganze Lausitz", "Cottbus | Görlitz", ""]

    def test_every_status_is_there_but_only_public_ones_have_an_address(self, citizen: User) -> None:
        statuses = [status for status in Status if status != Status.MERGED]
        for status in statuses:
            make.idea(status, status=status, author=citizen)
        rows = of_ideas()
        assert [row["Titel"] for row in rows] == statuses
        assert [row["Titel"] for row in rows if row["Adresse"]] == [Status.PUBLISHED]

    def test_the_released_text_until_an_amendment_is_released(self, moderator: User) -> None:
        idea = make.idea("Erste Fassung")
        version = lifecycle.amend(idea.pk, content=make.content("Zweite Fassung"), by=None)
        assert [row["Titel"] for row in of_ideas()] == ["Erste Fassung"]
        lifecycle.publish(idea.pk, version_id=version.pk, by=moderator)
        assert [row["Titel"] for row in of_ideas()] == ["Zweite Fassung"]

    def test_in_order_of_arrival(self) -> None:
        for title in ("B", "A", "C"):
            make.idea(title)
        assert [row["Titel"] for row in of_ideas()] == ["B", "A", "C"]

    def test_no_person_is_in_it(self) -> None:
        author = make.user("erika.musterfrau@example.org", display_name="Erika Musterfrau")
        idea = make.idea(author=author, guest={"name_shown": "full"})
        make.comment(idea, author=author)
        guest = make.idea(guest={"name": "Gustav Gast", "name_shown": "full", "email": "gast@example.org"})
        assert (idea.authorship.byline, guest.authorship.byline, guest.authorship.email) == (
            "Erika Musterfrau", "Gustav Gast", "gast@example.org",
        )  # fmt: skip

        files = b"".join(streamed()) + b"".join(streamed("comments"))
        assert idea.title.encode() in files
        for secret in ("Erika", "Musterfrau", "Gustav", "Gast", "@example.org"):
            assert secret.encode() not in files


class TestComments:
    def test_every_column(self) -> None:
        idea = make.idea()
        first = make.comment(idea, author=make.user(), text='=1+1; "so"\nund so')
        answer = make.comment(idea, author=make.user(), answers=first, text="Antwort")
        Comment.objects.update(
            created_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC), published_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
        )
        with translation.override("de"):
            status = str(Comment.Status.PUBLISHED.label)
        dates = ["01.02.2026 00:30", "2026-01-31T23:30:00Z", "01.07.2026 14:00", "2026-07-01T12:00:00Z"]

        rows = read(b"".join(streamed("comments")))
        assert list(rows[0]) == COMMENT_HEADINGS
        assert [list(row.values()) for row in rows] == [
            [str(first.pk), idea.reference, "", '\'=1+1; "so"\nund so', "de", status, *dates, *[""] * 4],
            [str(answer.pk), idea.reference, str(first.pk), "Antwort", "de", status, *dates, *[""] * 4],
        ]


class TestFormulas:
    def test_one_apostrophe_in_front_of_what_a_spreadsheet_would_run(self) -> None:
        for first in columns.FORMULA:
            replace_text(make.idea(), title=f"{first}cmd|' /C calc'!A0", text=f"{first}1", place_name=f"{first}Guben")
        assert [(row["Titel"], row["Text"], row["Ort"]) for row in of_ideas()] == [
            (f"'{first}cmd|' /C calc'!A0", f"'{first}1", f"'{first}Guben") for first in columns.FORMULA
        ]

    def test_names_of_themes_and_authorities_too(self) -> None:
        make.idea(authorities=["cottbus"])
        Theme.objects.update(name={"de": "+Thema"})
        Authority.objects.update(name={"de": "@Stadt"})
        (row,) = of_ideas()
        assert (row["Zukunftsthemen"], row["Landkreise und Städte"], row["Federführung"]) == (
            "'+Thema", "'@Stadt", "'@Stadt",
        )  # fmt: skip

    def test_nothing_else_is_touched(self) -> None:
        plain = ["'Zitat' am Anfang", " =1", "1=1", "a@b", "–Strich", "😀", "", "\n=x", "''"]
        for text in plain:
            replace_text(make.idea(), text=text)
        assert [row["Text"] for row in of_ideas()] == plain

    def test_the_original_can_be_had_back(self) -> None:
        """Also where somebody wrote the apostrophe: what looks neutralised has always one too many."""
        written = ["=1", "'=1", "''@x", "'normal", "normal"]
        for text in written:
            replace_text(make.idea(), text=text)
        assert [original(row["Text"]) for row in of_ideas()] == written


def replace_text(idea: Idea, **fields: str) -> None:
    """As an import from elsewhere might have left it: past the forms that tidy."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ideas_ideaversion DISABLE TRIGGER USER")
        IdeaVersion.objects.filter(idea=idea).update(**fields)
        cursor.execute("ALTER TABLE ideas_ideaversion ENABLE TRIGGER USER")


def original(cell: str) -> str:
    neutralised = cell.startswith("'") and cell.lstrip("'")[:1] in tuple(columns.FORMULA)
    return cell[1:] if neutralised else cell


def test_what_was_imported_comes_out_again(tmp_path: Path) -> None:
    rows = [
        [
            "1",
            "@Stadtwerke: mehr Licht",
            '- erstens\n- zweitens\tund\n\n"drittens"; Ende  ',
            "https://example.org/a?b=c",
        ],
        ["2", "'Mehr' Grün 🌳", "wei\u00adch und +49", ""],
        ["3", "Radweg  an der B 97", "", "https://example.org/"],
        ["4", "＝Vollbreite", "\tmit Tab davor", ""],
    ]
    file = tmp_path / "in.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "title", "text", "source_url"], *rows])
    call_command("import_ideas", str(file), "--theme", "mobilitaet-digitales", stdout=io.StringIO())

    exported = [[row["Titel"], row["Text"], row["Quelle"]] for row in of_ideas()]
    assert [cell[0] for cell, *_rest in exported] == ["'", "'", "R", "'"]
    assert [[original(cell) for cell in row] for row in exported] == [row[1:] for row in rows]


@pytest.mark.django_db
class TestDoor:
    def test_everybody_else_is_kept_out(self, client: Client, citizen: User, moderator: User) -> None:
        assert [client.get(ADDRESS).status_code, client.post(ADDRESS, ASKED).status_code] == [302, 403]
        client.force_login(citizen)
        assert client.post(ADDRESS, ASKED).status_code == 403
        staff = signed_in_staff(moderator)
        assert [staff.get(ADDRESS).status_code, staff.post(ADDRESS, ASKED).status_code] == [403, 403]
        assert not Entry.objects.filter(verb="export.made").exists()

    def test_staff_without_a_second_factor(self, client: Client, editor: User) -> None:
        client.force_login(editor)
        assert client.post(ADDRESS, ASKED).status_code == 302

    def test_the_right_to_export_is_not_the_right_to_read(self) -> None:
        user = make.user(groups=["Moderation"])
        user.groups.clear()
        user.user_permissions.add(Permission.objects.get(codename="export", content_type__app_label="ideas"))
        assert User.objects.get(pk=user.pk).has_perm("ideas.export")
        assert signed_in_staff(user).post(ADDRESS, ASKED).status_code == 403

    def test_there_are_no_other_pages(self, as_editor: Client) -> None:
        idea = make.idea()
        for tail in ("add/", f"{idea.pk}/", f"{idea.pk}/change/", f"{idea.pk}/history/", f"{idea.pk}/delete/"):
            assert as_editor.get(ADDRESS + tail).status_code == 404

    def test_the_address_of_the_list_fills_the_form(self, as_editor: Client) -> None:
        asked = {"status__exact": "submitted", "authority": "none", "q": "Wait", "o": "1", "p": "3"}
        form = as_editor.get(f"{ADDRESS}?{urlencode(asked)}").context["form"]
        assert {name: form[name].value() for name in ("status__exact", "authority", "q", "what")} == {
            "status__exact": "submitted", "authority": "none", "q": "Wait", "what": "ideas",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("address", "chosen"),
        [
            ("", "published"), ("?authority=none", "published"), ("?status__exact=gibtsnicht", "published"),
            ("?status__exact=rejected", "rejected"), ("?status__exact=", ""),
        ],
    )  # fmt: skip
    def test_published_is_chosen_unless_the_list_was_filtered(
        self, as_editor: Client, address: str, chosen: str
    ) -> None:
        page = as_editor.get(ADDRESS + address)
        assert page.context["form"]["status__exact"].value() == chosen
        assert re.findall(r'<option value="(\w*)" selected', page.content.decode())[:1] == [chosen]

    @pytest.mark.parametrize(
        "sent",
        [
            {}, {"what": "users"}, {"what": "ideas", "profile": "secret"}, {"what": "ideas", "format": "exe"},
            {"what": "ideas", "as_of": "9999-12-31"}, {"what": "ideas", "as_of": "heute"},
            {"what": "ideas", "profile": "public", "status__exact": "submitted"},
            {"what": "ideas", "profile": "public"}, {"what": "ideas", "purpose": "zu kurz"},
            {"what": "ideas", "purpose": "x" * 301},
            {"what": "ideas", "theme": "999999999999999999999"}, {"what": "ideas", "theme": "1 OR 1"},
            {"what": "ideas", "authority": "-1"}, {"what": "ideas", "status__exact": "draft"},
            {"what": "ideas", "since": "gestern"}, {"what": "ideas", "since": "2026-02-01", "until": "2026-01-01"},
            {"what": "ideas", "q": "x" * 100_000}, {"what": ["comments", "x"]},
            {"what": "ideas", "until": "99999-01-01"},
        ],
    )  # fmt: skip
    def test_what_cannot_be_meant_is_answered_at_the_field(self, as_editor: Client, sent: dict[str, Any]) -> None:
        response = as_editor.post(ADDRESS, {"profile": "internal", "format": "csv", **sent})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/html")
        assert response.context["form"].errors


class TestWho:
    def test_only_the_ideas_and_comments_of_ones_authorities(self) -> None:
        client = signed_in_staff(make.user(groups=["Redaktion"], authorities=["goerlitz"]))
        for slug in ("goerlitz", "cottbus"):
            make.comment(make.idea(slug, authorities=[slug]), author=make.user(), text=f"Zu {slug}")
        make.idea("Überall", whole_region=True)
        make.idea("Nirgends")

        assert titles(client) == ["goerlitz", "Überall", "Nirgends"]
        assert [row["Text"] for row in downloaded(client, "comments")] == ["Zu goerlitz"]
        cottbus = Authority.objects.get(slug="cottbus").pk
        assert titles(client, authority=str(cottbus)) == []

    def test_each_export_is_in_the_journal_and_looking_at_the_page_is_not(
        self, as_editor: Client, editor: User
    ) -> None:
        as_editor.get(ADDRESS)
        as_editor.get(f"{ADDRESS}?what=ideas&status__exact=published")
        downloaded(as_editor)
        downloaded(as_editor, "comments")
        made = Export.objects.order_by("pk")
        assert [(e.kind, e.state, e.asked_by, e.rows_done) for e in made] == [
            ("ideas", "sent", editor, 0), ("comments", "sent", editor, 0),
        ]  # fmt: skip
        entries = Entry.objects.filter(verb="export.made").order_by("pk")
        assert [(e.actor, e.subject_kind, e.subject_id, e.ids) for e in entries] == [
            (editor, "export", export.pk, {}) for export in made
        ]  # fmt: skip


class TestFilters:
    @pytest.fixture(autouse=True)
    def _ideas(self, editor: User) -> None:
        made = make.idea("Taken up", themes=["landschaft-energie"], authorities=["cottbus"])
        lifecycle.set_stage(made.pk, stage=Stage.UNDER_REVIEW, by=editor)
        make.idea("Waiting", status=Status.SUBMITTED, themes=["kultur-sprache-bildung", "landschaft-energie"])
        make.idea("English", language="en", whole_region=True)
        make.idea("Rejected", status=Status.REJECTED, authorities=["cottbus", "goerlitz"])
        make.idea("Plain")
        Idea.objects.filter(title="Plain").update(source="card")

    def test_the_same_rows_as_in_the_list_of_ideas(self, as_editor: Client, editor: User) -> None:
        for asked in addresses_of_the_list():
            request = RequestFactory().get("/admin/ideas/idea/", asked)
            request.user = editor
            listed = admin.site.get_model_admin(Idea).get_changelist_instance(request).queryset
            expected = sorted(listed.values_list("title", flat=True))
            assert expected, "the filter must let something through to be tried"
            assert sorted(titles(as_editor, **asked)) == expected

    def test_the_period_has_whole_days_of_berlin(self, as_editor: Client) -> None:
        Idea.objects.update(submitted_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
        Idea.objects.filter(title="Plain").update(submitted_at=datetime(2026, 6, 30, 22, 0, tzinfo=UTC))
        Idea.objects.filter(title="English").update(submitted_at=datetime(2026, 7, 2, 21, 59, tzinfo=UTC))
        Idea.objects.filter(title="Waiting").update(submitted_at=datetime(2026, 7, 2, 22, 0, tzinfo=UTC))
        assert titles(as_editor, since="2026-07-01", until="02.07.2026") == ["English", "Plain"]

    def test_the_period_of_comments_is_when_they_were_written(self, as_editor: Client) -> None:
        comment = make.comment(Idea.objects.get(title="Plain"), author=make.user(), text="Im Mai")
        make.comment(Idea.objects.get(title="Plain"), author=make.user(), text="Heute")
        Comment.objects.filter(pk=comment.pk).update(created_at=datetime(2026, 5, 31, 21, 59, tzinfo=UTC))
        rows = downloaded(as_editor, "comments", since="2026-05-01", until="2026-05-31")
        assert [row["Text"] for row in rows] == ["Im Mai"]

    def test_removed_comments_are_there(self, as_editor: Client, editor: User) -> None:
        comment = make.comment(Idea.objects.get(title="Plain"), author=make.user(), text="Werbung")
        discussion.remove(comment.pk, by=editor, rule=Rule.objects.all()[0], facts="Wirbt.")
        assert [row["Text"] for row in downloaded(as_editor, "comments")] == ["Werbung"]

    def test_with_published_nothing_is_there_that_not_everybody_can_read(self, as_editor: Client, editor: User) -> None:
        public = Idea.objects.get(title="Plain")
        removed = make.comment(public, author=make.user(), text="Werbung")
        make.comment(public, author=make.user(), text="Gut")
        discussion.remove(removed.pk, by=editor, rule=Rule.objects.all()[0], facts="Wirbt.")
        assert titles(as_editor, status__exact="published") == ["Taken up", "English", "Plain"]
        rows = downloaded(as_editor, "comments", status__exact="published")
        assert [row["Text"] for row in rows] == ["Gut"]

    def test_what_is_odd_but_can_be_meant(self, as_editor: Client) -> None:
        for sent in (
            {"until": "9999-12-31"},
            {"since": "0001-01-01"},
            {"q": "%_\\'\"; --"},
            {"q": "=1\x00"},
            {"author": "1"},
        ):
            downloaded(as_editor, **sent)


def addresses_of_the_list() -> list[dict[str, str]]:
    return [
        {},
        {"status__exact": "submitted"},
        {"status__exact": "published", "stage__exact": "under_review"},
        {"language__exact": "en"},
        {"source__exact": "card"},
        {"theme": str(Theme.objects.get(slug="landschaft-energie").pk)},
        {"authority": str(Authority.objects.get(slug="cottbus").pk)},
        {"authority": "whole"},
        {"authority": "none"},
        {"q": "WAIT"},
        {"q": Idea.objects.get(title="Rejected").reference},
    ]


def many(count: int) -> None:
    seeding.seed(ideas=count, comments=0, supports=0, draw=Random(1), progress=lambda _rows: None)  # noqa: S311


def other_statements() -> list[tuple[str, str]]:
    """What other connections to this database are doing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return list(cursor.fetchall())


class TestStream:
    def test_one_snapshot_however_much_is_written_meanwhile(self) -> None:
        many(8_000)
        stream = streamed()
        content = next(stream) + next(stream)
        IdeaCounter.objects.update(supports=7)
        make.idea("Zu spät")
        content += b"".join(stream)

        rows = read(content)
        assert len(rows) == 8_000
        assert {row["Unterstützungen"] for row in rows} == {"0"}
        assert {row["Unterstützungen"] for row in of_ideas()} == {"7", "0"}

    def test_nothing_is_left_behind_when_the_reader_goes(self, as_editor: Client) -> None:
        many(8_000)
        response = as_editor.post(ADDRESS, ASKED)
        chunks = iter(response)
        next(chunks), next(chunks)
        assert [state for state, query in other_statements() if "COPY" in query] == ["active"]

        response.close()
        assert other_statements() == []

    def test_nothing_is_left_behind_when_nobody_reads(self, as_editor: Client) -> None:
        many(8_000)
        response = as_editor.post(ADDRESS, ASKED)
        assert response["Content-Disposition"].startswith('attachment; filename="ideen-20')
        assert other_statements()
        response.close()
        assert other_statements() == []

    def test_a_server_that_goes_away_ends_the_download_with_an_error(self) -> None:
        many(8_000)
        stream = streamed()
        next(stream), next(stream)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND query LIKE 'COPY%'"
            )
        with pytest.raises(OperationalError):
            b"".join(stream)

    def test_memory_does_not_grow_with_the_file(self) -> None:
        many(8_000)
        tracemalloc.start()
        size = sum(len(chunk) for chunk in streamed())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > 5_000_000
        assert peak < 2_000_000
