"""Everything new is read first: what known contributors write waits like all else, until somebody ends it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ideas import discussion, policies
from ideas.models import Comment, Idea
from journal.models import Entry
from moderation.models import QueueItem
from pages import portal_state
from tests import make
from texts import memory

pytestmark = pytest.mark.django_db
HOLD, QUEUE = "/admin/pages/portalstate/hold/", "/admin/moderation/queueitem/"


def known() -> tuple[Idea, User]:
    """Somebody whose comments appear at once, and an idea to write under."""
    person = make.user()
    make.idea(author=person)
    return make.idea(), person


def written(idea: Idea, author: User) -> Comment:
    return discussion.write(idea, author=author, text=f"{uuid.uuid4()}", language="de", form_key=uuid.uuid4())


def held(**fields: Any) -> None:
    portal_state.hold(**{"until": None, "by": make.user(), **fields})
    memory.forget()


def test_known_contributors_wait_like_all_others_until_it_is_ended(administrator: User) -> None:
    idea, person = known()
    assert written(idea, person).status == "published"
    held()
    waiting = written(idea, person)
    assert (waiting.status, waiting.pending_since, waiting.published_at) == ("pending", waiting.created_at, None)
    assert QueueItem.objects.get().key == f"comment-{waiting.pk}"
    assert idea.counter.comments == 1
    portal_state.let_go(by=administrator)
    assert written(idea, person).status == "published"
    assert QueueItem.objects.count() == 1


def test_it_ends_by_itself_at_its_moment() -> None:
    idea, person = known()
    held(until=timezone.now() + timedelta(minutes=1))
    assert written(idea, person).status == "pending"
    held(until=timezone.now() - timedelta(seconds=1))
    assert written(idea, person).status == "published"


def test_public_comments_stay_as_they_are(client: Client) -> None:
    idea, person = known()
    public = written(idea, person)
    held()
    waiting = written(idea, person)
    client.force_login(person)
    address = reverse("ideas:comment_edit", args=[public.pk])
    refused = client.post(address, {"text": "Jetzt mit Werbung."})
    assert (refused.status_code, "Jetzt mit Werbung." in refused.content.decode()) == (403, True)
    assert refused.context["is_held"]
    with pytest.raises(discussion.CommentDecided):
        discussion.edit(public.pk, by=person, text="Jetzt mit Werbung.")
    public.refresh_from_db()
    assert "Werbung" not in public.text
    assert policies.may_edit_comment(person, waiting)
    discussion.edit(waiting.pk, by=person, text="Anders, und es wartet noch.")
    assert policies.may_withdraw_comment(person, public)


def test_the_page_switches_and_the_journal_knows(as_editor: Client, editor: User) -> None:
    assert "waiting" not in as_editor.get(HOLD).context
    assert as_editor.post(HOLD, {"holds_until": ""})["Location"] == HOLD
    assert portal_state.at_this_moment().is_held
    later = timezone.localtime() + timedelta(days=1)
    assert as_editor.post(HOLD, {"holds_until": f"{later:%Y-%m-%dT%H:%M}"}).status_code == 302
    assert portal_state.at_this_moment().holds_until == later.replace(second=0, microsecond=0)
    as_editor.post(HOLD, {"let_go": "1"})
    assert not portal_state.at_this_moment().is_held
    entries = Entry.objects.filter(subject_kind="portal").order_by("id").values_list("verb", "actor", "ids")
    assert list(entries) == [
        ("portal.held", editor.pk, {"ends": False}), ("portal.held", editor.pk, {"ends": True}),
        ("portal.let_go", editor.pk, {}),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["gestern", "2020-01-01T00:00", "9" * 50])
def test_a_moment_that_is_none_or_over_is_refused(as_editor: Client, wrong: str) -> None:
    response = as_editor.post(HOLD, {"holds_until": wrong})
    assert list(response.context["form"].errors) == ["holds_until"]
    assert not portal_state.at_this_moment().is_held


@pytest.mark.parametrize(("days", "fits"), [(29, True), (31, False), (400, False), (None, False)])
def test_no_end_lies_further_ahead_than_anybody_can_see(as_editor: Client, days: int | None, fits: bool) -> None:
    until = timezone.localtime() + timedelta(days=days) if days else datetime(9999, 12, 31, 23, 59)  # noqa: DTZ001
    response = as_editor.post(HOLD, {"holds_until": f"{until:%Y-%m-%dT%H:%M}"})
    assert portal_state.at_this_moment().is_held is fits
    if not fits:
        [said] = response.context["form"].errors["holds_until"]
        assert said.startswith("Das ist in mehr als 30 Tagen.")


def test_the_other_switch_stays_as_it_is(administrator: User) -> None:
    held()
    portal_state.switch("slow", reason_texts={"de": "Viel los."}, until=None, hourly=5, by=administrator)
    assert portal_state.at_this_moment().is_held
    portal_state.let_go(by=administrator)
    state = portal_state.at_this_moment()
    assert (state.mode, state.hourly, state.is_held) == ("slow", 5, False)


def test_the_desk_says_so_and_who_may_end_it(as_moderator: Client, as_editor: Client) -> None:
    waiting = make.idea(status="submitted")
    pages = [QUEUE, f"{QUEUE}idea-{waiting.pk}/"]
    assert ["desk-note" in as_moderator.get(page).content.decode() for page in pages] == [False, False]
    held()
    assert ["desk-note" in as_moderator.get(page).content.decode() for page in pages] == [True, True]
    assert [f'href="{HOLD}"' in client.get(QUEUE).content.decode() for client in (as_moderator, as_editor)] == [
        False, True,
    ]  # fmt: skip
    assert (as_moderator.get(HOLD).status_code, as_moderator.post(HOLD).status_code) == (403, 403)


def test_the_overview_says_so_too(as_moderator: Client) -> None:
    address = reverse("admin:index")
    assert "Im Moment wird alles Neue zuerst gelesen." not in as_moderator.get(address).content.decode()
    held()
    assert "Im Moment wird alles Neue zuerst gelesen." in as_moderator.get(address).content.decode()
