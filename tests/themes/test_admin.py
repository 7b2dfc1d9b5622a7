"""Themes, authorities and memberships: data that staff change, seen at once."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas.models import Status
from tests import make
from tests.conftest import signed_in_staff
from themes import catalogue
from themes.models import Authority, Membership, Theme

pytestmark = pytest.mark.django_db
BAUTZEN = {
    "name_de": "Bautzen", "name_hsb": "Budyšin", "slug": "bautzen", "kind": "district", "state": "SN", "ags": "14625",
    "seat": "Bautzen/Budyšin", "seat_lon": "14.42", "seat_lat": "51.18", "contact": "", "position": 70,
    "is_active": "on",
}  # fmt: skip


def test_a_theme_is_renamed_and_seen_at_once(as_editor: Client) -> None:
    theme = Theme.objects.get(slug="mobilitaet-digitales")
    assert "Unterwegs" not in {row.label for row in catalogue.themes()}
    sent = {"name_de": "Unterwegs", "explanation_de": "Bus und Netz", "slug": theme.slug, "slot": 2, "position": 20}
    address = reverse("admin:themes_theme_change", args=[theme.pk])
    assert as_editor.post(address, {**sent, "is_active": "on"}).status_code == 302
    assert "Unterwegs" in {row.label for row in catalogue.themes()}


@pytest.mark.parametrize("slot", ["0", "6", "1", "-1", "9" * 30])
def test_a_slot_is_one_to_five_and_taken_once(as_editor: Client, slot: str) -> None:
    theme = Theme.objects.get(slug="mobilitaet-digitales")
    sent = {"name_de": "Unterwegs", "explanation_de": "x", "slug": theme.slug, "slot": slot, "position": 20}
    response = as_editor.post(reverse("admin:themes_theme_change", args=[theme.pk]), sent)
    assert list(response.context["adminform"].form.errors) == ["slot"]


def test_a_seventh_authority_is_a_data_change(as_administrator: Client) -> None:
    assert as_administrator.post(reverse("admin:themes_authority_add"), BAUTZEN).status_code == 302
    assert [row.label for row in catalogue.authorities()][-1] == "Bautzen/Budyšin"
    idea = make.idea(status=Status.SUBMITTED, authorities=["bautzen"])
    clerk = make.user(groups=["Moderation"], authorities=["bautzen"])
    listed = signed_in_staff(clerk).get("/admin/moderation/queueitem/?authority=999").context["cl"].result_list
    assert [row.idea_id for row in listed] == [idea.pk]


def test_who_may_add_what(as_moderator: Client, as_editor: Client) -> None:
    for address in ("admin:themes_theme_add", "admin:themes_authority_add", "admin:themes_membership_add"):
        assert as_moderator.get(reverse(address)).status_code == 403
        assert as_editor.get(reverse(address)).status_code == 403


def test_what_ideas_name_is_not_deleted(db: None) -> None:
    boss = signed_in_staff(User.objects.create_superuser("chef@example.org", make.PASSWORD))
    for model in (Theme, Authority):
        row = model.objects.all()[0]
        address = reverse(f"admin:themes_{model.__name__.lower()}_delete", args=[row.pk])
        assert boss.post(address, {"post": "yes"}).status_code == 403


def test_a_membership_changes_what_a_moderator_sees(as_administrator: Client, moderator: User) -> None:
    idea = make.idea(status=Status.SUBMITTED, authorities=["cottbus"])
    client, address = signed_in_staff(moderator), f"/admin/moderation/queueitem/idea-{idea.pk}/"
    assert client.get(address).status_code == 200
    sent = {"user": moderator.pk, "authority": Authority.objects.get(slug="goerlitz").pk, "role": "moderator"}
    assert as_administrator.post(reverse("admin:themes_membership_add"), sent).status_code == 302
    assert client.get(address).status_code == 404
    member = Membership.objects.get()
    as_administrator.post(reverse("admin:themes_membership_delete", args=[member.pk]), {"post": "yes"})
    assert client.get(address).status_code == 200
