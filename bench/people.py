"""Who uses the portal in the benchmark, already signed in."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client as TestClient

from accounts.models import User
from bench.client import Client

MODERATOR = "moderation@bench.invalid"
EDITOR = "redaktion@bench.invalid"
CITIZEN = "buergerin@bench.invalid"
NEIGHBOURS = 8


@dataclass(frozen=True)
class Cast:
    """Citizens, and staff with a second factor."""

    citizen: User
    neighbours: tuple[User, ...]
    moderator: User
    editor: User


def gather() -> Cast:
    """Make the accounts of the benchmark."""
    return Cast(
        _account(CITIZEN, "Benchmark Bürgerin"),
        tuple(_account(f"nachbar{number}@bench.invalid", f"Nachbar {number}") for number in range(NEIGHBOURS)),
        _account(MODERATOR, "Mareike Schulz", "Moderation"),
        _account(EDITOR, "Thomas Nagel", "Redaktion"),
    )


def _account(email: str, name: str, *groups: str) -> User:
    user = User.objects.create_user(email, None, display_name=name, is_staff=bool(groups))
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    if groups:
        TOTP.activate(user, generate_totp_secret())
    return user


def signed_in(port: int, user: User) -> Client:
    """A client with a session of `user`, made without the sign-in page."""
    door: Any = TestClient()
    door.force_login(user)
    return Client(port, {settings.SESSION_COOKIE_NAME: door.cookies[settings.SESSION_COOKIE_NAME].value})
