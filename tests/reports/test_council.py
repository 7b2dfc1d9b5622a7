"""The report for a council: its numbers add up, it tells of one region alone, and it names nobody."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from docx import Document
from lxml import etree
from psycopg.errors import QueryCanceled

from accounts.models import User
from ideas import lifecycle, supporting
from ideas.models import Decision, Idea, Rule, Stage, Status
from reports.council import document, figures, pages
from reports.council.figures import Report
from reports.council.form import Asked, CouncilForm
from tests import make
from tests.conftest import signed_in_staff
from texts import memory
from themes.models import Authority, Membership, Theme

pytestmark = pytest.mark.django_db
PAGE, FILE = "/admin/reports/export/report/", "/admin/reports/export/report/file/"
BERLIN = ZoneInfo("Europe/Berlin")
DRAWN = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
DECEMBER = {"since": "2025-12-01", "until": "2025-12-31"}


@pytest.fixture(autouse=True)
def _in_german() -> Iterator[None]:
    with translation.override("de"):
        yield


def authority(slug: str) -> str:
    return str(Authority.objects.get(slug=slug).pk)


def came_in(idea: Idea, at: str = "2025-12-10T12:00") -> Idea:
    Idea.objects.filter(pk=idea.pk).update(submitted_at=datetime.fromisoformat(at).replace(tzinfo=BERLIN))
    return idea


def report(client: Client, **chosen: str) -> Report:
    """What the page shows; fails where it shows errors."""
    response = client.get(PAGE, {**DECEMBER, **chosen})
    assert response.status_code == 200
    assert dict(response.context["form"].errors) == {}
    found: Report = response.context["report"]
    return found


def errors(response: Any) -> set[str]:
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html"), "a file came"
    assert response.context["report"] is None
    return set(response.context["form"].errors)


def one_of_each(slug: str, *, staff: User) -> dict[str, Idea]:
    """Seven ideas of December, one for each way it can go, and two published ones."""
    author = make.user(display_name="Katrin Namenlos")
    statuses = (
        Status.SUBMITTED, Status.PUBLISHED, Status.RETURNED, Status.REJECTED, Status.WITHDRAWN, Status.LOCKED,
        Status.SPAM,
    )  # fmt: skip
    found = {
        status.value: came_in(make.idea(f"{slug} {status}", status=status, by=staff, author=author, authorities=[slug]))
        for status in statuses
    }
    best = came_in(make.idea(f"{slug} am besten", by=staff, author=author, authorities=[slug]))
    for _number in range(3):
        supporting.give(best.pk, user=make.user())
    supporting.give(found["published"].pk, user=make.user())
    make.comment(best, author=make.user(display_name="Martin Niemand"))
    lifecycle.set_stage(best.pk, stage=Stage.UNDER_REVIEW, by=staff, reason=f"Das Amt prüft es.\n\nFür {slug}.")
    make.census()
    return {**found, "best": best}


class TestNumbers:
    def test_they_add_up(self, as_editor: Client, moderator: User) -> None:
        one_of_each("goerlitz", staff=moderator)
        found = report(as_editor, authority=authority("goerlitz"))
        assert {status: number for status, number in found.statuses.items() if number} == {
            "submitted": 1, "published": 2, "returned": 1, "rejected": 1, "withdrawn": 1, "locked": 1, "spam": 1,
        }  # fmt: skip
        assert (found.received, found.published, found.supports, found.comments, found.answered) == (8, 2, 4, 1, 1)
        (_all, total), *rows = found.key_figures
        assert total == sum(number for _label, number in rows) == found.by_time.total == 8
        assert found.by_stage.total == found.published
        assert {value.label: value.number for value in found.by_stage.values if value.number} == {
            "Neu": 1, "Bei der Verwaltung in Prüfung": 1,
        }  # fmt: skip
        rule = Rule.objects.get(key="werbung")
        assert found.reasons == [(f"Regel {rule.label}", 2)]

    def test_best_first_with_state_lead_and_answer(self, as_editor: Client, moderator: User) -> None:
        ideas = one_of_each("goerlitz", staff=moderator)
        first, second = report(as_editor, authority=authority("goerlitz")).top
        assert (first.idea, second.idea) == (ideas["best"], ideas["published"])
        assert first.stage == "Bei der Verwaltung in Prüfung"
        assert first.lead.startswith("Landkreis Görlitz")
        assert first.answer == "Das Amt prüft es.\n\nFür goerlitz."
        assert (second.answer, second.answered_at) == ("", None)

    def test_an_answer_that_was_taken_back_is_none(self, as_editor: Client, moderator: User) -> None:
        one_of_each("goerlitz", staff=moderator)
        Decision.objects.filter(kind="stage").update(undone_at=timezone.now())
        assert [row.answer for row in report(as_editor).top] == ["", ""]

    def test_the_period_has_both_its_days_on_the_clocks_of_berlin(self, as_editor: Client) -> None:
        idea = make.idea()
        for at, inside in (
            ("2025-11-30T23:59:59", 0), ("2025-12-01T00:00", 1), ("2025-12-31T23:59:59", 1), ("2026-01-01T00:00", 0),
        ):  # fmt: skip
            came_in(idea, at)
            assert report(as_editor).received == inside, at

    def test_columns_are_days_then_months_then_years(self, as_editor: Client) -> None:
        came_in(make.idea(), "2025-12-10T12:00")
        for since, until, columns, label in (
            ("2025-12-01", "2025-12-16", 16, "10. Dezember 2025"), ("2025-12-01", "2025-12-17", 1, "Dezember 2025"),
            ("2024-09-15", "2025-12-31", 16, "Dezember 2025"), ("2024-08-31", "2025-12-31", 2, "2025"),
            ("2025-12-10", "2025-12-10", 1, "10. Dezember 2025"),
        ):  # fmt: skip
            found = report(as_editor, since=since, until=until)
            values = {value.label: value.number for value in found.by_time.values}
            assert (len(values), values[label], found.by_time.total) == (columns, 1, 1), since

    def test_below_columns_stands_where_a_month_or_a_year_begins(self, as_editor: Client) -> None:
        came_in(make.idea())
        months = report(as_editor, since="2025-11-01", until="2026-02-28").by_time.values
        days = report(as_editor, since="2025-11-30", until="2025-12-02").by_time.values
        assert [value.short for value in months] == ["11", "12", "1/26", "2"]
        assert [value.short for value in days] == ["30.", "1.12.", "2."]

    def test_a_lead_that_no_longer_takes_part_is_named(self, as_editor: Client) -> None:
        came_in(make.idea(authorities=["goerlitz"]))
        Authority.objects.filter(slug="goerlitz").update(is_active=False)
        memory.forget()
        assert [row.lead for row in report(as_editor).top] == ["Landkreis Görlitz/Zhorjelc"]

    def test_half_of_the_decisions(self, as_editor: Client, moderator: User) -> None:
        assert report(as_editor).median_days is None
        # Monday; decided the same day, on Wednesday, and on the Monday after.
        for days in (0, 2, 7):
            idea = came_in(make.idea(by=moderator), "2025-12-01T12:00")
            start = datetime(2025, 12, 1, 12, tzinfo=BERLIN)
            idea.decisions.update(waited_since=start, at=start + timedelta(days=days))
        assert report(as_editor).median_days == 2
        Decision.objects.filter(at__date=date(2025, 12, 1)).update(undone_at=timezone.now())
        Decision.objects.filter(at__date=date(2025, 12, 3)).update(undone_at=timezone.now())
        assert report(as_editor).median_days == 5

    def test_a_theme_alone(self, as_editor: Client) -> None:
        came_in(make.idea(themes=["landschaft-energie"]))
        came_in(make.idea(themes=["mobilitaet-digitales"]))
        theme = Theme.objects.get(slug="landschaft-energie")
        assert (report(as_editor).received, report(as_editor, theme=str(theme.pk)).received) == (2, 1)

    def test_regions(self, as_editor: Client) -> None:
        came_in(make.idea(authorities=["goerlitz", "cottbus"]))
        came_in(make.idea(whole_region=True))
        came_in(make.idea())
        counted = {
            region: report(as_editor, authority=region).received
            for region in ("", authority("goerlitz"), authority("cottbus"), authority("elbe-elster"), "whole", "none")
        }
        assert list(counted.values()) == [3, 1, 1, 0, 1, 1]

    def test_what_is_kept_as_evidence_is_counted_for_everybody(self, editor: User, moderator: User) -> None:
        idea = came_in(make.idea(authorities=["goerlitz"], by=moderator))
        lifecycle.withhold(idea.pk, by=moderator, message="Bitte melden Sie sich.", procedure="threat")
        for groups in (["Redaktion"], ["Administration"]):
            found = report(signed_in_staff(make.user(groups=groups)))
            assert (found.received, found.top) == (1, [])
            assert found.reasons == [("kein Regelverstoß: persönliche Nachricht an die Autorin oder den Autor", 1)]

    def test_the_number_of_queries_does_not_grow(self, as_editor: Client, moderator: User) -> None:
        def queries() -> int:
            # What is remembered for some seconds is loaded each time, however long the rest takes.
            memory.forget()
            cache.clear()
            with CaptureQueriesContext(connection) as found:
                report(as_editor)
            return len(found)

        one_of_each("goerlitz", staff=moderator)
        few = queries()
        for slug in ("cottbus", "elbe-elster"):
            one_of_each(slug, staff=moderator)
        assert queries() == few


@pytest.fixture
def clerk(db: None) -> User:
    """May export, for Görlitz alone."""
    return make.user("amt@example.org", groups=["Redaktion"], authorities=["goerlitz"])


class TestScope:
    def test_only_the_own_authorities_can_be_chosen(self, clerk: User, as_editor: Client, moderator: User) -> None:
        one_of_each("cottbus", staff=moderator)
        client, foreign = signed_in_staff(clerk), authority("cottbus")
        choices = [value for value, _label in client.get(PAGE).context["form"].fields["authority"].choices]
        assert choices == [authority("goerlitz")]
        assert report(as_editor, authority=foreign).received == 8
        for forged in (foreign, "", "whole", "none", "999999", f"{foreign} ", "-1"):
            for address in (PAGE, FILE):
                response = client.get(address, {**DECEMBER, "authority": forged})
                assert errors(response) == {"authority"}, forged
                assert "cottbus" not in response.content.decode().lower()

    def test_twins(self, clerk: User, moderator: User) -> None:
        """What another authority has changes nothing here, also where an idea names both."""
        mine = authority("goerlitz")
        one_of_each("goerlitz", staff=moderator)
        client = signed_in_staff(clerk)
        before = report(client, authority=mine)
        one_of_each("cottbus", staff=moderator)
        after = report(client, authority=mine)
        assert (after.statuses, after.supports, after.by_time, after.reasons) == (
            before.statuses, before.supports, before.by_time, before.reasons,
        )  # fmt: skip
        assert [row.idea for row in after.top] == [row.idea for row in before.top]
        page = client.get(PAGE, {**DECEMBER, "authority": mine}).content.decode()
        assert "goerlitz am besten" in page
        assert "cottbus" not in page.lower()

    def test_whoever_asks_past_the_form_reads_nothing_more(self, clerk: User, editor: User, moderator: User) -> None:
        one_of_each("cottbus", staff=moderator)
        asked = Asked(date(2025, 12, 1), date(2025, 12, 31), authority("cottbus"))
        assert (figures.of(asked, editor).received, figures.of(asked, clerk).received) == (8, 0)

    def test_of_two_authorities_one_is_chosen(self, clerk: User) -> None:
        Membership.objects.create(user=clerk, authority=Authority.objects.get(slug="cottbus"))
        client = signed_in_staff(clerk)
        assert errors(client.get(PAGE, DECEMBER)) == {"authority"}
        assert report(client, authority=authority("cottbus")).received == 0

    def test_not_without_the_right(self, as_moderator: Client) -> None:
        assert [as_moderator.get(address, DECEMBER).status_code for address in (PAGE, FILE)] == [403, 403]


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


class TestBadInput:
    @pytest.mark.parametrize(
        ("sent", "wrong"),
        [
            ({"since": "2025-12-31", "until": "2025-12-01"}, {"__all__"}),
            ({"until": TOMORROW}, {"until"}),
            ({"since": TOMORROW, "until": TOMORROW}, {"since", "until"}),
            ({"since": "2025-02-30"}, {"since"}),
            ({"since": ""}, {"since"}),
            ({"since": "gestern", "until": "9999-99-99"}, {"since", "until"}),
            ({"since": "0001-01-01"}, {"since"}),
            ({"until": "9999-12-31"}, {"until"}),
            ({"theme": "999999"}, {"theme"}),
            ({"theme": "x' OR 1=1"}, {"theme"}),
            ({"authority": "9" * 400}, {"authority"}),
        ],
    )
    def test_is_answered_at_the_field(self, sent: dict[str, str], wrong: set[str], as_editor: Client) -> None:
        for address in (PAGE, FILE):
            response = as_editor.get(address, {**DECEMBER, **sent})
            assert errors(response) == wrong
            assert 'id="error-summary"' in response.content.decode()

    def test_without_anything_asked_there_is_the_form_alone(self, as_editor: Client) -> None:
        response = as_editor.get(PAGE)
        assert errors(response) == set()
        assert "error-summary" not in response.content.decode()
        assert errors(as_editor.get(FILE)) == set()

    def test_nothing_came_in(self, as_editor: Client) -> None:
        page = as_editor.get(PAGE, DECEMBER).content.decode()
        assert "In diesem Zeitraum ist nichts eingegangen." in page
        assert '<svg class="columns"' not in page
        made = Document(io.BytesIO(as_editor.get(FILE, DECEMBER).content))
        assert "In diesem Zeitraum ist nichts eingegangen." in [one.text for one in made.paragraphs]
        assert made.tables == []

    def test_what_takes_too_long_is_explained_and_nothing_else_is_hidden(self, editor: User) -> None:
        form, error = CouncilForm(DECEMBER, user=editor), OperationalError()
        error.__cause__ = QueryCanceled()
        pages.explain(form, error)
        assert set(form.errors) == {"__all__"}
        error.__cause__ = None
        with pytest.raises(OperationalError):
            pages.explain(form, error)

    def test_german_days_are_read_as_well(self, as_editor: Client) -> None:
        found = report(as_editor, since="01.12.2025", until="31.12.2025")
        assert (found.asked.since, found.asked.until) == (date(2025, 12, 1), date(2025, 12, 31))


def made(client: Client, **chosen: str) -> Any:
    """The file, as it is read again."""
    response = client.get(FILE, {**DECEMBER, **chosen})
    assert response["Content-Type"] == document.TYPE
    return Document(io.BytesIO(response.content))


def words_of(file: Any) -> str:
    cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


class TestFile:
    def test_headings_tables_language_title(self, as_editor: Client, moderator: User) -> None:
        one_of_each("goerlitz", staff=moderator)
        file = made(as_editor, authority=authority("goerlitz"))
        known = file.core_properties
        assert (known.title, known.language) == ("Ideen aus der Bevölkerung: Landkreis Görlitz/Zhorjelc", "de-DE")
        assert file.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val") == ["de-DE"]
        levels = [one.style.name for one in file.paragraphs if one.style.name.startswith(("Heading", "Title"))]
        assert levels[0] == "Title"
        assert levels.count("Heading 1") == 3
        assert levels.count("Heading 2") == 1 + 3 + 2
        assert len(file.tables) == 6
        for table in file.tables:
            assert len(table.rows[0]._tr.xpath("w:trPr/w:tblHeader")) == 1
            assert len(table._tbl.xpath(".//w:tblHeader")) == 1
        assert [round(side.mm) for side in (file.sections[0].page_width, file.sections[0].page_height)] == [210, 297]

    def test_the_same_numbers_as_on_the_page(self, as_editor: Client, moderator: User) -> None:
        one_of_each("goerlitz", staff=moderator)
        found, file = report(as_editor), made(as_editor)
        tables = [[tuple(cell.text for cell in row.cells) for row in table.rows[1:]] for table in file.tables]
        charts = [found.by_time, found.by_theme, found.by_stage]
        expected = [found.key_figures, found.echo, found.reasons]
        expected += [[(str(value.label), value.number) for value in chart.values] for chart in charts]
        assert tables == [[(label, str(number)) for label, number in rows] for rows in expected]

    def test_its_charts_are_drawn_by_word_and_have_words(self, as_editor: Client, moderator: User) -> None:
        one_of_each("goerlitz", staff=moderator)
        found, file = report(as_editor), made(as_editor)
        charts = [found.by_time, found.by_theme, found.by_stage]
        frames = file.element.body.xpath(".//wp:inline/wp:docPr")
        assert [frame.get("descr") for frame in frames] == [chart.spoken for chart in charts]
        for number, chart in enumerate(charts, start=1):
            (part,) = [
                one for one in file.part.package.iter_parts() if one.partname == f"/word/charts/chart{number}.xml"
            ]
            drawn = [int(point.text) for point in etree.fromstring(part.blob).iterfind(".//c:val//c:v", DRAWN)]
            assert drawn == [value.number for value in chart.values]
        assert len({frame.get("id") for frame in frames}) == 3

    def test_nothing_stands_alone_on_a_page(self, as_editor: Client, moderator: User) -> None:
        one_of_each("goerlitz", staff=moderator)
        file = made(as_editor)
        for name in ("Title", "Heading 1", "Heading 2"):
            assert file.styles[name].paragraph_format.keep_with_next
        facts = [one for one in file.paragraphs if one.text.startswith(("Nr. ", "Antwort vom "))]
        assert len(facts) == 2 + 1
        assert all(one.paragraph_format.keep_with_next for one in facts)
        assert all(one.text or one._p.xpath(".//w:drawing") for one in file.paragraphs), "no empty lines for room"
        for table in file.tables:
            kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
            assert kept == [True] * (len(kept) - 1) + [None]
            assert [round(column.width.mm) for column in table.columns] == [126, 40]
            assert {tuple(round(cell.width.mm) for cell in row.cells) for row in table.rows} == {(126, 40)}

    def test_pages_are_numbered(self, as_editor: Client) -> None:
        (footer,) = made(as_editor).sections[0].footer.paragraphs
        assert footer._p.xpath("w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
        assert footer.text == "Seite  von "

    def test_it_is_german_whatever_the_page_speaks(self, editor: User) -> None:
        with translation.override("en"):
            content = document.made(Asked(date(2025, 12, 1), date(2025, 12, 31)), editor)
        text = words_of(Document(io.BytesIO(content)))
        assert "Zeitraum: 1. Dezember 2025 bis 31. Dezember 2025" in text
        assert "Unterstützung ist keine Abstimmung." in text

    def test_nobody_is_named(self, as_editor: Client, moderator: User, editor: User) -> None:
        User.objects.filter(pk=moderator.pk).update(display_name="Mona Moderiert")
        User.objects.filter(pk=editor.pk).update(display_name="Rita Redigiert")
        one_of_each("goerlitz", staff=moderator)
        file = made(as_editor)
        known, text = file.core_properties, words_of(file)
        page = as_editor.get(PAGE, DECEMBER).content.decode().partition('<article class="council">')[2]
        assert "goerlitz am besten" in text
        assert "goerlitz am besten" in page
        for said in (text, page, known.author, known.last_modified_by, known.comments):
            for name in ("Namenlos", "Niemand", "Moderiert", "Redigiert", "@", "python"):
                assert name not in said

    def test_any_title_and_any_answer(self, as_editor: Client, moderator: User) -> None:
        title = "Donaudampfschifffahrt<b>&" * 10
        idea = came_in(make.idea(title, by=moderator, language="pl"))
        lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator, reason="Ja.")
        wild = "Zeile\x0b mit\x1f Zeichen \ufffe und <w:t>\n\n\n😀"
        Decision.objects.filter(kind="stage").update(message=wild)
        file = made(as_editor)
        (heading,) = [one for one in file.paragraphs if title in one.text]
        assert heading.style.name == "Heading 2"
        assert heading._p.xpath(".//w:lang/@w:val") == ["pl"]
        quoted = [one.text for one in file.paragraphs if one.style.name == "Quote"]
        assert quoted[-2:] == ["mit  Zeichen   und <w:t>", "😀"]
        page = as_editor.get(PAGE, DECEMBER).content.decode()
        assert 'lang="pl">Donaudampfschifffahrt&lt;b&gt;&amp;' in page
        assert "<b>&" not in page

    def test_what_it_is_called(self, as_editor: Client) -> None:
        for chosen, name in (
            ({}, "lausitz"),
            ({"authority": authority("cottbus")}, "cottbus"),
            ({"authority": "none"}, "none"),
        ):
            response = as_editor.get(FILE, {**DECEMBER, **chosen})
            assert response["Content-Disposition"] == (
                f'attachment; filename="bericht-{name}-2025-12-01-bis-2025-12-31.docx"'
            )
            assert "no-store" in response["Cache-Control"]


class TestPage:
    def test_it_says_how_it_was_counted(self, as_editor: Client) -> None:
        page = as_editor.get(PAGE, {**DECEMBER, "authority": authority("goerlitz")}).content.decode()
        for said in (
            "Unterstützung ist keine Abstimmung.",
            "Stand: ",
            "vom 1. Dezember 2025 bis zum 31. Dezember 2025",
        ):
            assert said in page
        assert "Ideen für die ganze Lausitz und Ideen ohne Landkreis oder Stadt sind nicht mitgezählt." in page

    def test_its_address_leads_to_the_file(self, as_editor: Client) -> None:
        page = as_editor.get(f"{PAGE}?{urlencode(DECEMBER)}").content.decode()
        assert f'formaction="{FILE}"' in page
        assert f'formaction="{FILE}"' not in as_editor.get(PAGE).content.decode()
