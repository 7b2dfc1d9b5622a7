"""The handbook: one text, in the repository and in the administration."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from tests.conftest import signed_in_staff

TEXT = Path(settings.BASE_DIR, "docs", "moderation.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[([^\]]*)\]\(\.\./static/([^)]+)\)", TEXT)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["moderator", "editor", "administrator"])
def test_it_is_a_page_of_the_administration(who: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(who)
    desk = signed_in_staff(user)
    assert 'href="/admin/hilfe/"' in desk.get("/admin/").content.decode()
    page = desk.get("/admin/hilfe/").content.decode()
    for heading in re.findall(r"^##+ (.+?)(?: \{#([a-z-]+)\})?$", TEXT, re.MULTILINE):
        assert f'id="{heading[1]}">{heading[0]}</h' in page, heading
    for target in re.findall(r'href="#([a-z-]+)"', page):
        assert f'id="{target}"' in page
    assert "{#" not in page
    assert page.count("<img") >= len(PICTURES) >= 5


def test_every_picture_is_there_and_described() -> None:
    for words, name in PICTURES:
        assert len(words) > 20
        assert finders.find(name), name
        assert Path(str(finders.find(name))).stat().st_size < 200_000, name


def test_it_speaks_of_what_is_set() -> None:
    """Numbers in the text are those of the settings."""
    for number, what in (
        (settings.DECISION_WORKING_DAYS, "zwei Arbeitstagen"), (settings.SPAM_RESTORE_DAYS, "30 Tage lang"),
        (settings.MERGE_OBJECTION_DAYS, "14 Tage lang"),
    ):  # fmt: skip
        assert what in TEXT
        assert number in {2, 30, 14}


@pytest.mark.django_db
def test_nobody_else_reads_it(as_citizen: Client) -> None:
    assert as_citizen.get("/admin/hilfe/").status_code == 403
    assert Client().get("/admin/hilfe/").status_code == 302
