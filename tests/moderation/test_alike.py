"""Beside a new idea stand those like it that are public, with enough to say: there is one already."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, supporting
from ideas.models import Comment, Idea, Stage, Status
from ideas.search import vocabulary
from moderation.models import Report
from tests import make
from tests.moderation.at_the_desk import reported, url

pytestmark = pytest.mark.django_db
BLOCK = '<details class="alike"'


def page_of(client: Client, about: Idea | Comment | Report) -> str:
    vocabulary.learn()
    make.census()
    response = client.get(url("show", about), headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def block(page: str) -> str:
    return page.partition(BLOCK)[2].partition("</details>")[0]


@pytest.fixture
def waiting() -> Idea:
    return make.idea("Rufbus nach Straupitz", text="Abends fährt nichts.", status=Status.SUBMITTED)


def test_what_is_there_already_is_shown_with_all_that_decides(
    as_moderator: Client, moderator: User, citizen: User, waiting: Idea
) -> None:
    there = make.idea(
        "Ein Rufbus für Straupitz", text="Nach acht fährt nichts mehr.", place_name="Straupitz",
        authorities=["dahme-spreewald"],
    )  # fmt: skip
    supporting.give(there.pk, user=citizen)
    lifecycle.set_stage(there.pk, stage=Stage.NOT_PURSUED, by=moderator, reason="Der Bus ist zu teuer.")
    for number in range(6):
        make.idea(f"Mehr Bäume {number}", text="Es ist zu warm.")
    page = page_of(as_moderator, waiting)
    shown = block(page)
    assert shown.partition(">")[0].split() == ['id="similar"', "open"]
    assert shown.count("<h3") == 1
    for part in (
        f'href="{there.get_absolute_url()}" target="_blank" rel="noopener">Ein Rufbus für Straupitz</a>',
        "Nach acht fährt nichts mehr.", "#i-stop", "Straupitz, ", "<li>1 ", there.reference, "Der Bus ist zu teuer.",
    ):  # fmt: skip
        assert part in shown, part
    assert '<a href="#similar">1 ' in page


def test_five_at_most_and_none_that_is_not_public(as_moderator: Client, waiting: Idea) -> None:
    for number in range(6):
        make.idea(f"Rufbus nach Straupitz {number}")
    for number in range(30):
        make.idea(f"Bäume {number}", text="Es ist zu warm.")
    for status in (Status.SUBMITTED, Status.LOCKED, Status.REJECTED):
        make.idea(f"Rufbus nach Straupitz, {status}", status=status)
    shown = block(page_of(as_moderator, waiting))
    assert shown.count("<h3") == 5
    for status in (Status.SUBMITTED, Status.LOCKED, Status.REJECTED):
        assert f"Straupitz, {status}" not in shown


def test_where_nothing_is_similar_nothing_is_said(as_moderator: Client, waiting: Idea) -> None:
    make.idea("Mehr Bäume", text="Es ist zu warm.")
    page = page_of(as_moderator, waiting)
    assert BLOCK not in page
    assert "#similar" not in page


def test_other_cases_are_not_compared(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Rufbus nach Straupitz", author=citizen)
    make.idea("Ein Rufbus für Straupitz")
    comment = make.comment(idea, author=citizen)
    Comment.objects.filter(pk=comment.pk).update(status=Comment.Status.PENDING, pending_since=timezone.now())
    amended = make.idea("Rufbus nach Byhleguhre", author=citizen)
    lifecycle.amend(amended.pk, content=make.content("Rufbus nach Straupitz"), by=citizen)
    for about in (comment, reported(idea), amended):
        with CaptureQueriesContext(connection) as captured:
            page = page_of(as_moderator, about)
        assert BLOCK not in page
        assert not [query for query in captured.captured_queries if "own(in_title" in query["sql"]]
