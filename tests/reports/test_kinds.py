"""Every kind, in each profile and format, beside the rows themselves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.models import User
from ideas import discussion, lifecycle, supporting
from ideas.models import Comment, Decision, Idea, IdeaVersion, Rule, Source, Stage, Status, Support
from reports import columns
from tests import make
from tests.conftest import signed_in_staff
from tests.reports.reading import INTERNAL, PERSONS, PUBLIC, as_in_csv, asked, from_csv, from_xlsx, local
from themes.models import Authority, Place, Theme

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = '=1+1; "so"\n\n2026-00042\tund _x0041_ https://example.org/ \U0001f333'
KINDS = ["ideas", "versions", "comments", "supports", "decisions"]
PROFILES = {"public": PUBLIC, "internal": INTERNAL, "persons": PERSONS}
Row = dict[str, Any]


@pytest.fixture
def world(moderator: User, editor: User) -> None:
    """Ideas in several states, with all that can hang on them."""
    author = make.user("erika@example.org", display_name="Erika Musterfrau")
    first = make.idea(
        "2026-00042", text=HOSTILE, author=author, by=moderator, guest={"name_shown": "full"},
        authorities=["goerlitz", "cottbus"], themes=["landschaft-energie", "mobilitaet-digitales"],
        place_name="Guben", place_id=Place.objects.get(name__de="Guben").pk,
        lat=Decimal("51.95678"), lon=Decimal("14.71234"),
    )  # fmt: skip
    guest = {"name": "+Gustav", "name_shown": "full", "email": "gast@example.org"}
    make.idea("Wartet", status=Status.SUBMITTED, guest=guest, language="en", whole_region=True)
    make.idea("Nicht", status=Status.REJECTED, by=moderator)
    second = lifecycle.amend(first.pk, content=make.content("Zweite Fassung"), by=author)
    lifecycle.reject(first.pk, version_id=second.pk, by=moderator, rule=rule(), facts="Zu\nlang.")
    lifecycle.amend(first.pk, content=make.content("Dritte Fassung"), by=author)
    lifecycle.set_stage(first.pk, stage=Stage.UNDER_REVIEW, by=editor, reason="=Wird geprüft")
    for _time in range(3):
        supporting.give(first.pk, user=make.user())
    Support.objects.filter(pk=Support.objects.latest("pk").pk).update(at=datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    said = make.comment(first, author=author, text="@Alle: gut")
    make.comment(first, author=make.user(), answers=said, text="007")
    removed = make.comment(first, author=make.user(), text="Werbung")
    discussion.remove(removed.pk, by=moderator, rule=rule(), facts="Wirbt.")
    Decision.objects.filter(kind="stage").update(at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC))


def rule() -> Rule:
    return Rule.objects.get(key="werbung")


def german(label: Any) -> str:
    with translation.override("de"):
        return str(label)


def names(model: type[Theme] | type[Authority], ids: list[int]) -> str | None:
    found = model.objects.filter(pk__in=ids).order_by("position", "slug")
    return " | ".join(one.name["de"] for one in found) or None


def text(version: IdeaVersion, *, exact: bool) -> Row:
    point = {"Breite": version.lat, "Länge": version.lon}
    return {
        "Titel": version.title, "Text": version.text, "Sprache": version.language,
        "Zukunftsthemen": names(Theme, version.theme_ids),
        "Landkreise und Städte": "ganze Lausitz" if version.whole_region else names(Authority, version.authority_ids),
        "Ort": version.place_name or None,
        "Gemeinde (AGS)": version.place.ags if version.place else None,
        **{axis: float(value if exact else round(value, 2)) if value else None for axis, value in point.items()},
    }  # fmt: skip


def of_ideas(profile: str) -> list[Row]:
    ideas = Idea.objects.order_by("id")
    return [idea_row(idea, profile) for idea in (ideas.public() if profile == "public" else ideas)]


def idea_row(idea: Idea, profile: str) -> Row:
    version = idea.released_version or idea.pending_version
    assert version is not None
    internal, author = profile != "public", idea.author
    address = f"{settings.PORTAL_URL}/ideen/{idea.reference}/" if idea.status == Status.PUBLISHED else None
    return {
        "Nummer": idea.reference,
        **text(version, exact=internal),
        **({"Veröffentlichung": german(Status(idea.status).label)} if internal else {}),
        "Stand": german(Stage(idea.stage).label),
        "Federführung": idea.lead_authority.name["de"] if idea.lead_authority else None,
        **({"Eingang": german(Source(idea.source).label), "Quelle": None} if internal else {}),
        "Eingegangen": local(idea.submitted_at), "Veröffentlicht": local(idea.published_at),
        **({"Wartet seit": local(idea.pending_since)} if internal else {}),
        "Unterstützungen": idea.supports.count(), "Kommentare": idea.comments.published().count(),
        "Adresse": address,
        **({"Eingereicht von": idea.authorship.byline or None,
            "E-Mail": (author.email if author else idea.authorship.email) or None} if profile == "persons" else {}),
    }  # fmt: skip


def of_versions(profile: str) -> list[Row]:
    return [
        {
            "Idee": version.idea.reference, "Fassung": version.number, **text(version, exact=profile != "public"),
            "Geschrieben": local(version.created_at),
            **({} if profile == "public" else {
                "Zustand": state(version), "Antwort an die Moderation": None, "Daten entfernt": "nein",
                "Gelöscht": None,
            }),
        }
        for version in IdeaVersion.objects.order_by("idea", "number")
        if profile != "public" or (version.pk == version.idea.released_version_id
        and version.idea.status == Status.PUBLISHED)
    ]  # fmt: skip


def state(version: IdeaVersion) -> str:
    if version.pk == version.idea.released_version_id:
        return "veröffentlicht"
    return "wartet" if version.pk == version.idea.pending_version_id else "frühere Fassung"


def of_comments(profile: str) -> list[Row]:
    comments = Comment.objects.order_by("id")
    return [
        {
            "Nummer": comment.pk, "Idee": comment.idea.reference, "Antwort auf": comment.parent_id,
            "Text": comment.text, "Sprache": comment.language,
            **({} if profile == "public" else {"Veröffentlichung": german(Comment.Status(comment.status).label)}),
            "Geschrieben": local(comment.created_at), "Veröffentlicht": local(comment.published_at),
            **({} if profile == "public" else {
                "Bearbeitet": local(comment.edited_at), "Wartet seit": local(comment.pending_since),
            }),
            **({"Geschrieben von": comment.byline or None, "E-Mail": comment.author.email if comment.author else None}
               if profile == "persons" else {}),
        }
        for comment in (comments.published() if profile == "public" else comments)
    ]  # fmt: skip


def of_supports(profile: str) -> list[Row]:
    counted: dict[tuple[int, Any], int] = {}
    for support in Support.objects.all():
        at = local(support.at)
        assert at is not None
        day = (support.idea_id, datetime(at.year, at.month, at.day))  # noqa: DTZ001 - Excel knows no time zones
        counted[day] = counted.get(day, 0) + 1
    references = {idea.pk: idea.reference for idea in Idea.objects.all()}
    return [{"Idee": references[idea], "Tag": day, "Unterstützungen": n} for (idea, day), n in sorted(counted.items())]


def of_decisions(profile: str) -> list[Row]:
    rows = []
    for decision in Decision.objects.order_by("id"):
        comment = decision.comment
        idea = comment.idea if comment else decision.idea
        assert idea is not None
        told = decision.kind in {"published", "stage", "redacted"} and idea.status == Status.PUBLISHED
        if profile == "public" and not (told and (comment is None or comment.status == "published")):
            continue
        rows.append({
            "Nummer": decision.pk, "Entscheidung": german(Decision.Kind(decision.kind).label),
            "Worüber": "Kommentar" if comment else "Idee", "Idee": idea.reference,
            "Fassung": decision.version.number if decision.version else None,
            "Kommentar": comment.pk if comment else None, "Entschieden": local(decision.at),
            "Regel": decision.rule.number if decision.rule else None,
            "Neuer Stand": german(Stage(decision.stage).label) if decision.stage else None,
            "Wartezeit in Stunden": waited(decision),
            **({} if profile == "public" else {"Begründung": decision.message or None}),
        })  # fmt: skip
    return rows


def waited(decision: Decision) -> float | None:
    """In these tests everything is decided within minutes."""
    texts = {"published", "rejected"}
    if decision.comment:
        first = decision.comment.decisions.order_by("id")[0] == decision
        return 0.0 if first else None
    return 0.0 if decision.kind in texts else None


ROWS: dict[str, Callable[[str], list[Row]]] = {
    "ideas": of_ideas, "versions": of_versions, "comments": of_comments, "supports": of_supports,
    "decisions": of_decisions,
}  # fmt: skip
COMBINATIONS = [
    (kind, profile) for kind in KINDS for profile in PROFILES if profile != "persons" or kind in {"ideas", "comments"}
]


@pytest.mark.parametrize(("kind", "profile"), COMBINATIONS)
def test_csv_has_exactly_these_rows(kind: str, profile: str, world: None, administrator: User) -> None:
    expected = ROWS[kind](profile)
    assert expected
    got = from_csv(asked(signed_in_staff(administrator), kind, **PROFILES[profile]).getvalue())
    assert [{name: original(cell) for name, cell in row.items()} for row in got] == [as_in_csv(row) for row in expected]


@pytest.mark.parametrize(("kind", "profile"), COMBINATIONS)
def test_excel_has_exactly_these_rows_with_their_types(
    kind: str, profile: str, world: None, administrator: User
) -> None:
    expected = ROWS[kind](profile)
    got = from_xlsx(asked(signed_in_staff(administrator), kind, format="xlsx", **PROFILES[profile]).getvalue())
    assert got == expected
    assert [list(map(type, row.values())) for row in got] == [list(map(type, as_excel(row))) for row in expected]


def as_excel(row: Row) -> list[Any]:
    """Excel has numbers of one kind; a whole one is read as an integer."""
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in row.values()]


def original(cell: str) -> str:
    neutralised = cell.startswith("'") and cell.lstrip("'")[:1] in tuple(columns.FORMULA)
    return cell[1:] if neutralised else cell


def test_there_was_something_to_neutralise(world: None, as_editor: Client) -> None:
    rows = from_csv(asked(as_editor, "ideas").getvalue())
    assert rows[0]["Text"] == f"'{HOSTILE}"
    assert [row["Text"][:1] for row in from_csv(asked(as_editor, "comments").getvalue())] == ["'", "0", "W"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_nobody_is_in_it_unless_asked_for(kind: str, file: str, world: None, as_administrator: Client) -> None:
    everything = asked(as_administrator, kind, format=file)
    rows = from_csv(everything.getvalue()) if file == "csv" else from_xlsx(everything.getvalue())
    assert rows
    for secret in ("Erika", "Musterfrau", "Gustav", "@example.org"):
        assert not [row for row in rows if secret in str(row)]


def test_waiting_times_are_counted_from_the_text_that_waited(moderator: User, as_editor: Client) -> None:
    """From the first text after the decision before: who changes a waiting text does not wait less."""
    author = make.user()
    idea = make.idea("Rad", status=Status.SUBMITTED, author=author)
    lifecycle.amend(idea.pk, content=make.content("Radweg"), by=author)
    idea.refresh_from_db()
    lifecycle.publish(idea.pk, version_id=idea.pending_version_id or 0, by=moderator)
    version = lifecycle.amend(idea.pk, content=make.content("Radwege"), by=author)
    lifecycle.publish(idea.pk, version_id=version.pk, by=moderator)
    start = datetime(2026, 5, 1, 8, tzinfo=UTC)
    for number, hours in ((1, 0), (2, 5), (3, 60)):
        aged(IdeaVersion, start + timedelta(hours=hours), "created_at", idea=idea, number=number)
    first, second = Decision.objects.order_by("pk")
    Decision.objects.filter(pk=first.pk).update(at=start + timedelta(hours=29, minutes=30))
    Decision.objects.filter(pk=second.pk).update(at=start + timedelta(hours=72))
    rows = from_csv(asked(as_editor, "decisions").getvalue())
    assert [row["Wartezeit in Stunden"] for row in rows] == ["29,5", "12,0"]


def aged(model: Any, at: datetime, field: str, **which: Any) -> None:
    """Past the guard of versions: as if it had been written then."""
    from django.db import connection  # noqa: PLC0415 - for this alone

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ideas_ideaversion DISABLE TRIGGER USER")
        assert model.objects.filter(**which).update(**{field: at}) == 1
        cursor.execute("ALTER TABLE ideas_ideaversion ENABLE TRIGGER USER")


class TestColumns:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_description_names_the_columns_of_the_file(
        self, kind: str, world: None, as_administrator: Client
    ) -> None:
        described = from_csv(as_administrator.get(f"/admin/reports/export/columns/{kind}/").content)
        assert list(described[0]) == list(columns.DESCRIPTION)
        assert all(row["Bedeutung"].endswith(".") and row["Typ"] for row in described)
        profile = PERSONS if kind in {"ideas", "comments"} else INTERNAL
        file = from_xlsx(asked(as_administrator, kind, format="xlsx", **profile).getvalue())
        assert [row["Spalte"] for row in described] == list(file[0])
        public = from_xlsx(asked(as_administrator, kind, format="xlsx", **PUBLIC).getvalue())
        assert [row["Spalte"] for row in described if row["Steht in"] == "öffentlich und intern"] == list(public[0])

    def test_the_second_sheet_has_the_columns_of_this_file(self, world: None, as_editor: Client) -> None:
        import io  # noqa: PLC0415 - for this alone

        from openpyxl import load_workbook  # noqa: PLC0415

        book = load_workbook(io.BytesIO(asked(as_editor, format="xlsx", **PUBLIC).getvalue()))
        assert book.sheetnames == ["Export", "Spalten"]
        named = [row[0].value for row in book["Spalten"].iter_rows(min_row=2)]
        assert named == [cell.value for cell in book["Export"][1]]

    def test_another_kind_is_not_there(self, as_editor: Client) -> None:
        assert as_editor.get("/admin/reports/export/columns/users/").status_code == 404
