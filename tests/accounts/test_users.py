"""Users: one account an address, whatever its case; passwords by Argon2id."""

from typing import Any

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import User
from accounts.validators import DEMO_PASSWORD
from tests import make
from tests.together import at_once


def test_argon2id_as_owasp_asks() -> None:
    algorithm, phc = make_password(make.PASSWORD).split("$", 1)
    parameters = extract_parameters("$" + phc)
    assert (algorithm, parameters.type) == ("argon2", Type.ID)
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


def codes(password: str, user: User | None = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return sorted(str(one.code) for one in error.error_list)
    return []


def test_the_demo_password_is_refused_outside_the_demo(settings: Settings) -> None:
    assert (settings.DEMO, codes(DEMO_PASSWORD)) == (False, ["demo"])
    settings.DEMO = True
    assert codes(DEMO_PASSWORD) == []


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        (make.PASSWORD, []), ("Drei kurze Wörter genügen", []), ("Hx7-kurz9", ["password_too_short"]),
        ("password123", ["password_too_common"]),
        ("katrin-berger@example.org", ["password_too_similar"]), ("", ["password_too_short"]), ("🚲" * 10, []),
    ],
)  # fmt: skip
def test_passwords(password: str, expected: list[str]) -> None:
    assert codes(password, User(email="katrin-berger@example.org")) == expected


def test_every_rule_says_something() -> None:
    assert all(password_validators_help_texts())


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["KATRIN@example.org", "Katrin@Example.ORG", "katrin@example.org"])
def test_one_account_an_address_whatever_its_case(email: str, citizen: User) -> None:
    assert citizen.email == "katrin@example.org"
    with (
        pytest.raises(IntegrityError, match=r"user_email_once_whatever_case|accounts_user_email"),
        transaction.atomic(),
    ):
        User.objects.create(email=email)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(email)
    with pytest.raises(ValidationError):
        User(email=email).full_clean(exclude=["password"])


@pytest.mark.django_db(transaction=True)
def test_signing_up_twice_at_once_is_one_account() -> None:
    outcomes = at_once(
        *(lambda email=email: User.objects.create_user(email) for email in ("neu@example.org", "NEU@example.org"))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "User"]


@pytest.mark.django_db
def test_addresses_are_kept_small_and_found_in_any_case() -> None:
    user = User.objects.create_user(" Neu@Example.Org ", "x" * 12)
    assert user.email == "neu@example.org"
    assert User.objects.get_by_natural_key("NEU@EXAMPLE.org") == user
    assert (user.is_staff, user.is_superuser, user.is_active, user.language) == (False, False, True, "de")


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", ["", None, "   "])
def test_no_account_without_an_address(nothing: Any) -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user(nothing)


@pytest.mark.django_db
def test_without_a_password_nobody_signs_in_by_password() -> None:
    user = User.objects.create_user("ohne@example.org")
    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.django_db
def test_a_superuser_is_staff() -> None:
    user = User.objects.create_superuser("chef@example.org", make.PASSWORD)
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_a_user_is_shown_by_name() -> None:
    user = User(email="katrin@example.org", display_name="Katrin Berger")
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Katrin Berger",) * 3
    assert str(User(email="katrin@example.org")) == "katrin@example.org"
