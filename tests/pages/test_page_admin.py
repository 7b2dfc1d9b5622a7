"""Pages in the administration: written, compared, previewed, published, by whom it is allowed."""

import re
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from pages import publishing
from pages.admin_pages import PREVIEW
from pages.models import Page, PageVersion
from tests.lausitz_portal.test_csp import Inline
from tests.pages.test_markup import PIECES
from texts import memory

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/page/"


def about() -> Page:
    return Page.objects.get(key="about")


def edit(page: Page, language: str = "de") -> str:
    return f"{LIST}{page.pk}/text/{language}/"


def draft(client: Client, page: Page, body: str = "Neuer Text", title: str = "Über uns") -> PageVersion:
    response = client.post(edit(page), typed(page, body, title))
    assert response.status_code == 302
    return page.versions.latest("pk")


def typed(page: Page, body: str, title: str = "Über uns") -> dict[str, Any]:
    """What is sent by somebody who has seen the newest version."""
    newest = page.versions.filter(language="de").first()
    return {"title": title, "body": body, "note": "neu", "seen": newest.pk if newest else 0}


def test_from_draft_to_public(as_editor: Client, client: Client) -> None:
    page = about()
    version = draft(as_editor, page)
    assert (version.number, version.published_at) == (2, None)
    assert "Neuer Text" not in client.get("/ueber-uns/").content.decode()
    shown = as_editor.get(f"{LIST}version/{version.pk}/").content.decode()
    assert "<ins>" in shown
    assert "<del>" in shown
    preview = re.search(r'href="(/admin/pages/page/preview/[^"]+)"', shown)
    assert preview
    html = as_editor.get(preview[1]).content.decode()
    assert "<p>Neuer Text</p>" in html
    assert "noindex" in html
    assert as_editor.post(f"{LIST}version/{version.pk}/", {"when": "now"}).status_code == 302
    assert "<p>Neuer Text</p>" in client.get("/ueber-uns/").content.decode()


def test_a_new_page_gets_an_address_and_a_place(as_editor: Client, client: Client) -> None:
    sent = {"slug": "termine-2027", "place": "footer", "position": "5", "may_be_found": ""}
    response = as_editor.post(f"{LIST}add/", sent)
    page = Page.objects.get(slug="termine-2027")
    assert response["Location"] == edit(page)
    version = draft(as_editor, page, title="Termine")
    as_editor.post(f"{LIST}version/{version.pk}/", {"when": "now"})
    html = client.get("/seiten/termine-2027/").content.decode()
    assert "noindex" in html.partition("</head>")[0]
    assert "termine-2027" not in client.get("/sitemap-pages.xml").content.decode()
    assert '<a href="/seiten/termine-2027/">Termine</a>' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"when": "later"}, ["at"]), ({"when": "later", "at": "gestern"}, ["at"]),
        ({}, ["when"]), ({"when": "now", "at": "2030-01-01T10:00"}, ["when"]), ({"when": "\x00"}, ["when"]),
        ({"when": "later", "at": "2020-01-01T10:00"}, ["at"]), ({"when": "later", "at": "9999-12-31T23:59"}, ["at"]),
        ({"when": "later", "at": "0001-01-01T00:00"}, ["at"]),
        ({"when": "later", "at": "2027-03-28T02:30"}, ["at"]),
        ({"when": "later", "at": "2027-10-31T02:30"}, ["second"]),
        ({"when": "later", "at": "2027-01-01T10:00+25:00"}, ["at"]),
    ],
)  # fmt: skip
def test_wrong_times_are_answered(as_editor: Client, sent: dict[str, str], wrong: list[str]) -> None:
    version = draft(as_editor, about())
    response = as_editor.post(f"{LIST}version/{version.pk}/", sent)
    assert (response.status_code, list(response.context["form"].errors)) == (200, wrong)
    version.refresh_from_db()
    assert version.published_at is None


def test_the_second_hour_of_an_autumn_night_can_be_chosen(as_editor: Client) -> None:
    version = draft(as_editor, about())
    sent = {"when": "later", "at": "2027-10-31T02:30", "second": "1"}
    assert as_editor.post(f"{LIST}version/{version.pk}/", sent).status_code == 302
    version.refresh_from_db()
    assert version.published_at
    assert version.published_at.isoformat() == "2027-10-31T01:30:00+00:00"
    assert as_editor.post(f"{LIST}version/{version.pk}/cancel/").status_code == 302
    version.refresh_from_db()
    assert version.published_at is None


def test_an_imprint_without_its_parts_is_refused_with_their_names(as_editor: Client) -> None:
    version = draft(as_editor, Page.objects.get(key="imprint"))
    response = as_editor.post(f"{LIST}version/{version.pk}/", {"when": "now"})
    said = str(response.context["form"].non_field_errors())
    for anchor in ("{#anbieter}", "{#vertretung}", "{#kontakt}", "{#verantwortlich}"):
        assert anchor in said


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"title": "", "body": "x"}, ["title"]), ({"title": "x", "body": "\u200b"}, ["body"]),
        ({"title": "x" * 200, "body": "x"}, ["title"]), ({"title": "x", "body": "[[nie]]"}, ["body"]),
    ],
)  # fmt: skip
def test_wrong_texts_are_answered_and_kept(as_editor: Client, sent: dict[str, str], wrong: list[str]) -> None:
    response = as_editor.post(edit(about()), sent)
    assert list(response.context["form"].errors) == wrong
    assert about().versions.filter(language="de").count() == 1


def test_text_outlives_a_form_that_was_open_too_long(editor: User, as_editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = as_editor.cookies
    response = strict.post(edit(about()), {"title": "Neu", "body": "Lang getippt"})
    assert response.status_code == 403
    assert "Lang getippt" in response.content.decode()
    assert "Lang getippt" in Client().post(edit(about()), {"title": "Neu", "body": "Lang getippt"}).content.decode()
    assert about().versions.filter(language="de").count() == 1


def test_a_preview_is_signed_and_for_staff(as_editor: Client, client: Client, as_moderator: Client) -> None:
    version = draft(as_editor, about())
    good = f"{LIST}preview/{signing.dumps(version.pk, salt=PREVIEW)}/"
    assert as_editor.get(good).status_code == 200
    assert as_editor.get(f"{LIST}preview/{signing.dumps(version.pk, salt='x')}/").status_code == 404
    assert client.get(good).status_code == 302
    assert as_moderator.get(good).status_code == 403


@pytest.mark.parametrize("path", ["version/9999999/", "9999999/text/de/", "preview/x/", "9999999/do/reviewed/"])
def test_what_does_not_exist_is_missing(as_editor: Client, path: str) -> None:
    method = as_editor.post if "/do/" in path else as_editor.get
    assert method(LIST + path).status_code == 404
    assert as_editor.get(edit(about(), "xx")).status_code == 404
    assert as_editor.post(f"{LIST}{about().pk}/do/delete/").status_code == 404
    for number in ("x", "9" * 30, "\u00b2", "-1"):
        assert as_editor.get(edit(about()), {"from": number}).status_code == 200


def test_any_two_versions_are_compared_and_an_old_one_restored(as_editor: Client) -> None:
    page = about()
    first = page.versions.get(language="de")
    second, third = draft(as_editor, page, "Zweiter"), draft(as_editor, page, "Dritter")
    response = as_editor.get(f"{LIST}version/{third.pk}/", {"with": second.pk})
    assert response.context["before"] == second
    assert [piece.text for piece in response.context["changes"][0].pieces if piece.kind == "gone"] == ["Zweiter"]
    assert as_editor.post(f"{LIST}version/{first.pk}/restore/").status_code == 302
    newest = page.versions.latest("pk")
    assert (newest.number, newest.body, newest.published_at) == (4, first.body, None)


def test_a_draft_is_discarded_once_it_is_confirmed(as_editor: Client, as_moderator: Client) -> None:
    page = about()
    version = draft(as_editor, page)
    address = f"{LIST}version/{version.pk}/discard/"
    assert address in as_editor.get(f"{LIST}version/{version.pk}/").content.decode()
    assert as_moderator.post(address).status_code == 403
    asked = as_editor.get(address)
    assert asked.context["version"] == version
    assert PageVersion.objects.filter(pk=version.pk).exists()
    assert as_editor.post(address)["Location"] == f"{LIST}{page.pk}/change/"
    assert not PageVersion.objects.filter(pk=version.pk).exists()
    for again in (as_editor.get, as_editor.post):
        assert again(address)["Location"] == LIST


def test_only_drafts_are_offered_to_be_discarded(as_editor: Client) -> None:
    page = about()
    public = page.versions.get(language="de")
    scheduled = draft(as_editor, page)
    as_editor.post(f"{LIST}version/{scheduled.pk}/", {"when": "later", "at": "2027-01-31T18:00"})
    for version in (public, scheduled):
        address = f"{LIST}version/{version.pk}/discard/"
        assert address not in as_editor.get(f"{LIST}version/{version.pk}/").content.decode()
        for method in (as_editor.get, as_editor.post):
            assert method(address).status_code == 302
        assert PageVersion.objects.filter(pk=version.pk).exists()


def test_buttons_of_a_page(as_editor: Client) -> None:
    page = Page.objects.create(slug="x", reviewed_on=timezone.localdate().replace(year=2020, day=1))
    for verb in ("reviewed", "remove", "bring-back", "unpublish"):
        assert as_editor.post(f"{LIST}{page.pk}/do/{verb}/").status_code == 302
    page.refresh_from_db()
    assert (page.is_review_due, page.removed_at, page.unpublished_at is None) == (False, None, False)
    as_editor.post(f"{LIST}{about().pk}/do/remove/")
    assert about().removed_at is None


def test_others_may_not(as_moderator: Client, as_citizen: Client) -> None:
    page = about()
    version = page.versions.get(language="de")
    for path in (LIST, edit(page), f"{LIST}version/{version.pk}/"):
        assert as_moderator.get(path).status_code == 403
        assert as_citizen.get(path).status_code == 403
    assert as_moderator.post(f"{LIST}{page.pk}/do/reviewed/").status_code == 403


def test_the_list_costs_the_same_however_many_there_are(as_editor: Client, editor: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert as_editor.get(LIST).status_code == 200
        return len(found)

    queries()
    before = queries()
    for number in range(5):
        page = Page.objects.create(slug=f"seite-{number}")
        publishing.write(page, language="de", title="T", body="x", note="", by=editor)
    assert queries() == before


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map("".join))
def test_no_text_runs_on_any_page_that_shows_it(as_editor: Client, editor: User, body: str) -> None:
    page = Page.objects.get_or_create(slug="fuzz")[0]
    title = body.replace("\x00", "").replace("\n", " ")[:100] or "x"
    version = publishing.write(page, language="de", title=title, body=body.replace("\x00", ""), note=title, by=editor)
    publishing.publish(version.pk, by=editor)
    token = signing.dumps(version.pk, salt=PREVIEW)
    memory.forget()
    for path in (
        "/seiten/fuzz/", f"{LIST}version/{version.pk}/", f"{LIST}preview/{token}/", f"{LIST}{page.pk}/change/", LIST,
        edit(page),
    ):  # fmt: skip
        html = as_editor.get(path).content.decode()
        assert Inline(html).found == [], path
        assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("key", "allowed"), [("imprint", False), ("privacy", False), ("accessibility", False), ("past", True)]
)
def test_legal_notices_stay_in_reach(as_editor: Client, key: str, *, allowed: bool) -> None:
    page = Page.objects.get(key=key)
    sent = {"slug": page.slug, "place": "none", "position": page.position}
    response = as_editor.post(f"{LIST}{page.pk}/change/", sent)
    assert (response.status_code == 302, Page.objects.get(pk=page.pk).place == "none") == (allowed, allowed)
