"""The discussion under an idea, as each reader sees it."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ideas import discussion, thread
from ideas.models import Comment, Idea, Rule
from tests import make
from tests.ideas.test_reading_idea import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[thread.READ_WHOLE, -1], ids=["read whole", "read by pages"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short and long discussions are read differently and look the same."""
    monkeypatch.setattr(thread, "READ_WHOLE", request.param)


@pytest.fixture
def idea(db: None) -> Idea:
    return make.idea("Abendbus")


def articles(client: Client, idea: Idea, query: str = "") -> list[str]:
    """The comments of the page as a reader sees them, in order."""
    page = client.get(f"/en/ideen/{idea.reference}/abendbus/{query}").content.decode()
    return [text_of(found) for found in re.findall(r'<article class="comment.*?</article>', page, re.DOTALL)]


def texts(found: thread.Thread) -> list[Any]:
    """The shape of a thread: each text with those of its replies."""
    words = re.compile(r'<div class="user-text"[^>]*><p>(.*?)</p>')
    return [
        (*words.findall(entry.html), [word for reply in entry.replies for word in words.findall(reply)])
        for entry in found.entries
    ]


def remove(comment: Comment, by: User) -> None:
    rule = Rule.objects.get(number=3)
    discussion.remove(comment.pk, by=by, rule=rule, facts="Der Beitrag nennt eine Adresse.")


def test_two_levels_latest_first_replies_in_order(idea: Idea, citizen: User, neighbour: User) -> None:
    one = make.comment(idea, author=citizen, text="eins")
    two = make.comment(idea, author=neighbour, text="zwei")
    reply = make.comment(idea, author=neighbour, text="eins a", answers=one)
    make.comment(idea, author=citizen, text="eins b", answers=reply)
    make.comment(idea, author=citizen, text="zwei a", answers=two)
    assert texts(thread.read(idea, citizen)) == [("zwei", ["zwei a"]), ("eins", ["eins a", "eins b"])]


def test_a_reply_to_a_reply_says_to_whom(client: Client, idea: Idea, citizen: User, neighbour: User) -> None:
    one = make.comment(idea, author=citizen, text="eins")
    reply = make.comment(idea, author=neighbour, text="eins a", answers=one)
    make.comment(idea, author=citizen, text="eins b", answers=reply)
    assert ["To Martin Schulz" in shown for shown in articles(client, idea)] == [False, False, True]


def test_waiting_comments_are_seen_by_their_author_only(
    client: Client, idea: Idea, citizen: User, neighbour: User, moderator: User
) -> None:
    make.comment(idea, author=citizen, text="Wartet noch", publish=False)
    spam = make.comment(idea, author=citizen, text="Billige Uhren", publish=False)
    discussion.discard(spam.pk, by=moderator)
    assert articles(client, idea) == []
    client.force_login(neighbour)
    assert articles(client, idea) == []
    client.force_login(citizen)
    shown = articles(client, idea)
    assert ["Not published" in shown[0], "Waiting for release" in shown[1]] == [True, True]
    assert ["Reply" in one or "Report" in one for one in shown] == [False, False]


def test_removed_comments_keep_their_place_and_lose_their_words(
    client: Client, idea: Idea, citizen: User, neighbour: User, moderator: User
) -> None:
    bad = make.comment(idea, author=neighbour, text="Er wohnt in der Hauptstraße 3")
    make.comment(idea, author=citizen, text="So nicht", answers=bad)
    assert "Hauptstraße" in articles(client, idea)[0]
    remove(bad, moderator)
    shown = articles(client, idea)
    assert shown[0] == "Removed contribution Contribution removed (netiquette no. 3)"
    assert "So nicht" in shown[1]
    client.force_login(neighbour)
    assert "Hauptstraße" in articles(client, idea)[0]
    assert "Der Beitrag nennt eine Adresse." in articles(client, idea)[0]


def test_the_name_of_a_removed_comment_is_not_repeated(
    client: Client, idea: Idea, citizen: User, neighbour: User, moderator: User
) -> None:
    one = make.comment(idea, author=citizen)
    bad = make.comment(idea, author=neighbour, answers=one)
    make.comment(idea, author=citizen, answers=bad)
    assert "Martin Schulz" in " ".join(articles(client, idea))
    remove(bad, moderator)
    assert "Martin Schulz" not in " ".join(articles(client, idea))


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"byline": ""}, "Without a name"), ({"byline": "", "former_member": True}, "Former member")],
)
def test_names(client: Client, idea: Idea, citizen: User, fields: dict[str, Any], name: str) -> None:
    comment = make.comment(idea, author=citizen)
    Comment.objects.filter(pk=comment.pk).update(**fields)
    assert articles(client, idea)[0].startswith(name)


def test_the_project_team_has_a_label(client: Client, idea: Idea, editor: User, citizen: User) -> None:
    make.comment(idea, author=editor)
    make.comment(idea, author=citizen)
    assert ["Project team" in shown for shown in articles(client, idea)] == [False, True]


def test_edited_comments_say_so_with_their_new_words(client: Client, idea: Idea, citizen: User) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    assert "edited" not in articles(client, idea)[0]
    discussion.edit(comment.pk, by=citizen, text="Nachher")
    shown = articles(client, idea)[0]
    assert ["edited" in shown, "Nachher" in shown, "Vorher" in shown] == [True, True, False]


def test_links_for_each_reader(client: Client, idea: Idea, citizen: User, neighbour: User) -> None:
    comment = make.comment(idea, author=citizen)
    links = [
        f"{reverse('ideas:comment', args=[idea.reference])}?antwort={comment.pk}",
        reverse("moderation:report_comment", args=[comment.pk]),
        reverse("ideas:comment_edit", args=[comment.pk]),
    ]

    def offered() -> list[bool]:
        page = client.get(idea.get_absolute_url()).content.decode()
        return [f'href="{link}"' in page for link in links]

    assert offered() == [True, True, False]
    client.force_login(neighbour)
    assert offered() == [True, True, False]
    client.force_login(citizen)
    assert offered() == [True, False, True]
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert offered() == [True, False, False]


def test_pages_of_twenty_five(client: Client, idea: Idea, citizen: User) -> None:
    for number in range(1, 28):
        make.comment(idea, author=citizen, text=f"Nummer {number}")
    assert len(articles(client, idea)) == 25
    assert [re.findall(r"Nummer \d+", shown) for shown in articles(client, idea, "?kommentare=2")] == [
        ["Nummer 2"],
        ["Nummer 1"],
    ]
    page = client.get(f"{idea.get_absolute_url()}?kommentare=2").content.decode()
    assert 'href="?kommentare=1#diskussion"' in page
    assert 'href="?kommentare=3' not in page


@pytest.mark.parametrize("query", ["kommentare=99", "kommentare=-1", "kommentare=x", f"kommentare={'9' * 5000}",
                                   "faden=0", "faden=x", f"faden={'9' * 5000}", "faden=1&kommentare=7"])  # fmt: skip
def test_odd_pages_are_answered(client: Client, idea: Idea, citizen: User, query: str) -> None:
    make.comment(idea, author=citizen)
    assert client.get(f"{idea.get_absolute_url()}?{query}").status_code == 200


def test_a_comment_has_an_address_of_its_own(client: Client, idea: Idea, citizen: User, neighbour: User) -> None:
    one = make.comment(idea, author=citizen, text="eins")
    reply = make.comment(idea, author=neighbour, text="eins a", answers=one)
    make.comment(idea, author=citizen, text="zwei")
    assert reply.get_absolute_url() == f"{idea.get_absolute_url()}?faden={one.pk}#kommentar-{reply.pk}"
    page = client.get(reply.get_absolute_url()).content.decode()
    assert f'id="kommentar-{reply.pk}"' in page
    assert "<p>zwei</p>" not in page


def test_threads_of_other_ideas_are_not_shown_here(client: Client, idea: Idea, citizen: User) -> None:
    elsewhere = make.comment(make.idea(), author=citizen, text="Anderswo")
    assert articles(client, idea, f"?faden={elsewhere.pk}") == []


def test_many_replies_stand_on_a_page_of_their_own(idea: Idea, citizen: User) -> None:
    one = make.comment(idea, author=citizen, text="eins")
    Comment.objects.bulk_create(
        Comment(idea=idea, parent=one, author=citizen, text=f"Antwort {number}", status=Comment.Status.PUBLISHED,
                published_at=timezone.now(), form_key=uuid.uuid4())
        for number in range(60)
    )  # fmt: skip
    (entry,) = thread.read(idea, citizen).entries
    assert (len(entry.replies), entry.more_url) == (50, f"?faden={one.pk}#kommentar-{one.pk}")
    (first,) = thread.read(idea, citizen, single=one.pk).entries
    (second,) = thread.read(idea, citizen, single=one.pk, page=2).entries
    assert (len(first.replies), len(second.replies)) == (50, 10)
    assert (first.more_url, second.more_url) == ("", "")


def test_when_not_all_replies_were_read_every_thread_says_there_may_be_more(
    idea: Idea, citizen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "REPLIES_READ", 2)
    one, two = make.comment(idea, author=citizen), make.comment(idea, author=citizen)
    for _ in range(2):
        make.comment(idea, author=citizen, answers=one)
    assert [bool(entry.more_url) for entry in thread.read(idea, citizen).entries] == [False, False]
    make.comment(idea, author=citizen, answers=two)
    assert [bool(entry.more_url) for entry in thread.read(idea, citizen).entries] == [True, True]


def test_markup_in_comments_and_names_is_text(client: Client, idea: Idea) -> None:
    evil = '<script>alert(1)</script> javascript:alert(1) <a href="javascript:alert(1)">x</a>'
    make.comment(idea, author=make.user(display_name="<b>Ada</b>"), text=evil)
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<b>Ada" not in page
