"""The page of exports: purpose and persons, the record, saved filters, two authorities, constant queries."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import User
from ideas import discussion, supporting
from ideas.models import Rule
from reports.models import Export, SavedFilter
from tests import make
from tests.conftest import signed_in_staff
from tests.reports.reading import ADDRESS, INTERNAL, PERSONS, PUBLIC, asked, from_csv, from_xlsx
from themes.models import Authority

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ["ideas", "versions", "comments", "supports", "decisions"]
SAVE, RECORD = f"{ADDRESS}filters/", f"{ADDRESS}record/"


def errors(response: Any) -> set[str]:
    """The fields something is wrong with."""
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html"), "a file came"
    return set(response.context["form"].errors)


class TestPersons:
    def test_only_with_the_right(self, as_editor: Client, as_administrator: Client) -> None:
        make.idea(guest={"name": "Gerda Gast", "name_shown": "full", "email": "gast@example.org"})
        (without,) = from_csv(asked(as_editor, **PERSONS).getvalue())
        assert not {"E-Mail", "Eingereicht von"} & set(without)
        (row,) = from_csv(asked(as_administrator, **PERSONS).getvalue())
        assert (row["Eingereicht von"], row["E-Mail"]) == ("Gerda Gast", "gast@example.org")
        assert "has_persons" not in as_editor.get(ADDRESS).content.decode()
        assert 'name="has_persons"' in as_administrator.get(ADDRESS).content.decode()

    @pytest.mark.parametrize("purpose", ["", "   ", "zu kurz", "\u200b" * 20, "x" * 301])
    def test_only_with_a_purpose(self, purpose: str, as_administrator: Client) -> None:
        assert errors(asked(as_administrator, **{**PERSONS, "purpose": purpose})) == {"purpose"}
        assert not Export.objects.exists()

    def test_not_in_public_and_not_where_there_are_none(self, as_administrator: Client) -> None:
        assert errors(asked(as_administrator, **{**PERSONS, **PUBLIC})) == {"has_persons"}
        assert errors(asked(as_administrator, "supports", **PERSONS)) == {"has_persons"}

    def test_the_database_asks_for_the_purpose_as_well(self, editor: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.create(
                asked_by=editor, kind="ideas", profile="internal", format="csv", has_persons=True, state="sent"
            )


class TestRecord:
    def test_who_what_why_and_how_many(self, as_administrator: Client, administrator: User) -> None:
        make.idea("Radweg")
        assert len(from_csv(asked(as_administrator, q="Radweg", **PERSONS).getvalue())) == 1
        export = Export.objects.get()
        assert (export.asked_by, export.purpose, export.rows_done, export.has_persons) == (
            administrator, PERSONS["purpose"], 1, True,
        )  # fmt: skip
        page = as_administrator.get(RECORD).content.decode()
        for said in (str(administrator), PERSONS["purpose"], ": Radweg"):
            assert said in page

    def test_a_download_that_was_broken_off_is_told_apart(self, as_administrator: Client) -> None:
        make.idea()
        asked(as_administrator).close()
        export = Export.objects.get()
        assert (export.rows_total, export.rows_done, export.finished_at) == (1, 0, None)
        page = as_administrator.get(RECORD).content.decode()
        with translation.override("de"):
            assert translation.gettext("broken off") in page

    def test_only_for_those_with_the_right(self, as_editor: Client) -> None:
        assert as_editor.get(RECORD).status_code == 403
        assert RECORD not in as_editor.get(ADDRESS).content.decode()

    def test_the_right_alone_is_not_enough(self) -> None:
        user = make.user(groups=["Moderation"])
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_export", "export_persons"]))
        client = signed_in_staff(user)
        assert [client.get(RECORD).status_code, asked(client, **PERSONS).status_code] == [403, 403]

    @pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "2"])
    def test_any_page_number_is_answered(self, page: str, as_administrator: Client) -> None:
        assert as_administrator.get(RECORD, {"p": page}).status_code == 200


class TestSavedFilters:
    CHOSEN = {"what": "comments", "format": "xlsx", **INTERNAL, "language__exact": "en", "since": "2026-01-01"}  # noqa: RUF012

    def save(self, client: Client, name: str = "Monatlich", **more: str) -> Any:
        return client.post(SAVE, {**self.CHOSEN, "name": name, **more})

    def test_saved_applied_and_deleted(self, as_editor: Client) -> None:
        assert self.save(as_editor, has_persons="on", purpose="kurz").status_code == 302
        saved = SavedFilter.objects.get()
        assert "purpose" not in saved.chosen
        assert "has_persons" not in saved.chosen
        page = as_editor.get(ADDRESS, {"filter": saved.pk})
        form = page.context["form"]
        assert {name: form[name].value() for name in self.CHOSEN} == self.CHOSEN
        assert f"?filter={saved.pk}" in page.content.decode()
        assert as_editor.get(f"{SAVE}{saved.pk}/delete/").status_code == 405
        as_editor.post(f"{SAVE}{saved.pk}/delete/")
        assert not SavedFilter.objects.exists()

    @pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 61])
    def test_a_bad_name_is_answered_at_the_field(self, name: str, as_editor: Client) -> None:
        response = self.save(as_editor, name)
        assert response.status_code == 200
        assert set(response.context["saving"].errors) == {"name"}
        assert response.context["form"]["what"].value() == "comments", "what was chosen is still there"

    def test_a_name_is_used_once_by_each(self, as_editor: Client, as_administrator: Client) -> None:
        self.save(as_editor)
        assert set(self.save(as_editor).context["saving"].errors) == {"name"}
        assert self.save(as_administrator).status_code == 302
        assert SavedFilter.objects.count() == 2

    def test_what_is_wrong_with_the_choice_is_not_saved(self, as_editor: Client) -> None:
        assert errors(self.save(as_editor, theme="999999")) == {"theme"}
        assert not SavedFilter.objects.exists()

    def test_others_see_what_is_shared_and_cannot_delete_it(self, as_editor: Client, as_administrator: Client) -> None:
        self.save(as_editor, "Meiner")
        self.save(as_editor, "Unserer", is_shared="on")
        page = as_administrator.get(ADDRESS).content.decode()
        assert ("Unserer" in page, "Meiner" in page) == (True, False)
        own, shared = SavedFilter.objects.order_by("name")
        for saved in (own, shared):
            assert as_administrator.post(f"{SAVE}{saved.pk}/delete/").status_code == 404
        pages = [as_administrator.get(ADDRESS, {"filter": saved.pk}) for saved in (own, shared)]
        assert [page.context["form"]["what"].value() for page in pages] == ["ideas", "comments"]

    @pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 40, "1 OR 1"])
    def test_any_number_is_answered(self, number: str, as_editor: Client) -> None:
        assert as_editor.get(ADDRESS, {"filter": number}).status_code == 200


class TestTwoAuthorities:
    """Twins in Görlitz and Cottbus; whoever works for Görlitz gets nothing of the other in any file."""

    @pytest.fixture
    def client(self, moderator: User) -> Client:
        for slug in ("goerlitz", "cottbus"):
            idea = make.idea(slug, text=f"Text {slug}", authorities=[slug], by=moderator)
            comment = make.comment(idea, author=make.user(), text=f"Zu {slug}")
            supporting.give(idea.pk, user=make.user())
            discussion.remove(comment.pk, by=moderator, rule=Rule.objects.all()[0], facts=f"Grund {slug}")
        user = make.user(groups=["Administration"], authorities=["goerlitz"])
        return signed_in_staff(user)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("file", ["csv", "xlsx"])
    @pytest.mark.parametrize("as_of", [False, True])
    def test_nothing_of_the_other(self, kind: str, file: str, as_of: bool, client: Client, editor: User) -> None:
        read = from_csv if file == "csv" else from_xlsx
        chosen = {"format": file, "as_of": timezone.localdate().isoformat() if as_of else ""}
        everything = read(asked(signed_in_staff(editor), kind, **chosen).getvalue())
        mine = read(asked(client, kind, **chosen).getvalue())
        assert 0 < len(mine) < len(everything)
        assert "cottbus" in str(everything).lower() or kind == "supports"
        assert "cottbus" not in str(mine).lower()
        assert len({row.get("Idee", row.get("Nummer")) for row in mine}) == 1

    def test_nor_by_a_forged_filter(self, client: Client) -> None:
        cottbus = Authority.objects.get(slug="cottbus").pk
        for kind in KINDS:
            assert from_csv(asked(client, kind, authority=str(cottbus)).getvalue()) == []
            forged = asked(client, kind, scope="{}", asked_by="1", ids="1", filters='{"authority": ""}', q="cottbus")
            assert from_csv(forged.getvalue()) == []


def test_as_many_queries_however_much_there_is(as_administrator: Client, administrator: User) -> None:
    counts = []
    as_administrator.get(ADDRESS)  # what a process remembers
    for number in (2, 30):
        for one in range(number):
            SavedFilter.objects.create(owner=make.user(), name=f"Filter {one}", is_shared=True)
            Export.objects.create(
                asked_by=administrator, kind="ideas", profile="public", format="csv", state=Export.State.WAITING
            )
        for address in (ADDRESS, RECORD, f"{ADDRESS}jobs/"):
            with CaptureQueriesContext(connection) as queries:
                assert as_administrator.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) < 20


def test_a_form_that_was_open_too_long_exports_nothing(editor: User) -> None:
    signed_in_staff(editor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    response = client.post(ADDRESS, {"what": "comments", "format": "csv", **INTERNAL})
    assert response.status_code == 403
    assert response.context["form"]["what"].value() == "comments"
    assert not Export.objects.exists()
