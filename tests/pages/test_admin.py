"""The project office: one row that staff change and every page shows."""

import pytest
from django.test import Client

from pages.models import Office
from pages.office import current_office

pytestmark = pytest.mark.django_db
OFFICE = "/admin/pages/office/1/change/"
SENT = {
    "name": "Projektbüro", "organisation": "Wirtschaftsregion Lausitz GmbH", "street": "Magazinstraße 28",
    "city": "03046 Cottbus/Chóśebuz", "phone": "0355 28890", "hours_texts_de": "Mo–Fr 9–16 Uhr",
    "email": "buero@example.org", "press_email": "", "funding_notes_de": "Gefördert.",
}  # fmt: skip


def test_a_change_is_seen_at_once(as_editor: Client) -> None:
    before = current_office()
    assert before
    assert before.phone != SENT["phone"]
    assert as_editor.post(OFFICE, SENT).status_code == 302
    after = current_office()
    assert after
    assert (after.phone, after.hours_texts) == (SENT["phone"], {"de": "Mo–Fr 9–16 Uhr"})


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("phone", "rufen Sie an"), ("phone", "\x00"), ("email", "x"), ("hours_texts_de", ""), ("name", "x" * 200)],
)
def test_wrong_fields_are_answered(as_editor: Client, field: str, wrong: str) -> None:
    response = as_editor.post(OFFICE, {**SENT, field: wrong})
    assert list(response.context["adminform"].form.errors) == [field.removesuffix("_de")]
    assert Office.objects.get().phone != SENT["phone"]


def test_it_is_one_row(as_administrator: Client, as_moderator: Client) -> None:
    assert as_administrator.get("/admin/pages/office/add/").status_code == 403
    assert as_administrator.post("/admin/pages/office/1/delete/", {"post": "yes"}).status_code == 403
    assert as_moderator.post(OFFICE, SENT).status_code == 403
