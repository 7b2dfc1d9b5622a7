"""Fixtures of the mail tests: a mail server at which the portal's settings point."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.notifications.servers import HOST, MailSink


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Nobody signs in with a password here, and the real hasher is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        point_at(settings, server.port)
        yield server


def point_at(settings: Settings, port: int) -> None:
    """Let the portal send to this port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
