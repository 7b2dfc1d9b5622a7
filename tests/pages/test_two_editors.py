"""Two write one page at once: nothing is lost, and nobody replaces words without knowing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from journal.models import Entry
from pages import publishing
from pages.models import Page, PageVersion
from tests import make
from tests.conftest import signed_in_staff
from tests.pages.test_page_admin import about, draft, edit, typed
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db: None) -> User:
    return make.user("kollegin@example.org", groups=["Redaktion"], display_name="Rita Kollegin")


def seen(page: str) -> str:
    """What the hidden field of a form holds."""
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def test_the_second_is_told_and_nothing_is_lost(as_editor: Client, colleague: User) -> None:
    page = about()
    opened = seen(as_editor.get(edit(page)).content.decode())
    theirs = draft(signed_in_staff(colleague), page, "Neue Sprechzeiten.")
    sent = {"title": "Über uns", "body": "Neue Anschrift.", "note": "meins", "seen": opened}
    response = as_editor.post(edit(page), sent)
    assert response.status_code == 409
    assert page.versions.filter(language="de").count() == 2
    form = response.context["form"]
    assert [form[name].value() for name in ("title", "body", "note")] == ["Über uns", "Neue Anschrift.", "meins"]
    assert "Rita Kollegin" in str(form.non_field_errors())
    pieces = [(piece.kind, piece.text) for piece in response.context["changes"][0].pieces]
    assert pieces == [("same", "Neue "), ("gone", "Sprechzeiten"), ("new", "Anschrift"), ("same", ".")]
    again = {**sent, "seen": seen(response.content.decode())}
    assert int(again["seen"]) == theirs.pk
    assert as_editor.post(edit(page), again).status_code == 302
    assert [one.body for one in page.versions.filter(language="de")[:2]] == ["Neue Anschrift.", "Neue Sprechzeiten."]


def test_a_third_is_told_about_as_well(as_editor: Client, colleague: User) -> None:
    page, others = about(), signed_in_staff(colleague)
    sent = typed(page, "Meins")
    draft(others, page, "Zweite")
    again = {**sent, "seen": seen(as_editor.post(edit(page), sent).content.decode())}
    draft(others, page, "Dritte")
    assert as_editor.post(edit(page), again).status_code == 409


def test_a_closed_account_is_not_named(as_editor: Client, colleague: User) -> None:
    page = about()
    sent = typed(page, "Meins")
    draft(signed_in_staff(colleague), page, "Ihres")
    colleague.delete()
    response = as_editor.post(edit(page), sent)
    assert response.status_code == 409
    assert "None" not in str(response.context["form"].non_field_errors())


def test_other_languages_do_not_disturb(as_editor: Client, colleague: User) -> None:
    page = about()
    sent = typed(page, "Meins")
    publishing.write(page, language="en", title="About", body="Theirs", note="", by=colleague)
    assert as_editor.post(edit(page), sent).status_code == 302


def test_the_same_words_sent_twice_are_one_draft(as_editor: Client) -> None:
    page = about()
    sent = typed(page, "Einmal")
    first, second = as_editor.post(edit(page), sent), as_editor.post(edit(page), sent)
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert page.versions.filter(language="de").count() == 2


@pytest.mark.parametrize("wrong", ["", "x", "-1", "\u00b2", "9" * 30, "1.5"])
def test_what_is_no_key_counts_as_nothing_seen(as_editor: Client, wrong: str) -> None:
    page = about()
    assert as_editor.post(edit(page), {**typed(page, "Neu"), "seen": wrong}).status_code == 409
    assert as_editor.post(edit(Page.objects.create(slug="neu")), {"title": "T", "body": "x"}).status_code == 302


def test_a_number_that_is_free_again_hides_nothing(as_editor: Client, editor: User, colleague: User) -> None:
    page = about()
    discarded = draft(as_editor, page, "Weg")
    sent = typed(page, "Meins")
    publishing.discard(discarded.pk, by=editor)
    theirs = draft(signed_in_staff(colleague), page, "Ihres")
    assert theirs.number == discarded.number
    assert as_editor.post(edit(page), sent).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_save_at_once() -> None:
    people = [make.user(groups=["Redaktion"]) for _n in range(2)]
    page = about()
    newest = page.versions.filter(language="de").latest("pk").pk

    def saving(by: User) -> Callable[[], Any]:
        def run() -> str:
            words = {"title": "Über uns", "body": f"Von {by.pk}", "note": ""}
            try:
                publishing.write(page, language="de", by=by, seen=newest, **words)
            except publishing.WrittenMeanwhile as refusal:
                return "told" if refusal.newest.created_by_id != by.pk else "confused"
            return "saved"

        return run

    assert sorted(at_once(*[saving(by) for by in people])) == ["saved", "told"]
    assert page.versions.filter(language="de").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_published_or_discarded_never_both() -> None:
    by = make.user(groups=["Redaktion"])
    for _round in range(5):
        draft = publishing.write(about(), language="de", title="T", body="x", note="", by=by)

        def ending(end: Callable[..., Any], version: PageVersion = draft) -> Callable[[], str]:
            def run() -> str:
                try:
                    end(version.pk, by=by)
                except publishing.NotPossible:
                    return "refused"
                return end.__name__

            return run

        done = set(at_once(ending(publishing.publish), ending(publishing.discard))) - {"refused"}
        assert len(done) == 1
        assert PageVersion.objects.filter(pk=draft.pk).exists() == (done == {"publish"})
        assert Entry.objects.filter(verb__in=["page.published", "page.discarded"], ids__version=draft.pk).count() == 1
