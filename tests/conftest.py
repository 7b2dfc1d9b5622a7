"""Fixtures for all tests. Tests run on PostgreSQL, with Celery not eager and nothing of ours mocked."""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from pytest_django.plugin import blocking_manager_key
from django.utils import translation

from accounts.models import User
from moderation import header
from texts import memory
from tests import make
from themes.models import Theme


def pytest_configure() -> None:
    """Each process of a parallel run has a cache of its own: one test's clearing is not another's."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
    own = django_settings.CACHES["default"]["LOCATION"].rpartition("/")[0] + f"/{2 + number}"
    django_settings.CACHES["default"]["LOCATION"] = own


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Function, nextitem: pytest.Item | None) -> Iterator[None]:
    """Django empties all tables after a test that commits; the rows of the migrations come back."""
    yield
    if nextitem is None:  # the database itself is gone by now
        return
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(item.fixturenames)
    if asked or (marker and marker.kwargs.get("transaction")):
        with item.config.stash[blocking_manager_key].unblock():
            _put_back_rows_of_migrations()


def _put_back_rows_of_migrations() -> None:
    if not Theme.objects.exists():
        for name in (
            "themes.migrations.0002_seed", "themes.migrations.0004_first_places",
            "pages.migrations.0002_seed", "ideas.migrations.0003_rules",
            "ideas.migrations.0007_first_phases", "pages.migrations.0004_built_in", "ideas.migrations.0008_netiquette",
            "moderation.migrations.0004_first_procedures", "ideas.migrations.0020_first_sentences",
        ):  # fmt: skip
            import_module(name).seed(apps, connection)
        import_module("lausitz_portal.migrations.0001_groups").make_groups(apps, connection.schema_editor())
        for name in (
            "0002_editors_of_phases",
            "0003_pages",
            "0004_emergencies",
            "0005_office_rights",
            "0006_place_rights",
            "0007_curating",
            "0008_export_rights",
            "0009_desk_rights",
            "0010_flood_rights",
        ):
            import_module(f"lausitz_portal.migrations.{name}").grant(apps, connection.schema_editor())
    connection.close()


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process keeps for seconds must not reach from one test into the next, nor fade within a slow one."""
    monkeypatch.setattr(memory, "SECONDS", 3600.0)
    monkeypatch.setattr(header, "SECONDS", 3600)
    memory.forget()
    cache.clear()
    translation.activate(django_settings.LANGUAGE_CODE)
    yield
    memory.forget()


@pytest.fixture(scope="session", autouse=True)
def _not_the_demo(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests see the portal as operators run it; a test of the demo says so itself."""
    django_settings.DEMO = False
    # Tests look at a page before and after something happened, without waiting in between.
    django_settings.PAGE_CACHE_SECONDS = 0
    # Nor do they wait a minute for the mail of a decision; tests of taking back say so themselves.
    django_settings.DECISION_UNDO_SECONDS = 0
    # The manifest of collected files belongs to a running portal.
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "pictures": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path_factory.mktemp("pictures")},
        },
    }
    django_settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[Path]:
    """Where the pictures of one test lie."""
    folder = tmp_path / "pictures"
    chosen = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    with override_settings(STORAGES={**django_settings.STORAGES, "pictures": chosen}):
        yield folder


@pytest.fixture
def citizen(db: None) -> User:
    return make.user("katrin@example.org", display_name="Katrin Berger")


@pytest.fixture
def neighbour(db: None) -> User:
    return make.user("martin@example.org", display_name="Martin Schulz")


@pytest.fixture
def moderator(db: None) -> User:
    """Sees everything: moderates without memberships."""
    return make.user("moderation@example.org", groups=["Moderation"])


@pytest.fixture
def moderator_of_goerlitz(db: None) -> User:
    return make.user("goerlitz@example.org", groups=["Moderation"], authorities=["goerlitz"])


@pytest.fixture
def editor(db: None) -> User:
    return make.user("redaktion@example.org", groups=["Redaktion"])


@pytest.fixture
def administrator(db: None) -> User:
    return make.user("admin@example.org", groups=["Administration"])


@pytest.fixture
def as_citizen(client: Client, citizen: User) -> Client:
    client.force_login(citizen)
    return client


@pytest.fixture
def as_moderator(moderator: User) -> Client:
    """Signed in with a second factor, as staff must be."""
    return signed_in_staff(moderator)


@pytest.fixture
def as_editor(editor: User) -> Client:
    return signed_in_staff(editor)


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    return signed_in_staff(administrator)


def signed_in_staff(user: User) -> Client:
    """A client of somebody from the staff who has set up the second factor."""
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    return client
