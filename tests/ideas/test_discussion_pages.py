"""Writing a comment: one form is one comment, and whatever goes wrong, the text comes back."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Idea, IdeaCounter, Rule, Status
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db
TEXT = "Das fehlt auch in Straupitz.\n\nUnd in Burg."


@pytest.fixture
def idea(db: None) -> Idea:
    return make.idea("Abendbus")


def address(idea: Idea, answers: Comment | None = None) -> str:
    query = f"?antwort={answers.pk}" if answers else ""
    return reverse("ideas:comment", args=[idea.reference]) + query


def typed(text: str = TEXT, **fields: Any) -> dict[str, Any]:
    return {"text": text, "language": "de", "form_key": str(uuid.uuid4()), **fields}


def after(browser: Client, where: str, sent: dict[str, Any]) -> Any:
    """The page that says what is wrong: one that was fetched, so that the browser's way back to it is open."""
    response = browser.post(where, sent, follow=True)
    assert [status for _address, status in response.redirect_chain] == [302]
    return response


def in_field(response: Any) -> str:
    """What stands in the text field of a page."""
    return str(response.context["form"]["text"].value())


def browser_of(user: User | None = None) -> Client:
    """A client that is held to the CSRF check."""
    browser = Client(enforce_csrf_checks=True)
    if user:
        browser.force_login(user)
    return browser


def test_a_first_comment_waits_for_release(as_citizen: Client, citizen: User, idea: Idea) -> None:
    response = as_citizen.post(address(idea), typed())
    comment = Comment.objects.get()
    here = f"{idea.get_absolute_url()}#kommentar-{comment.pk}"
    assert (response.status_code, response["Location"]) == (302, here)
    assert (comment.status, comment.author, comment.byline, comment.text) == ("pending", citizen, "Katrin Berger", TEXT)
    assert IdeaCounter.objects.get(pk=idea.pk).comments == 0


def test_known_people_appear_at_once(as_citizen: Client, citizen: User, idea: Idea) -> None:
    make.comment(idea, author=citizen)
    as_citizen.post(address(idea), typed())
    assert [comment.status for comment in Comment.objects.all()] == ["published", "published"]
    assert IdeaCounter.objects.get(pk=idea.pk).comments == 2


def test_authors_of_released_ideas_are_known_too(as_citizen: Client, citizen: User, idea: Idea) -> None:
    make.idea(author=citizen, status=Status.SUBMITTED)
    as_citizen.post(address(idea), typed("Eins"))
    make.idea(author=citizen)
    as_citizen.post(address(idea), typed("Zwei"))
    assert [comment.status for comment in Comment.objects.order_by("id")] == ["pending", "published"]


def test_answers_join_two_levels(as_citizen: Client, neighbour: User, idea: Idea) -> None:
    one = make.comment(idea, author=neighbour)
    reply = make.comment(idea, author=neighbour, answers=one)
    page = as_citizen.get(address(idea, reply))
    assert "Martin Schulz" in page.content.decode()
    response = as_citizen.post(address(idea, reply), typed())
    last = Comment.objects.latest("id")
    assert (last.parent, last.addressed_to) == (one, reply)
    assert response["Location"] == last.get_absolute_url()


def test_what_can_no_longer_be_answered_is_said_and_the_text_stands_alone(
    as_citizen: Client, neighbour: User, moderator: User, idea: Idea
) -> None:
    one = make.comment(idea, author=neighbour, text="Weg damit")
    elsewhere = make.comment(make.idea(), author=neighbour, text="Anderswo")
    discussion.remove(one.pk, by=moderator, rule=Rule.objects.all()[0], facts="Beleidigung.")
    for gone in (address(idea, one), address(idea, elsewhere), f"{address(idea)}?antwort={'9' * 40}",
                 f"{address(idea)}?antwort=x"):  # fmt: skip
        page = as_citizen.get(gone)
        assert page.context["answered_gone"] is True
        assert "Weg damit" not in page.content.decode()
        assert "Anderswo" not in page.content.decode()
    as_citizen.post(address(idea, one), typed())
    assert Comment.objects.latest("id").parent is None


def test_one_form_sent_twice_is_one_comment(as_citizen: Client, idea: Idea) -> None:
    form = typed()
    assert [as_citizen.post(address(idea), form).status_code for _ in range(3)] == [302, 302, 302]
    as_citizen.post(address(idea), typed("Aus dem zweiten Tab"))
    assert Comment.objects.count() == 2


def test_the_same_words_again_lead_to_the_first_comment(
    as_citizen: Client, citizen: User, neighbour: User, idea: Idea
) -> None:
    """After the browser's back button they stand in a form with a new key."""
    first, again = (as_citizen.post(address(idea), typed())["Location"] for _ in range(2))
    assert (first, Comment.objects.count()) == (again, 1)
    theirs = make.comment(idea, author=neighbour, text=TEXT)
    as_citizen.post(address(idea, theirs), typed())
    assert Comment.objects.filter(author=citizen).count() == 2, "as an answer they are another comment"
    older(Comment.objects.get(author=citizen, parent=None), 60 * 24 + 1)
    as_citizen.post(address(idea), typed())
    assert Comment.objects.filter(author=citizen).count() == 3, "as on another day"


def test_words_taken_back_can_be_written_again(as_citizen: Client, citizen: User, idea: Idea) -> None:
    comment = make.comment(idea, author=citizen, text=TEXT)
    discussion.withdraw(comment.pk, by=citizen)
    as_citizen.post(address(idea), typed())
    assert [one.status for one in Comment.objects.order_by("id")] == ["withdrawn", "pending"]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_ten_times_at_once_is_one_comment(citizen: User) -> None:
    idea, form = make.idea(), typed()
    browsers = [Client() for _ in range(10)]
    for browser in browsers:
        browser.force_login(citizen)
    answers = at_once(*[lambda b=b: b.post(address(idea), form).status_code for b in browsers])
    assert (answers, Comment.objects.count()) == ([302] * 10, 1)
    answers = at_once(*[lambda b=b: b.post(address(idea), typed("Neu")).status_code for b in browsers])
    assert (answers, Comment.objects.count()) == ([302] * 10, 2)


def test_a_form_key_of_somebody_else_leads_to_no_comment_of_theirs(
    as_citizen: Client, neighbour: User, idea: Idea
) -> None:
    key = uuid.uuid4()
    theirs = discussion.write(idea, author=neighbour, text="Geheim", language="de", form_key=key)
    response = as_citizen.post(address(idea), typed(form_key=str(key)))
    assert response.status_code == 302
    assert Comment.objects.exclude(pk=theirs.pk).get().text == TEXT


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"language": "xx"}, ["language"]),
        ({"language": "de\x00"}, ["language"]),
        ({"language": ""}, ["language"]),
        ({"text": "x" * 4001}, ["text"]),
    ],
)
def test_wrong_fields_are_named_and_the_text_stays(
    as_citizen: Client, idea: Idea, fields: dict[str, Any], wrong: list[str]
) -> None:
    sent = typed(**fields)
    response = after(as_citizen, address(idea), sent)
    form = response.context["form"]
    assert (list(form.errors), response.context["is_kept"]) == (wrong, False)
    assert (in_field(response), str(form["form_key"].value())) == (sent["text"], sent["form_key"])
    assert Comment.objects.count() == 0
    assert in_field(as_citizen.get(address(idea))) == sent["text"], "also where nothing is said to be wrong"
    as_citizen.post(address(idea), typed())
    assert in_field(as_citizen.get(address(idea))) == "None"


def test_what_is_wrong_with_an_answer_is_said_where_it_is_an_answer(
    as_citizen: Client, neighbour: User, idea: Idea
) -> None:
    one = make.comment(idea, author=neighbour)
    response = after(as_citizen, address(idea, one), typed(""))
    assert (response.context["answered"], list(response.context["form"].errors)) == (one, ["text"])


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\x00\x01", "\n\n"])
def test_what_nobody_could_read_is_no_comment(as_citizen: Client, idea: Idea, text: str) -> None:
    response = after(as_citizen, address(idea), typed(text))
    assert list(response.context["form"].errors) == ["text"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Zeile 1\r\nZeile 2", "Zeile 1\nZeile 2"),
        ("ein\x00s", "eins"),
        ("\u202eumgekehrt", "umgekehrt"),
        ("x" * 3999 + "😀", "x" * 3999 + "😀"),
        ("Łužyca ź ś ó ě", "Łužyca ź ś ó ě"),
    ],
)
def test_text_is_cleaned_and_nothing_else(as_citizen: Client, idea: Idea, text: str, kept: str) -> None:
    as_citizen.post(address(idea), typed(text))
    assert Comment.objects.get().text == kept


def test_bytes_that_are_no_text_are_replaced(as_citizen: Client, idea: Idea) -> None:
    body = f"text=%ED%A0%80+halb+%FF&language=de&form_key={uuid.uuid4()}"
    as_citizen.post(address(idea), body, content_type="application/x-www-form-urlencoded")
    assert Comment.objects.get().text == "\ufffd\ufffd\ufffd halb \ufffd"


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 5000, "00000000-0000-0000-0000-00000000000g"])
def test_a_broken_form_key_costs_nobody_a_text(as_citizen: Client, idea: Idea, key: str) -> None:
    assert as_citizen.post(address(idea), typed(form_key=key)).status_code == 302
    assert Comment.objects.count() == 1


def test_fields_that_are_none_of_the_sender_s_business_change_nothing(
    as_citizen: Client, citizen: User, neighbour: User, idea: Idea
) -> None:
    as_citizen.post(
        address(idea),
        typed(status="published", author=neighbour.pk, byline="Redaktion", idea=1, published_at="2020-01-01"),
    )
    comment = Comment.objects.get()
    assert (comment.status, comment.author, comment.byline, comment.published_at) == (
        "pending", citizen, "Katrin Berger", None,
    )  # fmt: skip


def test_without_account_one_writes_first_and_finishes_with_one_press(
    client: Client, citizen: User, neighbour: User, idea: Idea
) -> None:
    one = make.comment(idea, author=neighbour)
    assert client.get(address(idea, one)).status_code == 200
    sent = typed(language="dsb")
    sign_in = client.post(address(idea, one), sent)["Location"]
    assert sign_in == f"/konto/login/?next={reverse('ideas:comment', args=[idea.reference])}%3Fantwort%3D{one.pk}"
    back = client.post(
        sign_in, {"login": citizen.email, "password": make.PASSWORD, "next": address(idea, one)}, follow=True
    )
    assert back.redirect_chain[-1][0] == address(idea, one)
    assert Comment.objects.count() == 1
    form = back.context["form"]
    assert {name: form[name].value() for name in sent} == sent
    client.post(address(idea, one), {name: form[name].value() for name in sent})
    comment = Comment.objects.latest("id")
    assert (comment.text, comment.language, comment.parent, comment.author) == (TEXT, "dsb", one, citizen)
    assert in_field(client.get(address(idea))) == "None"


def test_text_survives_the_end_of_the_session(citizen: User, idea: Idea) -> None:
    browser = browser_of(citizen)
    page = browser.get(address(idea))
    browser.session.flush()
    sent = typed(csrfmiddlewaretoken=str(page.context["csrf_token"]))
    response = browser.post(address(idea), sent)
    assert response["Location"].startswith("/konto/login/?next=")
    browser.force_login(citizen)
    assert in_field(browser.get(address(idea))) == TEXT


def test_text_survives_a_stale_token(citizen: User, idea: Idea) -> None:
    browser = browser_of(citizen)
    response = browser.post(address(idea), typed(csrfmiddlewaretoken="x" * 64))
    assert (response.status_code, in_field(response), Comment.objects.count()) == (403, TEXT, 0)
    sent = typed(in_field(response), csrfmiddlewaretoken=str(response.context["csrf_token"]))
    assert browser.post(address(idea), sent).status_code == 302
    assert Comment.objects.get().text == TEXT


def test_text_survives_the_limit(as_citizen: Client, neighbour: User, idea: Idea) -> None:
    answers = [as_citizen.post(address(idea), typed(f"Nummer {n}")) for n in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert in_field(answers[-1]) == "Nummer 20"
    assert in_field(as_citizen.get(address(idea))) == "Nummer 20", "by the browser's back button too"
    other = Client()
    other.force_login(neighbour)
    assert other.post(address(idea), typed()).status_code == 302


@pytest.mark.parametrize("status", [Status.LOCKED, Status.WITHDRAWN])
def test_text_survives_the_end_of_the_discussion(
    client: Client, as_moderator: Client, citizen: User, neighbour: User, moderator: User, status: str
) -> None:
    idea = make.idea("Geheimer Titel", author=citizen, status=status)
    client.force_login(neighbour)
    assert client.get(address(idea)).status_code == 404
    for browser, expected in ((client, 404), (as_moderator, 403)):
        response = browser.post(address(idea), typed("Mein <b>Text</b>"))
        assert response.status_code == expected
        assert "Mein &lt;b&gt;Text&lt;/b&gt;</textarea>" in response.content.decode()
        assert "Geheimer Titel" not in response.content.decode()
    assert Comment.objects.count() == 0


def test_text_survives_when_the_idea_goes_away_in_between(
    as_citizen: Client, moderator: User, idea: Idea, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The idea is read as published and locked before the comment is written."""
    write = discussion.write

    def locked_meanwhile(*args: Any, **fields: Any) -> Comment:
        lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.all()[0], facts="Weil.")
        return write(*args, **fields)

    monkeypatch.setattr(discussion, "write", locked_meanwhile)
    response = as_citizen.post(address(idea), typed())
    assert response.status_code == 403
    assert "Und in Burg.</textarea>" in response.content.decode()


def test_a_megabyte_is_refused(as_citizen: Client, idea: Idea) -> None:
    assert as_citizen.post(address(idea), typed("x" * 1_000_000)).status_code in {400, 413}
    assert Comment.objects.count() == 0


def test_kept_texts_are_few(client: Client) -> None:
    for number in range(5):
        client.post(address(make.idea()), typed(f"Text {number}"))
    kept = client.session["kept_text"]
    assert [text["text"] for text in kept.values()] == ["Text 2", "Text 3", "Text 4"]


def test_writing_needs_few_queries(as_citizen: Client, citizen: User, idea: Idea) -> None:
    make.comment(idea, author=citizen)
    as_citizen.get(address(idea))
    with CaptureQueriesContext(connection) as queries:
        as_citizen.post(address(idea), typed())
    assert len([query for query in queries if not re.search("SAVEPOINT", query["sql"])]) <= 12


# --- Editing ---


def edit_address(comment: Comment) -> str:
    return reverse("ideas:comment_edit", args=[comment.pk])


def older(comment: Comment, minutes: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))


@pytest.mark.parametrize("publish", [True, False])
def test_one_s_comment_can_be_changed_for_fifteen_minutes(
    as_citizen: Client, citizen: User, idea: Idea, *, publish: bool
) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher", publish=publish)
    older(comment, 14)
    assert in_field(as_citizen.get(edit_address(comment))) == "Vorher"
    assert as_citizen.post(edit_address(comment), {"text": "Nachher"})["Location"] == comment.get_absolute_url()
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at is not None) == ("Nachher", True)


def test_after_that_not_and_the_text_comes_back(as_citizen: Client, citizen: User, idea: Idea) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    older(comment, 16)
    assert as_citizen.get(edit_address(comment)).status_code == 403
    response = as_citizen.post(edit_address(comment), {"text": "Nachher"})
    assert response.status_code == 403
    assert "Nachher</textarea>" in response.content.decode()
    comment.refresh_from_db()
    assert comment.text == "Vorher"


def test_comments_of_others_are_seen_and_not_changed(
    as_citizen: Client, as_moderator: Client, neighbour: User, idea: Idea
) -> None:
    public = make.comment(idea, author=neighbour, text="Vorher")
    waiting = make.comment(idea, author=make.user(), publish=False)
    for reader in (as_citizen, as_moderator):
        assert [reader.post(edit_address(one), {"text": "Nachher"}).status_code for one in (public, waiting)] == [
            403,
            404,
        ]
    public.refresh_from_db()
    assert public.text == "Vorher"


@pytest.mark.parametrize("pk", [0, 999_999, 10**18, 10**30])
def test_comments_that_are_not_there_are_not_found(as_citizen: Client, pk: int) -> None:
    assert as_citizen.get(f"/ideen/kommentare/{pk}/bearbeiten/").status_code == 404


def test_edited_text_survives_sign_in_and_stale_token(client: Client, citizen: User, idea: Idea) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    sign_in = client.post(edit_address(comment), {"text": "Nachher"})["Location"]
    assert sign_in == f"/konto/login/?next={edit_address(comment)}"
    client.force_login(citizen)
    assert in_field(client.get(edit_address(comment))) == "Nachher"
    stale = browser_of(citizen).post(edit_address(comment), {"text": "Nachher", "csrfmiddlewaretoken": "x"})
    assert (stale.status_code, in_field(stale)) == (403, "Nachher")
    comment.refresh_from_db()
    assert comment.text == "Vorher"


def test_what_is_wrong_with_an_edit_is_said_on_a_page_that_was_fetched(
    as_citizen: Client, citizen: User, idea: Idea
) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    response = after(as_citizen, edit_address(comment), {"text": "x" * 4001})
    assert (list(response.context["form"].errors), in_field(response)) == (["text"], "x" * 4001)
    as_citizen.post(edit_address(comment), {"text": "Nachher"})
    assert in_field(as_citizen.get(edit_address(comment))) == "Nachher"


def test_edited_text_survives_the_end_of_the_idea(as_citizen: Client, citizen: User, idea: Idea) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    lifecycle.withdraw(idea.pk, by=None)
    response = as_citizen.post(edit_address(comment), {"text": "Nachher"})
    assert response.status_code == 404
    assert "Nachher</textarea>" in response.content.decode()


def test_a_removed_comment_is_not_changed(as_citizen: Client, citizen: User, moderator: User, idea: Idea) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    discussion.remove(comment.pk, by=moderator, rule=Rule.objects.all()[0], facts="Beleidigung.")
    assert as_citizen.post(edit_address(comment), {"text": "Nachher"}).status_code == 403


# --- Withdrawing ---


def test_one_s_comment_is_withdrawn_at_any_time(as_citizen: Client, citizen: User, neighbour: User, idea: Idea) -> None:
    comment = make.comment(idea, author=citizen, text="Vorher")
    make.comment(idea, author=neighbour, text="Antwort", answers=comment)
    older(comment, 60 * 24 * 30)
    where = reverse("ideas:comment_withdraw", args=[comment.pk])
    assert where in as_citizen.get(idea.get_absolute_url()).content.decode()
    assert "Vorher" in as_citizen.get(where).content.decode()
    assert as_citizen.post(where).status_code == 302
    comment.refresh_from_db()
    idea.counter.refresh_from_db()
    assert (comment.status, idea.counter.comments) == (Comment.Status.WITHDRAWN, 1)
    for reader in (Client(), as_citizen):
        page = reader.get(idea.get_absolute_url()).content.decode()
        assert ["Vorher" in page, "Antwort" in page, f'id="kommentar-{comment.pk}"' in page] == [False, True, True]
    assert as_citizen.post(where).status_code == 302, "a second click changes nothing"
    idea.counter.refresh_from_db()
    assert idea.counter.comments == 1


def test_a_withdrawn_comment_without_answers_leaves_no_trace(as_citizen: Client, citizen: User, idea: Idea) -> None:
    waiting = make.comment(idea, author=citizen, text="Vorher", publish=False)
    as_citizen.post(reverse("ideas:comment_withdraw", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.pending_since) == (Comment.Status.WITHDRAWN, None)
    assert f"kommentar-{waiting.pk}" not in as_citizen.get(idea.get_absolute_url()).content.decode()


def test_nobody_else_withdraws_a_comment(as_citizen: Client, as_moderator: Client, neighbour: User, idea: Idea) -> None:
    comment = make.comment(idea, author=neighbour)
    where = reverse("ideas:comment_withdraw", args=[comment.pk])
    assert [as_citizen.post(where).status_code, as_moderator.post(where).status_code] == [403, 403]
    assert Client().post(where)["Location"].startswith(reverse("account_login"))
    comment.refresh_from_db()
    assert comment.status == Comment.Status.PUBLISHED
