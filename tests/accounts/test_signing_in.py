"""Signing up and in through the real pages, with the codes that the real mails carry."""

import re
import time
from collections import Counter
from html import unescape
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.hashers import Argon2id
from accounts.models import User
from journal.models import Entry
from notifications.models import Delivery
from tests import make

pytestmark = pytest.mark.django_db

SIGN_UP, SIGN_IN, BY_CODE, RESET = (
    f"/en/konto/{path}/" for path in ("signup", "login", "login/code", "password/reset")
)
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
NEW_PASSWORD = "Kraniche-ueber-Burg-8"


def code_for(email: str) -> str:
    """What the person reads in the newest mail that waits to be sent."""
    mail = Delivery.objects.filter(to=email).order_by("-id")[0]
    (code,) = CODE.findall(mail.body)
    return str(code)


def sign_up(client: Client, email: str = "neu@example.org", **fields: Any) -> Any:
    return client.post(SIGN_UP, {"email": email, "display_name": "Neu", "password1": NEW_PASSWORD, **fields})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def seen(response: Any) -> str:
    """What the page says, without tokens and the address typed in."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return re.sub(r"[\w.+-]+@example\.org", "ADDRESS", page)


# Signing up


def test_signing_up_by_code(client: Client) -> None:
    response = sign_up(client, "Neu@Example.Org")
    assert (response.status_code, is_signed_in(client)) == (302, False)
    user = User.objects.get()
    assert (user.email, user.display_name, user.language, user.is_staff) == ("neu@example.org", "Neu", "en", False)
    wrong = client.post(response["Location"], {"code": "AAAA-AAAA"})
    assert (wrong.status_code, is_signed_in(client)) == (200, False)
    right = client.post(response["Location"], {"code": code_for("neu@example.org").lower()})
    assert (right.status_code, is_signed_in(client)) == (302, True)
    assert EmailAddress.objects.get(user=user).verified


def test_the_mail_with_the_code_is_in_the_outbox(client: Client) -> None:
    sign_up(client)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.user, delivery.entry.verb) == (
        "waiting",
        User.objects.get(),
        "account.mail_asked",
    )
    assert ("from !" in delivery.body, len(CODE.findall(delivery.body))) == (False, 1)
    assert "neu@example.org" not in str(list(Entry.objects.values()))


def test_three_wrong_codes_end_it(client: Client) -> None:
    confirm = sign_up(client)["Location"]
    code = code_for("neu@example.org")
    for _ in range(5):
        client.post(confirm, {"code": "AAAA-AAAA"})
    client.post(confirm, {"code": code})
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"display_name": "Redaktion"}, "display_name"),
        ({"display_name": "x" * 81}, "display_name"),
        ({"password1": "kurz"}, "password1"),
        ({"password1": "lausitz-demo"}, "password1"),
        ({"email": "keine-adresse"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "a" * 300 + "@example.org"}, "email"),
        ({"email": "ne\x00u@example.org"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(fields: dict[str, str], wrong: str, client: Client) -> None:
    response = sign_up(client, **fields)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [wrong])
    assert User.objects.count() == 0


def test_extra_fields_make_nobody_staff(client: Client) -> None:
    sign_up(
        client, is_staff="on", is_superuser="on", groups="1", is_active="", id="1", username="x", user_permissions="1"
    )
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active, user.groups.count()) == (False, False, True, 0)


def test_the_trap_stops_a_program_and_costs_a_person_one_more_sending(client: Client) -> None:
    trapped = sign_up(client, remark="0355 12345")
    assert (trapped.status_code, User.objects.count(), Delivery.objects.count()) == (200, 0, 0)
    page = trapped.content.decode()
    assert "A hidden field was filled in" in page
    assert ('value="neu@example.org"' in page, 'value="Neu"' in page, "0355 12345" in page) == (True, True, False)
    assert sign_up(client, remark="").status_code == 302


def test_nobody_sees_or_reaches_the_trap(client: Client) -> None:
    page = client.get(SIGN_UP).content.decode()
    (trap,) = re.findall(r'<div class="trap"[^>]*>.*?</div>', page)
    assert [
        part
        for part in ('aria-hidden="true"', 'name="remark"', 'tabindex="-1"', 'autocomplete="off"')
        if part not in trap
    ] == []


# Signing in


def test_signing_in_by_password(client: Client, citizen: User) -> None:
    response = client.post(SIGN_IN, {"login": "KATRIN@example.org", "password": make.PASSWORD})
    assert (response.status_code, is_signed_in(client)) == (302, True)


def test_signing_in_by_code(client: Client, citizen: User) -> None:
    confirm = client.post(BY_CODE, {"email": "Katrin@example.org"})["Location"]
    assert client.post(confirm, {"code": "AAAA-AAAA"}).status_code == 200
    assert not is_signed_in(client)
    client.post(confirm, {"code": code_for(citizen.email)})
    assert is_signed_in(client)


def test_who_mistyped_the_address_enters_another_and_goes_on(client: Client, citizen: User) -> None:
    confirm = client.post(BY_CODE, {"email": "katrn@example.org", "next": "/en/stand/"})["Location"]
    assert client.get(BY_CODE)["Location"].startswith(confirm.partition("?")[0]), "the pending code leads back"
    page = client.get(confirm).content.decode()
    way = re.search(r'<form method="post" action="(/en/konto/logout/)">.*?name="next" value="([^"]+)"', page, re.DOTALL)
    assert way
    back = client.post(way[1], {"next": unescape(way[2])}, follow=True)
    assert back.redirect_chain == [(f"{BY_CODE}?next=%2Fen%2Fstand%2F", 302)]
    assert not list(back.context["messages"])
    confirm = client.post(BY_CODE, {"email": citizen.email, "next": "/en/stand/"})["Location"]
    done = client.post(confirm, {"code": code_for(citizen.email), "next": "/en/stand/"})
    assert (done["Location"], is_signed_in(client)) == ("/en/stand/", True)


def test_a_code_works_once_and_in_its_own_browser_only(client: Client, citizen: User) -> None:
    confirm = client.post(BY_CODE, {"email": citizen.email})["Location"]
    code = code_for(citizen.email)
    other = Client()
    other.post(confirm, {"code": code})
    assert not is_signed_in(other)
    client.post(confirm, {"code": code})
    client.post("/en/konto/logout/")
    assert not is_signed_in(client)
    client.post(confirm, {"code": code})
    assert not is_signed_in(client)


def test_a_code_is_of_no_use_after_fifteen_minutes(
    client: Client, citizen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm = client.post(BY_CODE, {"email": citizen.email})["Location"]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
    client.post(confirm, {"code": code_for(citizen.email)})
    assert not is_signed_in(client)


def test_a_new_password_by_code(client: Client, citizen: User) -> None:
    confirm = client.post(RESET, {"email": citizen.email})["Location"]
    client.get(confirm)
    choose = client.post(confirm, {"code": code_for(citizen.email)})["Location"]
    response = client.post(choose, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert response.status_code == 302
    citizen.refresh_from_db()
    assert citizen.check_password(NEW_PASSWORD)
    told = Delivery.objects.order_by("-id")[0]
    assert (told.to, NEW_PASSWORD in told.body) == (citizen.email, False)


def test_after_a_new_password_one_goes_on_to_signing_in(client: Client, citizen: User) -> None:
    confirm = client.post(RESET, {"email": citizen.email})["Location"]
    choose = client.post(confirm, {"code": code_for(citizen.email)})["Location"]
    done = client.post(choose, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    main = done.content.decode().split("<main")[1].split("</main>")[0]
    assert 'class="button button--primary" href="/en/konto/login/"' in main
    # The notice must not read as if there were something to do.
    assert Delivery.objects.order_by("-id")[0].subject == "Your password has been changed"


@pytest.mark.parametrize(("path", "leads"), [(BY_CODE, BY_CODE), (RESET, RESET), (SIGN_UP, SIGN_IN)])
def test_after_the_last_wrong_code_one_gets_a_new_one(path: str, leads: str, client: Client) -> None:
    typed = {"email": "weg@example.org", "password1": NEW_PASSWORD}
    confirm = client.post(path, typed)["Location"]
    assert [client.post(confirm, {"code": "AAAA-AAAA"}).status_code for _ in range(2)] == [200, 200]
    last = client.post(confirm, {"code": "AAAA-AAAA"}, follow=True)
    assert last.redirect_chain == [(leads, 302)]
    (said,) = [str(message) for message in last.context["messages"] if message.level_tag == "error"]
    assert ("wrong several times" in said, "new code" in said, "attempts" in said) == (True, True, False)


def test_after_the_last_wrong_code_for_a_new_address_one_enters_it_again(client: Client, citizen: User) -> None:
    client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    change = "/en/konto/email/"
    client.post("/en/konto/reauthenticate/", {"password": make.PASSWORD})
    confirm = client.post(change, {"email": "neu@example.org", "action_add": "1"})["Location"]
    for _ in range(2):
        client.post(confirm, {"code": "AAAA-AAAA"})
    assert client.post(confirm, {"code": "AAAA-AAAA"})["Location"] == change


@pytest.mark.parametrize("path", [BY_CODE, RESET, SIGN_UP])
def test_a_code_says_how_long_it_is_valid(path: str, settings: Settings, client: Client, citizen: User) -> None:
    settings.CODE_MINUTES = 17
    email = "weg@example.org" if path == SIGN_UP else citizen.email
    page = client.post(path, {"email": email, "password1": NEW_PASSWORD}, follow=True).content.decode()
    mail = Delivery.objects.get(to=email)
    assert ("valid for 17 minutes" in page, "valid for 17 minutes" in mail.body) == (True, True)
    assert "the page that is still open" in mail.body


@pytest.mark.parametrize("path", [BY_CODE, RESET])
def test_a_closed_account_gets_no_code(path: str, client: Client, citizen: User) -> None:
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    client.post(path, {"email": citizen.email})
    assert [mail for mail in Delivery.objects.all() if CODE.search(mail.body)] == []


def test_a_closed_account_does_not_sign_in(client: Client, citizen: User) -> None:
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
)
def test_signing_in_never_leads_elsewhere(target: str, client: Client, citizen: User) -> None:
    response = client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD, "next": target})
    assert (response.status_code, response["Location"]) == (302, "/en/meine/ideen/")


def test_signing_in_leads_on(client: Client, citizen: User) -> None:
    response = client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD, "next": "/stand/"})
    assert response["Location"] == "/stand/"


@pytest.mark.parametrize("path", [SIGN_IN, BY_CODE, RESET, SIGN_UP])
@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        "\ud800",
        "a" * 60_000,
        "a" * 100_000,
        "\u0323\u0301" * 6_000,
        "<script>",
        "' OR 1=1 --",
        "ł" * 5000 + "@example.org",
    ],
)
def test_bad_input_is_an_answer(path: str, typed: str, client: Client) -> None:
    body = dict.fromkeys(("login", "email", "password", "password1", "code", "next", "display_name"), typed)
    encoded = urlencode(body, errors="surrogatepass")
    response = client.post(path, encoded, content_type="application/x-www-form-urlencoded")
    assert response.status_code == (413 if len(encoded) > 512 * 1024 else 200)


# Nobody learns whose address is known


def answers_to(path: str, **typed: str) -> list[Any]:
    """All that somebody sees who asks for a code and then types a wrong one."""
    client = Client()
    asked = client.post(path, typed)
    page = client.get(asked["Location"])
    wrong = client.post(asked["Location"], {"code": "AAAA-AAAA"})
    return [asked.status_code, asked["Location"], seen(page), wrong.status_code, seen(wrong)]


@pytest.mark.parametrize("path", [BY_CODE, RESET])
def test_codes_do_not_tell_who_has_an_account(path: str, citizen: User) -> None:
    assert answers_to(path, email=citizen.email) == answers_to(path, email="weg@example.org")
    assert sorted(Delivery.objects.values_list("to", flat=True)) == [citizen.email, "weg@example.org"]


def test_signing_up_does_not_tell_who_has_an_account(citizen: User) -> None:
    known, unknown = (
        answers_to(SIGN_UP, email=email, password1=NEW_PASSWORD) for email in (citizen.email, "weg@example.org")
    )
    assert known == unknown
    assert {mail.to: bool(CODE.search(mail.body)) for mail in Delivery.objects.all()} == {
        citizen.email: False,
        "weg@example.org": True,
    }


def test_a_wrong_password_does_not_tell_who_has_an_account(citizen: User) -> None:
    answers = [
        (response.status_code, seen(response))
        for email in (citizen.email, "weg@example.org")
        for response in [Client().post(SIGN_IN, {"login": email, "password": "falsch-falsch"})]
    ]
    assert answers[0] == answers[1]


class CountingHasher(Argon2id):
    """Counts how often a password is hashed: that is what takes the time."""

    hashed: ClassVar[Counter[str]] = Counter()

    def encode(self, password: str, salt: str) -> str:
        self.hashed["times"] += 1
        encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        self.hashed["times"] += 1
        verified: bool = super().verify(password, encoded)
        return verified


def test_a_wrong_password_takes_as_long_for_an_unknown_address(settings: Settings, citizen: User) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.test_signing_in.CountingHasher"]
    citizen.set_password(make.PASSWORD)
    citizen.save()
    times = []
    for email in (citizen.email, "weg@example.org"):
        CountingHasher.hashed.clear()
        Client().post(SIGN_IN, {"login": email, "password": "falsch-falsch"})
        times.append(CountingHasher.hashed["times"])
    assert times[0] == times[1] > 0


def test_signing_up_takes_as_long_for_a_known_address(settings: Settings, citizen: User) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.test_signing_in.CountingHasher"]
    times = []
    for email in (citizen.email, "weg@example.org"):
        CountingHasher.hashed.clear()
        sign_up(Client(), email)
        times.append(CountingHasher.hashed["times"])
    assert times == [1, 1]


# Limits of trying


def errors_of(response: Any) -> list[tuple[str, bool]]:
    """Which errors belong to no field, and whether each says how long to wait."""
    found = response.context["form"].non_field_errors().as_data()
    return [(error.code, "10 minutes" in str(error.message)) for error in found]


def guess(client: Client, people: int, **headers: str) -> None:
    """A wrong password for so many addresses."""
    for number in range(people):
        typed = {"login": f"mensch-{number}@example.org", "password": "falsch-falsch"}
        client.post(SIGN_IN, typed, headers={name: value.format(number) for name, value in headers.items()})


def test_guessing_a_password_is_limited_and_says_how_long_to_wait(client: Client, citizen: User) -> None:
    for _ in range(5):
        client.post(SIGN_IN, {"login": citizen.email, "password": "falsch-falsch"})
    response = client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    assert not is_signed_in(client)
    assert errors_of(response) == [("too_many_login_attempts", True)]


def test_a_dozen_people_who_mistype_lock_out_nobody_else_in_the_building(client: Client, citizen: User) -> None:
    guess(client, 12)
    client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    assert is_signed_in(client)


def test_fifty_people_in_one_building_sign_in_in_one_minute(client: Client, citizen: User) -> None:
    for _ in range(50):
        client.post(SIGN_IN, {"login": "", "password": ""})
    client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    assert is_signed_in(client)


def test_thirty_people_in_one_building_sign_up() -> None:
    answers = {sign_up(Client(), f"mensch-{number}@example.org").status_code for number in range(30)}
    assert (answers, User.objects.count()) == ({302}, 30)


def test_spraying_one_password_over_many_accounts_is_limited(client: Client, citizen: User) -> None:
    guess(client, 50)
    client.post(SIGN_IN, {"login": citizen.email, "password": make.PASSWORD})
    assert not is_signed_in(client)


def test_a_forged_header_lifts_no_limit(client: Client, citizen: User) -> None:
    guess(client, 50, **{"X-Forwarded-For": "203.0.113.{}"})
    client.post(
        SIGN_IN, {"login": citizen.email, "password": make.PASSWORD}, headers={"X-Forwarded-For": "203.0.113.99"}
    )
    assert not is_signed_in(client)


def test_limits_of_signing_in_keep_no_address_in_the_cache() -> None:
    for path in (SIGN_IN, SIGN_UP, BY_CODE, RESET):
        typed = {"login": "weg@example.org", "email": "weg@example.org", "password": "falsch-falsch"}
        Client().post(path, {**typed, "password1": NEW_PASSWORD}, REMOTE_ADDR="192.0.2.77")
    connection = cache._redis._cache.get_client()  # type: ignore[attr-defined]
    keys = [key.decode() for key in connection.keys("*")]
    assert {key.split(":ip:")[0].split(":")[-2] for key in keys if ":ip:" in key} == {
        "login", "login_failed", "signup", "request_login_code", "reset_password",
    }  # fmt: skip
    assert [key for key in keys if "192.0.2.77" in key or "weg@example.org" in key] == []


@pytest.mark.parametrize("path", [BY_CODE, RESET])
def test_nobody_is_flooded_with_mails(path: str, citizen: User) -> None:
    for _ in range(10):
        Client().post(path, {"email": citizen.email})
    assert 1 <= Delivery.objects.count() <= 5


def test_a_poisoned_host_reaches_no_mail(citizen: User) -> None:
    response = Client().post(RESET, {"email": citizen.email}, headers={"Host": "evil.example"})
    assert (response.status_code, Delivery.objects.count()) == (400, 0)


# The second factor when signing in


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.mark.parametrize("way", ["password", "code"])
def test_whoever_has_a_second_factor_brings_it(way: str, client: Client, moderator: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(moderator, secret)
    if way == "password":
        response = client.post(SIGN_IN, {"login": moderator.email, "password": make.PASSWORD})
    else:
        confirm = client.post(BY_CODE, {"email": moderator.email})["Location"]
        response = client.post(confirm, {"code": code_for(moderator.email)})
    assert (response["Location"].split("?")[0], is_signed_in(client)) == ("/en/konto/2fa/authenticate/", False)
    client.post(response["Location"], {"code": "000000"})
    assert not is_signed_in(client)
    client.post(response["Location"], {"code": totp(secret)})
    assert is_signed_in(client)


def test_a_new_password_does_not_go_round_the_second_factor(client: Client, moderator: User) -> None:
    TOTP.activate(moderator, generate_totp_secret())
    confirm = client.post(RESET, {"email": moderator.email})["Location"]
    choose = client.post(confirm, {"code": code_for(moderator.email)})["Location"]
    client.post(choose, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
