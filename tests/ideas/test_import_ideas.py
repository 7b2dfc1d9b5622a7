"""`manage.py import_ideas`: all rows or none, each problem with its line, nothing twice."""

import codecs
import csv
import io
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import translation

from accounts.models import User
from ideas import lifecycle, submission
from ideas.imports import checking, reading, writing
from ideas.search import finding
from ideas.models import Authorship, Decision, Draft, Idea, IdeaCounter, IdeaVersion, ReferenceYear, Source, Status
from journal.models import Entry
from moderation.models import QueueItem
from tests import make
from themes.models import Authority, Place, Theme

HEADER = ["id", "title", "text", "source_url"]
# What real citizens send, letter by letter.
REAL = [
    ["E1", "Radweg  an der B 97", "Ein Tab\tund ein weiches Tren\u00adnzeichen.", "https://example.org/1"],
    ["E2", "@Stadtwerke: mehr Licht", '- erstens\n- zweitens\n\nund ein "Zitat"; ein Komma, ein Semikolon', ""],
    ["E3", "Nur ein Titel", "", "https://example.org/3?a=1&b=2"],
    ["E4", "'Mehr' Grün 🌳🚲", "+49 355 und =SUMME(A1)\n  eingerückt und am Ende zwei Blanks  ", ""],
]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def as_csv(rows: list[list[str]], *, header: list[str] = HEADER, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue().encode()


def run(tmp_path: Path, content: bytes, *arguments: str, theme: str = "mobilitaet-digitales") -> str:
    file = tmp_path / "ideas.csv"
    file.write_bytes(content)
    out = io.StringIO()
    call_command("import_ideas", str(file), "--theme", theme, *arguments, stdout=out)
    return out.getvalue()


def refused(tmp_path: Path, content: bytes, *arguments: str, **options: Any) -> list[str]:
    """The lines of the refusal, after which nothing is there."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        run(tmp_path, content, *arguments, **options)
    assert everything() == before
    return str(refusal.value).split("\n")


def everything() -> dict[str, int]:
    models = (Idea, IdeaVersion, IdeaCounter, Authorship, Decision, Entry)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
class TestWhatArrives:
    def test_every_character_in_file_order(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv(REAL))

        ideas = Idea.objects.order_by("reference_number").select_related("pending_version", "authorship")
        arrived = [
            [i.authorship.external_id, version.title, version.text, i.authorship.source_url]
            for i in ideas
            if (version := i.pending_version)
        ]
        assert arrived == REAL

    def test_it_waits_at_the_desk_as_an_import_without_author(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv(REAL[:1]))

        idea = Idea.objects.select_related("authorship", "counter").get()
        assert (idea.status, idea.source, idea.author, idea.published_at) == (
            Status.SUBMITTED, Source.IMPORT, None, None,
        )  # fmt: skip
        assert (idea.authorship.byline, idea.authorship.email, idea.authorship.code_digest) == ("", "", None)
        assert (idea.counter.supports, idea.counter.comments) == (0, 0)
        assert [item.kind for item in QueueItem.objects.all()] == ["idea"]

    def test_columns_may_stand_in_any_order_between_semicolons(self, tmp_path: Path) -> None:
        rows = [["Der Text", "7", "egal", "Der Titel"]]
        said = run(tmp_path, as_csv(rows, header=["TEXT", " id ", "dataset", "Title"], delimiter=";"))

        version = IdeaVersion.objects.get()
        assert (version.title, version.text, version.idea.authorship.external_id) == ("Der Titel", "Der Text", "7")
        assert "Columns not used: dataset." in said

    def test_a_mark_at_the_beginning_belongs_to_no_column(self, tmp_path: Path) -> None:
        run(tmp_path, codecs.BOM_UTF8 + as_csv(REAL))
        assert Idea.objects.count() == len(REAL)

    def test_places_are_recognised_and_points_read(self, tmp_path: Path) -> None:
        header = ["id", "title", "text", "place", "lat", "lon"]
        rows = [
            ["1", "Eine", "", "Weisswasser", "51,5", "14,63"],
            ["2", "Zwei", "", "Weisswasser, Bahnhof", "", "14.63 51.5"],
            ["3", "Drei", "", "Am Ufer", "", ""],
        ]
        run(tmp_path, as_csv(rows, header=header))
        place, point = Place.objects.get(name__de="Weißwasser/O.L."), (Decimal("51.5"), Decimal("14.63"))
        found = Idea.objects.order_by("pk").values_list("place", "lat", "lon", "authority_ids")
        assert list(found) == [(place.pk, *point, []), (place.pk, *point, []), (None, None, None, [])]

    @pytest.mark.parametrize("point", [("NaN", "NaN"), ("51.5", ""), ("0", "0"), ("1e9", "1"), ("٥١", "١٤")])
    def test_a_line_with_a_wrong_point_is_named(self, tmp_path: Path, point: tuple[str, str]) -> None:
        lines = refused(tmp_path, as_csv([["1", "Eine", "", *point]], header=["id", "title", "text", "lat", "lon"]))
        assert [line.partition(": ")[2].partition(": ")[0] for line in lines[1:]] == ["lat"]

    def test_theme_authority_place_and_language_of_the_row_come_first(self, tmp_path: Path) -> None:
        header = ["id", "title", "text", "theme", "authority", "place", "language"]
        rows = [
            ["1", "Eine", "", "landschaft-energie | kultur-sprache-bildung", "goerlitz|cottbus", "Zittau", "hsb"],
            ["2", "Zwei", "", "", "lausitz", "", ""],
            ["3", "Drei", "", "", "", "", ""],
        ]
        run(tmp_path, as_csv(rows, header=header), "--authority", "elbe-elster")

        theme_ids = dict(Theme.objects.values_list("slug", "pk"))
        authority_ids = dict(Authority.objects.values_list("slug", "pk"))
        default = [theme_ids["mobilitaet-digitales"]]
        facts = Idea.objects.order_by("pk").values_list(
            "theme_ids", "authority_ids", "whole_region", "place_name", "language"
        )
        assert list(facts) == [
            (
                sorted([theme_ids["landschaft-energie"], theme_ids["kultur-sprache-bildung"]]),
                sorted([authority_ids["goerlitz"], authority_ids["cottbus"]]), False, "Zittau", "hsb",
            ),
            (default, [], True, "", "de"),
            (default, [authority_ids["elbe-elster"]], False, "", "de"),
        ]  # fmt: skip

    def test_a_title_alone_is_an_idea_and_is_reported(self, tmp_path: Path) -> None:
        assert "Title only, no text: lines 7." in run(tmp_path, as_csv(REAL))

    def test_what_nobody_sees_is_taken_out_and_reported(self, tmp_path: Path) -> None:
        said = run(tmp_path, as_csv([["1", "Titel", "Text\u202emit Umkehr\x07"], ["2", "B", "C"]], header=HEADER[:3]))
        assert IdeaVersion.objects.order_by("pk")[0].text == "Textmit Umkehr"
        assert "tidied: lines 2." in said

    def test_the_references_go_on_from_the_last_one(self, tmp_path: Path) -> None:
        before = make.idea()
        said = run(tmp_path, as_csv(REAL))

        numbers = list(
            Idea.objects.filter(source=Source.IMPORT).order_by("pk").values_list("reference_number", flat=True)
        )
        assert numbers == [before.reference_number + n for n in (1, 2, 3, 4)]
        assert f"4 ideas imported: {Idea.objects.order_by('pk')[1].reference} to" in said
        assert make.idea().reference_number == before.reference_number + 5

    def test_one_journal_entry_for_all(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv(REAL))

        first, last = Idea.objects.order_by("pk").first(), Idea.objects.order_by("pk").last()
        assert first
        assert last
        entry = Entry.objects.get()
        assert (entry.verb, entry.subject_kind, entry.subject_id) == ("idea.imported", "import", first.pk)
        assert entry.ids == {"count": 4, "first": first.pk, "last": last.pk, "released": False}


@pytest.mark.django_db
class TestRelease:
    def test_by_a_moderator_with_a_decision_for_each(self, tmp_path: Path, moderator: User) -> None:
        run(tmp_path, as_csv(REAL), "--publish", "--by", "MODERATION@example.org")

        ideas = list(Idea.objects.order_by("pk"))
        assert [idea.status for idea in ideas] == [Status.PUBLISHED] * 4
        assert [(idea.pending_version, idea.pending_since) for idea in ideas] == [(None, None)] * 4
        assert all(idea.published_at for idea in ideas)
        decisions = Decision.objects.order_by("pk").values_list("kind", "idea", "version", "by")
        assert list(decisions) == [("published", i.pk, i.released_version_id, moderator.pk) for i in ideas]
        assert Entry.objects.get().actor == moderator

    def test_what_is_released_is_found(self, tmp_path: Path, moderator: User) -> None:
        run(tmp_path, as_csv(REAL), "--publish", "--by", moderator.email)
        found = finding.matching(Idea.objects.public(), "eingerückt")
        assert [idea.title for idea in found] == ["'Mehr' Grün 🌳🚲"]

    def test_a_single_authority_leads(self, tmp_path: Path, moderator: User) -> None:
        header = ["id", "title", "text", "authority"]
        rows = [["1", "A", "", "goerlitz"], ["2", "B", "", "goerlitz|cottbus"], ["3", "C", "", "lausitz"]]
        run(tmp_path, as_csv(rows, header=header), "--publish", "--by", moderator.email)

        leads = Idea.objects.order_by("pk").values_list("lead_authority__slug", flat=True)
        assert list(leads) == ["goerlitz", None, None]

    def test_not_by_a_citizen_and_not_by_nobody(self, tmp_path: Path, citizen: User) -> None:
        for words in (["--publish"], ["--by", citizen.email], ["--publish", "--by", citizen.email]):
            refused(tmp_path, as_csv(REAL), *words)
        refused(tmp_path, as_csv(REAL), "--publish", "--by", "nobody@example.org")

    def test_not_for_other_peoples_authorities(self, tmp_path: Path, moderator_of_goerlitz: User) -> None:
        by = ("--publish", "--by", moderator_of_goerlitz.email)
        refused(tmp_path, as_csv(REAL), *by, "--authority", "cottbus")
        run(tmp_path, as_csv(REAL), *by, "--authority", "goerlitz")
        assert Idea.objects.public().count() == len(REAL)


@pytest.mark.django_db
class TestTwice:
    def test_the_same_file_brings_nothing_new(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv(REAL))
        before = everything()
        said = run(tmp_path, as_csv(REAL))

        assert everything() == before
        assert "Already there, not imported again: 4." in said
        assert "Nothing to import." in said

    def test_new_rows_of_a_longer_file_arrive(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv(REAL[:2]))
        run(tmp_path, as_csv(REAL))
        assert list(Authorship.objects.order_by("pk").values_list("external_id", flat=True)) == ["E1", "E2", "E3", "E4"]

    def test_still_nothing_twice_when_the_text_was_amended_here(self, tmp_path: Path, moderator: User) -> None:
        run(tmp_path, as_csv(REAL[:1]), "--publish", "--by", moderator.email)
        lifecycle.amend(Idea.objects.get().pk, content=make.content("Neuer Titel"), by=None)
        run(tmp_path, as_csv(REAL[:1]))
        assert Idea.objects.count() == 1

    def test_the_same_id_from_another_source_is_not_swallowed(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv([["1", "Titel der ersten Liste", ""]], header=HEADER[:3]))
        said = refused(tmp_path, as_csv([["1", "Titel der zweiten Liste", ""]], header=HEADER[:3]))
        assert said[1:] == ["Line 2: The id “1” is there already with another title: “Titel der ersten Liste”."]

    def test_two_rows_with_one_id_are_a_mistake(self, tmp_path: Path) -> None:
        said = refused(tmp_path, as_csv([["1", "A", ""], ["2", "B", ""], ["1", "A", ""]], header=HEADER[:3]))
        assert said[1:] == ["Line 4: The id is that of line 2."]


@pytest.mark.django_db
class TestDryRun:
    def test_it_checks_and_writes_nothing(self, tmp_path: Path) -> None:
        before = everything()
        said = run(tmp_path, as_csv(REAL), "--dry-run")
        assert "Dry run: 4 ideas could be imported." in said
        assert everything() == before
        assert not ReferenceYear.objects.exists()

    def test_it_finds_what_is_wrong(self, tmp_path: Path) -> None:
        refused(tmp_path, as_csv([["1", "", "Text ohne Titel", ""]]), "--dry-run")


@pytest.mark.django_db
class TestRefusals:
    """Everything wrong is named with its line; then nothing is written."""

    def test_each_row_with_its_line(self, tmp_path: Path) -> None:
        rows = [
            ["1", "gut", "mit\nzwei Zeilen", ""],
            ["2", "", "kein Titel", ""],
            ["3", "\u200b \u00ad", "unsichtbarer Titel", ""],
            ["4", "x" * 251, "y" * 10_001, ""],
            ["", "keine Id", "", ""],
            ["6", "Titel\nin zwei Zeilen", "", ""],
            ["7", "Adresse", "", "javascript:alert(1)"],
        ]
        said = refused(tmp_path, as_csv(rows))
        lines = [sentence.split(":")[0] + sentence.split(":")[1] for sentence in said[1:]]
        assert lines == [
            "Line 4 title", "Line 5 title", "Line 6 title", "Line 6 text", "Line 7 id", "Line 8 title",
            "Line 10 source_url",
        ]  # fmt: skip

    def test_the_longest_title_and_text_fit(self, tmp_path: Path) -> None:
        run(tmp_path, as_csv([["1", "ä" * 250, "🌳" * 10_000, ""]]))
        version = IdeaVersion.objects.get()
        assert (len(version.title), len(version.text)) == (250, 10_000)

    @pytest.mark.parametrize(
        ("column", "value"), [("theme", "autos"), ("authority", "berlin"), ("language", "xx"), ("theme", "a|b")]
    )
    def test_unknown_words(self, tmp_path: Path, column: str, value: str) -> None:
        said = refused(tmp_path, as_csv([["1", "A", "B", value]], header=[*HEADER[:3], column]))
        assert said[1].startswith(f"Line 2: {column}: ")

    def test_three_themes(self, tmp_path: Path) -> None:
        three = "landschaft-energie|kultur-sprache-bildung|mobilitaet-digitales"
        said = refused(tmp_path, as_csv([["1", "A", "B", three]], header=[*HEADER[:3], "theme"]))
        assert said[1:] == ["Line 2: theme: An idea has one or two themes."]

    def test_ten_thousand_mistakes_are_counted_not_listed(self, tmp_path: Path) -> None:
        said = refused(tmp_path, as_csv([[str(n), "", "", ""] for n in range(10_000)]))
        assert said[1].startswith("Line 2: title: ")
        assert said[20].startswith("Line 21: title: ")
        assert said[21:] == ["and 9980 more."]

    def test_ragged_rows(self, tmp_path: Path) -> None:
        said = refused(tmp_path, as_csv([["1", "A", "B"], ["2", "A", "B", "", "zu viel"], ["3", "A", "B", ""]]))
        assert said[1:] == ["Line 2: 3 cells, but the header has 4.", "Line 3: 5 cells, but the header has 4."]

    def test_a_quotation_mark_that_never_ends(self, tmp_path: Path) -> None:
        said = refused(tmp_path, b'id,title,text\n1,A,B\n2,C,"D\n3,E,F\n')
        assert said[1].startswith("Line 3: A quotation mark")

    def test_a_cell_of_a_megabyte(self, tmp_path: Path) -> None:
        said = refused(tmp_path, as_csv([["1", "A", "B" * 1_000_000, ""]]))
        assert said[1].startswith("Line 2: ")

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_two_byte_files(self, tmp_path: Path, encoding: str) -> None:
        assert len(refused(tmp_path, as_csv(REAL).decode().encode(encoding))) == 1

    def test_windows_1252_with_the_line_of_the_first_umlaut(self, tmp_path: Path) -> None:
        content = "id,title,text\n1,Radweg,gut\n2,Brücke,schön\n".encode("cp1252")
        (said,) = refused(tmp_path, content)
        assert said.startswith("Line 3 is not in UTF-8")

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"\n\n", b"\xef\xbb\xbf", b"E1,Radweg,Text\n", b"id,title\n1,A\n", b"id\ttitle\ttext\n1\tA\tB\n",
            b"id,title,text,title\n1,A,B,C\n", b"\x00" * 100, b'"' * 99, b"x" * 2_000_000,
        ],
    )  # fmt: skip
    def test_files_without_a_header_that_can_be_used(self, tmp_path: Path, content: bytes) -> None:
        assert len(refused(tmp_path, content)) == 1

    def test_a_header_alone_is_an_empty_import(self, tmp_path: Path) -> None:
        assert "Nothing to import." in run(tmp_path, as_csv([]))

    def test_a_folder_and_a_missing_file(self, tmp_path: Path) -> None:
        for file in (tmp_path, tmp_path / "missing.csv"):
            with pytest.raises(CommandError):
                call_command("import_ideas", str(file), "--theme", "mobilitaet-digitales")

    def test_defaults_that_do_not_exist(self, tmp_path: Path) -> None:
        refused(tmp_path, as_csv(REAL), theme="autos")
        refused(tmp_path, as_csv(REAL), theme="")
        refused(tmp_path, as_csv(REAL), "--authority", "berlin")


def checked(count: int) -> list[checking.Item]:
    rows = reading.parse(as_csv([[f"Z{n}", f"Idee {n}", "Text", ""] for n in range(count)])).rows
    return checking.Checker(theme="mobilitaet-digitales", authority="").check(rows).items


@pytest.mark.django_db(transaction=True)
class TestAllOrNothing:
    def test_a_failure_in_the_last_batch_leaves_nothing(self, moderator: User) -> None:
        before = everything()
        items = checked(writing.BATCH + 200)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE ideas_ideacounter ADD CONSTRAINT only_first_batch CHECK (idea_id < %s)",
                [submission.next_ids(1)[0][0] + writing.BATCH + 100],
            )
        try:
            with pytest.raises(Exception, match="only_first_batch"):
                writing.write(items, release_by=moderator, progress=lambda _rows: None)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE ideas_ideacounter DROP CONSTRAINT only_first_batch")
        assert everything() == before

    def test_what_another_import_brought_meanwhile(self) -> None:
        items = checked(3)
        writing.write(items[2:], release_by=None, progress=lambda _rows: None)
        before = everything()
        with pytest.raises(writing.ImportedMeanwhile):
            writing.write(items, release_by=None, progress=lambda _rows: None)
        assert everything() == before

    def test_somebody_can_send_an_idea_while_an_import_runs(self) -> None:
        """The row of the year, which gives the references, is not held by the import."""
        sent = []

        def send(_rows: int) -> None:
            def other_person() -> None:
                draft = Draft.objects.create()
                receipt = submission.submit(draft, version=make.content("Dazwischen"), sender=make.sender())
                sent.append(receipt.idea.reference_number)
                connections.close_all()

            thread = threading.Thread(target=other_person)
            thread.start()
            thread.join(timeout=4)

        writing.write(checked(3), release_by=None, progress=send)
        assert sent == [4]
        assert Idea.objects.count() == 4


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries: Any) -> None:
    items = checked(writing.BATCH)
    with django_assert_max_num_queries(16):
        writing.write(items, release_by=None, progress=lambda _rows: None)
