"""Pages about the portal in a real browser: staff write and publish, citizens read, with and without JavaScript."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from pages import publishing
from pages.models import BUILT_IN, Page, PageVersion
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.test_moderators import signed_in
from texts import memory

pytestmark = pytest.mark.e2e

LOOKS = [(360, "light"), (1280, "dark")]
TABLE = "## Fahrplan\n\n| Ort | Abfahrt | Ankunft |\n|---|---|---|\n| Lübben | 20:15 | 21:00 |"


@pytest.fixture
def editor(db: None) -> User:
    return make.user("redaktion@example.org", groups=["Redaktion"], display_name="Thomas Nagel")


def test_a_page_is_made_read_changed_restored_and_removed(visitor: NewVisitor, editor: User) -> None:
    staff = signed_in(visitor(), editor)
    page = staff.go("/admin/pages/page/add/")
    page.fill("#id_slug", "busse")
    page.select_option("#id_place", "main")
    page.locator("input[name=_save]").click()
    for body in (TABLE, "Neu."):
        page.fill("#id_title", "Busse")
        page.fill("#id_body", body)
        page.locator("form.decision button").click()
        page.locator("input[name=when][value=now]").check()
        page.locator("form.decision button").last.click()
        page.locator("a.action[href$='/text/de/']").click()
    reader = visitor(width=360)
    assert reader.go("/seiten/busse/").locator("main .prose p").first.inner_text() == "Neu."
    first = PageVersion.objects.get(page__slug="busse", number=1)
    page = staff.go(f"/admin/pages/page/version/{first.pk}/")
    page.locator("form[action$='/restore/'] button").click()
    page.locator("a[href*='/preview/']").click()
    expect(page.locator("main table")).to_be_visible()
    page.go_back()
    page.locator("form.decision button").last.click()
    memory.forget()
    assert reader.go("/seiten/busse/").locator("main td").first.inner_text() == "Lübben"
    page.locator("form[action$='/do/remove/'] button").click()
    expect(reader.go("/seiten/busse/").locator("h1")).to_have_text("Diese Seite gibt es nicht mehr")
    assert Client().get("/seiten/busse/").status_code == 410
    assert reader.trouble == staff.trouble == []


def test_a_time_that_does_not_exist_is_answered_and_a_good_one_taken(visitor: NewVisitor, editor: User) -> None:
    version = publishing.write(
        Page.objects.get(key="about"), language="de", title="Über uns", body="Bald.", note="", by=editor
    )
    staff = signed_in(visitor(width=360), editor)
    page = staff.go(f"/admin/pages/page/version/{version.pk}/")
    for typed in ("2027-03-28T02:30", "2027-10-31T02:30"):
        page.locator("input[name=when][value=later]").check()
        page.fill("#id_at", typed)
        page.locator("form.decision button").last.click()
        expect(page.locator(".error-summary")).to_be_visible()
    page.select_option("#id_second", "1")
    page.locator("form.decision button").last.click()
    version.refresh_from_db()
    assert version.is_scheduled
    assert staff.trouble == []


@pytest.mark.script
@pytest.mark.parametrize(("width", "scheme"), LOOKS, ids=str)
def test_pages_of_the_administration_are_free_of_barriers(
    visitor: NewVisitor, editor: User, width: int, scheme: str
) -> None:
    page = Page.objects.create(slug="busse")
    first = publishing.write(page, language="de", title="Busse", body=TABLE, note="", by=editor)
    publishing.publish(first.pk, by=editor)
    second = publishing.write(page, language="de", title="Busse", body=TABLE + "\n\nMehr.", note="neu", by=editor)
    staff = signed_in(visitor(width=width, scheme=scheme), editor)
    for path in (f"version/{second.pk}/", f"{page.pk}/text/de/", f"{page.pk}/text/en/"):
        staff.go(f"/admin/pages/page/{path}")
        staff.looks_right()
    for path in ("", "add/", f"{page.pk}/change/"):
        staff.go(f"/admin/pages/page/{path}")
    memory.forget()
    staff.go("/seiten/busse/")
    staff.looks_right()
    publishing.remove(page.pk, by=editor)
    memory.forget()
    staff.go("/seiten/busse/")
    staff.looks_right()


@pytest.mark.django_db
def test_pages_are_light(client: Client) -> None:
    for key in BUILT_IN:
        html = client.get(reverse(f"pages:{key}")).content
        assert len(gzip.compress(html)) <= 12 * 1024, key
        loaded = re.findall(rb'<link rel="(?:stylesheet|preload|icon|manifest)"|<script src=', html)
        assert len(loaded) <= 6


def test_printed_pages_leave_out_what_paper_does_not_need(visitor: NewVisitor) -> None:
    person = visitor()
    page = person.go(reverse("pages:accessibility"))
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for part in (".nav", ".site-footer__columns", ".breadcrumb"):
        expect(page.locator(part).first).to_be_attached()
        expect(page.locator(part).first).to_be_hidden()
