"""Accounts in the administration: rights by group, and no way to somebody else's account."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import make
from tests.conftest import signed_in_staff

pytestmark = pytest.mark.django_db


def page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_a_citizen_becomes_a_moderator(as_administrator: Client, citizen: User) -> None:
    group = Group.objects.get(name="Moderation")
    sent = {"display_name": "Katrin", "language": "de", "is_active": "on", "is_staff": "on", "groups": [group.pk]}
    assert as_administrator.post(page(citizen), sent).status_code == 302
    citizen.refresh_from_db()
    assert citizen.is_staff
    assert list(citizen.groups.all()) == [group]


def test_the_address_and_superuser_rights_are_not_given_here(as_administrator: Client, citizen: User) -> None:
    sent = {"display_name": "", "language": "de", "is_active": "on", "email": "other@example.org", "is_superuser": "on"}
    assert as_administrator.post(page(citizen), sent).status_code == 302
    changed = User.objects.get(pk=citizen.pk)
    assert (changed.email, changed.is_superuser, changed.password) == (citizen.email, False, citizen.password)


def test_a_superuser_is_touched_by_superusers_only(as_administrator: Client) -> None:
    boss = User.objects.create_superuser("chef@example.org", make.PASSWORD)
    sent = {"display_name": "Chef", "language": "de", "is_active": ""}
    assert as_administrator.get(page(boss)).status_code == 200
    assert as_administrator.post(page(boss), sent).status_code == 403
    other = signed_in_staff(User.objects.create_superuser("chefin@example.org", make.PASSWORD))
    assert other.post(page(boss), {**sent, "is_active": "on", "is_staff": "on"}).status_code == 302


def test_an_account_made_here_has_no_password(db: None) -> None:
    boss = signed_in_staff(User.objects.create_superuser("chef@example.org", make.PASSWORD))
    sent = {"email": "neu@example.org", "display_name": "", "language": "de", "is_active": "on"}
    assert boss.post(reverse("admin:accounts_user_add"), sent).status_code == 302
    assert not User.objects.get(email="neu@example.org").has_usable_password()


def test_accounts_are_not_deleted_here(db: None, citizen: User) -> None:
    boss = signed_in_staff(User.objects.create_superuser("chef@example.org", make.PASSWORD))
    address = reverse("admin:accounts_user_delete", args=[citizen.pk])
    assert boss.post(address, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=citizen.pk).exists()
