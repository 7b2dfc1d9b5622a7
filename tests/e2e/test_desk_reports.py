"""What leaves the desk as a file or a report, by the keyboard alone, with JavaScript and without."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from docx import Document
from playwright.sync_api import expect

from accounts.models import User
from reports import jobs
from reports.models import Export
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_keyboard import at
from tests.e2e.test_moderators import signed_in
from tests.moderation.at_the_desk import waiting

pytestmark = pytest.mark.e2e
EXPORT = reverse("admin:reports_export_changelist")


def downloaded(keys: Keyboard, button: str, folder: Path) -> Path:
    """The file that a button brings."""
    with keys.page.expect_download() as download:
        keys.enter(button)
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_small_export_comes_at_once_and_a_big_one_when_it_is_made(
    visitor: NewVisitor, editor: User, settings: LazySettings, tmp_path: Path, javascript: bool
) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    make.idea("Abendbus")
    waiting("Noch nicht gelesen")
    keys = at(signed_in(visitor(width=360), editor), EXPORT)
    keys.take("input[name=profile][value=internal]")
    keys.fill("#id_status__exact", "alle")
    small = downloaded(keys, "form[action$='/export/'] .action--primary", tmp_path).read_text("utf-8-sig")
    assert [title in small for title in ("Abendbus", "Noch nicht gelesen")] == [True, True]

    settings.EXPORT_STREAM_ROWS = -1
    keys.enter("form[action$='/export/'] .action--primary")
    expect(keys.page.locator("[data-unfinished]")).to_be_visible()
    assert jobs.work() == 1
    if not javascript:
        keys.enter(".exports__reload a")
    big = downloaded(keys, "form[action$='/fetch/'] button", tmp_path).read_text("utf-8-sig")
    assert big == small
    assert Export.objects.filter(state=Export.State.DONE).count() == 1


def test_a_report_for_a_council_is_read_and_taken_along(visitor: NewVisitor, editor: User, tmp_path: Path) -> None:
    make.idea("Abendbus", authorities=["goerlitz"])
    person = signed_in(visitor(), editor)
    keys = at(person, EXPORT)
    keys.enter(f"a[href='{reverse('admin:reports_export_report')}']")
    keys.fill("#id_authority", "Landkreis Görlitz")
    keys.enter("form.decision .action--primary")
    title = keys.page.locator(".council__title")
    expect(title).to_contain_text("Landkreis Görlitz")
    expect(keys.page.locator(".council svg").first).to_be_visible()
    person.looks_right()
    keys.enter(".council summary")
    expect(keys.page.locator(".council details table").first).to_be_visible()
    made = Document(str(downloaded(keys, "button[formaction$='/file/']", tmp_path)))
    assert made.paragraphs[0].text == title.inner_text()
    assert person.trouble == []
