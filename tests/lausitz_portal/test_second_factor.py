"""The door of the administration: one sign-in, and a second factor for everybody behind it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from lausitz_portal.second_factor import second_factor_missing
from tests import make
from tests.conftest import signed_in_staff

pytestmark = pytest.mark.django_db

SET_UP = "/konto/2fa/totp/activate/"
INSIDE = ("/admin/", "/admin/accounts/user/", "/admin/journal/entry/", "/admin/jsi18n/", "/admin/gibt-es-nicht/")


def where(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.get("Location", "").split("?")[0]


@pytest.mark.parametrize("path", [*INSIDE, "/admin/login/"])
def test_the_admins_own_form_is_never_shown(path: str, client: Client) -> None:
    for method in (client.get, client.post):
        response = method(path, {"username": "admin@example.org", "password": make.PASSWORD}, follow=True)
        shown, _status = response.redirect_chain[-1]
        assert shown.split("?")[0] == "/konto/login/"
        assert b'name="username"' not in response.content


def test_after_signing_in_the_admin_opens(client: Client, moderator: User) -> None:
    response = client.get("/admin/login/?next=/admin/ideas/", follow=True)
    assert response.redirect_chain[-1][0] == "/konto/login/?next=/admin/ideas/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_door_leads_nowhere_else(target: str, client: Client, administrator: User) -> None:
    response = client.get("/admin/login/", {"next": target}, follow=True)
    signed_in = client.post(
        response.redirect_chain[-1][0], {"login": administrator.email, "password": make.PASSWORD, "next": target}
    )
    assert signed_in["Location"] == "/meine/ideen/"


@pytest.mark.parametrize("path", INSIDE)
def test_staff_without_a_second_factor_set_one_up_first(path: str, client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert where(client, path) == (302, SET_UP)
    posted = client.post(path, {"action": "x"})
    assert (posted.status_code, posted["Location"]) == (302, SET_UP)


def test_the_site_itself_refuses_too(administrator: User) -> None:
    request = RequestFactory().get("/admin/")
    request.user = administrator
    assert not admin.site.has_permission(request)
    TOTP.activate(administrator, generate_totp_secret())
    request.user = User.objects.get(pk=administrator.pk)
    assert admin.site.has_permission(request)


def test_a_superuser_is_no_exception(client: Client) -> None:
    chief = User.objects.create_superuser("chef@example.org", make.PASSWORD)
    client.force_login(chief)
    assert where(client, "/admin/") == (302, SET_UP)


def test_setting_it_up_opens_the_door(client: Client, administrator: User) -> None:
    client.post(reverse("account_login"), {"login": administrator.email, "password": make.PASSWORD})
    again = client.get(SET_UP, follow=True).redirect_chain[-1][0]
    page = client.post(again, {"password": make.PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == SET_UP
    secret = page.context["form"].secret
    wrong = client.post(SET_UP, {"code": "000000"})
    assert (wrong.status_code, where(client, "/admin/")) == (200, (302, SET_UP))
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(SET_UP, {"code": code}).status_code == 302
    assert where(client, "/admin/") == (200, "")


def test_with_a_second_factor_staff_work(administrator: User) -> None:
    client = signed_in_staff(administrator)
    assert [client.get(path).status_code for path in INSIDE] == [200, 200, 200, 200, 404]


def test_without_it_again_the_door_is_closed_again(administrator: User) -> None:
    client = signed_in_staff(administrator)
    Authenticator.objects.filter(user=administrator).delete()
    assert where(client, "/admin/") == (302, SET_UP)


def test_recovery_codes_alone_are_no_second_factor(client: Client, administrator: User) -> None:
    RecoveryCodes.activate(administrator)
    client.force_login(administrator)
    assert where(client, "/admin/") == (302, SET_UP)


def test_in_the_demo_it_is_waived(client: Client, administrator: User, settings: Settings) -> None:
    settings.DEMO = True
    client.force_login(administrator)
    assert where(client, "/admin/") == (200, "")


def test_citizens_are_not_asked_and_not_let_in(as_citizen: Client, citizen: User) -> None:
    assert not second_factor_missing(citizen)
    assert [as_citizen.get(path).status_code for path in (*INSIDE, "/admin/login/")] == [403] * 6
    assert as_citizen.get("/meine/ideen/").status_code == 200


def test_staff_who_left_are_out_at_once(administrator: User) -> None:
    client = signed_in_staff(administrator)
    assert where(client, "/admin/") == (200, "")
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    assert where(client, "/admin/") == (302, "/admin/login/")


@pytest.mark.parametrize(
    ("path", "leads"), [("/admin/logout/", "/konto/logout/"), ("/admin/password_change/", "/konto/password/change/")]
)
def test_what_the_admin_would_do_itself_is_done_by_the_account_pages(
    path: str, leads: str, administrator: User
) -> None:
    assert where(signed_in_staff(administrator), path) == (302, leads)
