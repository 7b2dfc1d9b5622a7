"""What a page asks while somebody writes: saving the draft, and looking for similar ideas."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas.models import Draft, DraftPicture, Idea, Picture
from ideas.views import assisting
from tests import make
from tests.ideas import pictures
from tests.ideas.test_writing import SEND, typed

pytestmark = pytest.mark.django_db
SAVE, SIMILAR = "/en/ideen/neu/entwurf/", "/en/ideen/neu/aehnliche/"


def page_fields(client: Client, path: str = "/en/ideen/neu/") -> dict[str, str]:
    """The hidden fields of the page: key, window and what this window has seen."""
    page = client.get(path).content.decode()
    return dict(re.findall(r'name="(key|window|seen)" value="([^"]*)"', page))


def save(client: Client, fields: dict[str, str], **content: Any) -> dict[str, str]:
    response = client.post(SAVE, typed(**{**fields, **content}))
    assert response.status_code == 200
    answer: dict[str, str] = response.json()
    return answer


# Autosave


def test_the_first_save_makes_the_draft_and_the_next_go_into_it(client: Client) -> None:
    fields = page_fields(client)
    first = save(client, fields, title="Abendb")
    assert first["key"] == fields["key"]
    assert first["url"] == f"/en/ideen/neu/{fields['key']}/"
    assert re.fullmatch(r"Draft saved, \d\d?[:.]\d\d( [ap]\.?m\.?)?", first["text"], re.IGNORECASE)
    save(client, fields, title="Abendbus")
    assert Draft.objects.get().title == "Abendbus"
    assert "Abendbus" in client.get(first["url"]).content.decode()


def test_the_button_pressed_meanwhile_sends_the_same_draft(client: Client) -> None:
    fields = page_fields(client)
    save(client, fields, title="Abendb")
    check = client.post("/ideen/neu/", typed(**fields))["Location"]
    client.post(check, SEND)
    assert Draft.objects.get().idea == Idea.objects.get()
    late = client.post(SAVE, typed(**fields, title="Abendbus, später"))
    assert (late.status_code, Draft.objects.count()) == (409, 1)
    assert late.json() == {"text": "This idea was sent from another window. What you change here is not saved."}


def test_another_window_is_not_written_over(client: Client) -> None:
    fields = page_fields(client)
    url = save(client, fields)["url"]
    one, two = page_fields(client, url), page_fields(client, url)
    assert one["window"] != two["window"]
    assert save(client, one, title="Erstes Fenster")["key"] == fields["key"], "it has seen what was there"
    assert save(client, one, title="Erstes Fenster, weiter")["key"] == fields["key"], "its own saves are no stranger's"
    other = save(client, two, title="Zweites Fenster")
    assert other["key"] != fields["key"]
    assert other["text"].startswith("Another window changed this draft too.")
    save(client, {**two, "key": other["key"]}, title="Zweites Fenster, weiter")
    assert {draft.title for draft in Draft.objects.all()} == {"Erstes Fenster, weiter", "Zweites Fenster, weiter"}


def test_a_picture_from_another_window_changes_no_words(client: Client) -> None:
    fields = page_fields(client)
    url = save(client, fields)["url"]
    opened = page_fields(client, url)
    client.post(f"{url}bilder/", {"pictures": pictures.upload(pictures.jpeg()), "add": "1"})
    assert save(client, opened, title="Weiter")["key"] == fields["key"]
    draft = Draft.objects.get()
    assert (draft.title, draft.pictures.count()) == ("Weiter", 1)


def test_a_draft_of_its_own_has_the_same_pictures(client: Client) -> None:
    fields = page_fields(client)
    url = save(client, fields)["url"]
    first = Draft.objects.get()
    picture = pictures.add(first, "Ein Bus")
    late = page_fields(client, url)
    save(client, fields, title="Erstes Fenster")
    second = Draft.objects.get(pk=save(client, late, title="Zweites Fenster")["key"])
    assert second != first
    assert [(one.picture, one.alternative) for one in second.pictures.all()] == [(picture, "Ein Bus")]
    for draft, left in ((first, [second.pk]), (second, [])):
        client.post(reverse("ideas:discard_draft", args=[draft.pk]))
        assert list(DraftPicture.objects.values_list("draft", flat=True)) == left
    assert not Picture.objects.exists()


def test_an_answer_lost_on_the_way_makes_no_second_draft(client: Client) -> None:
    fields = page_fields(client)
    for title in ("Abend", "Abendbus"):
        assert save(client, fields, title=title)["key"] == fields["key"]
        client.cookies.clear()  # the answer brings the session
    assert Draft.objects.get().title == "Abendbus"


def test_what_is_pressed_wins(client: Client) -> None:
    fields = page_fields(client)
    url = save(client, fields)["url"]
    stale = page_fields(client, url)
    save(client, fields, title="Neuer")
    client.post(url, typed(**stale, title="Gedrückt", save="1"))
    assert Draft.objects.get().title == "Gedrückt"


def test_nothing_typed_makes_no_draft(client: Client) -> None:
    response = client.post(SAVE, {**page_fields(client), "title": " ", "language": "de"})
    assert (response.json(), Draft.objects.count()) == ({"text": ""}, 0)


def test_a_key_of_somebody_else_opens_and_changes_nothing(client: Client, citizen: User) -> None:
    theirs = Draft.objects.create(user=citizen, content={"title": "Fremd"})
    answer = save(client, {**page_fields(client), "key": str(theirs.pk)}, title="Meins")
    theirs.refresh_from_db()
    assert (answer["key"] == str(theirs.pk), theirs.title) == (False, "Fremd")


def test_drafts_of_somebody_signed_in_are_theirs(as_citizen: Client, citizen: User) -> None:
    save(as_citizen, page_fields(as_citizen))
    assert Draft.objects.get().user == citizen


@pytest.mark.parametrize(
    "posted",
    [
        {"title": "Ruf\x00bus"}, {"title": "x" * 5000, "text": "ł" * 20_000}, {"title": "ok", "themes": ["\x00", "-1"]},
        {"title": "ok", "key": "keiner", "window": "\x00" * 9, "seen": "gestern"},
        {"title": "\u202e🚲"}, {"text": "a" * 11_000},
    ],
)  # fmt: skip
def test_whatever_is_typed_is_saved_as_typed(client: Client, posted: dict[str, Any]) -> None:
    response = client.post(SAVE, posted)
    assert (response.status_code, Draft.objects.count()) == (200, 1)
    assert client.get(response.json()["url"]).status_code == 200


def test_bytes_that_are_no_text_and_a_megabyte(client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    assert client.post(SAVE, b"title=%ff%fe&text=\xff\x00", content_type=form).status_code == 200
    assert client.post(SAVE, {"text": "a" * 1_000_000}).status_code == 413


@pytest.mark.parametrize("path", [SAVE, SIMILAR])
def test_both_want_the_token(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(path, typed())
    assert (response.status_code, Draft.objects.count()) == (403, 0)
    if path == SAVE:
        assert response.json()["text"].startswith("This page was open for too long. Your text is still here")


# Similar ideas


def look_up(client: Client, title: str) -> str:
    response = client.post(SIMILAR, {"title": title})
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    return str(response.content.decode())


def test_similar_ideas_with_their_number(client: Client) -> None:
    for number in range(2):
        make.idea(f"Ein Abendbus im Spreewald {number}")
    page = look_up(client, "Abendbus im Spreewald")
    assert "There are 2 similar ideas" in page
    assert page.count("<h3") == 2


def test_the_text_counts_too_in_its_language(client: Client) -> None:
    make.idea("Mehr Platz auf dem Markt", text="Eine Freilichtbühne mit Zuschauerbänken.")
    make.idea("More space in town", text="Benches for watchers of the harbours.", language="en")
    typed = {"title": "Etwas für die Stadt", "text": "Zuschauerbank an der Freilichtbühne", "language": "de"}
    assert "Mehr Platz" in client.post(SIMILAR, typed).content.decode()
    typed = {"title": "Something for us all", "text": "a bench at the harbour", "language": "en"}
    assert "More space" in client.post(SIMILAR, typed).content.decode()
    assert client.post(SIMILAR, typed | {"language": "xx", "text": "\x00"}).status_code == 200


def test_what_is_not_public_is_not_found(client: Client) -> None:
    make.receipt("Ein Abendbus im Spreewald")
    assert look_up(client, "Abendbus im Spreewald").strip() == ""


@pytest.mark.parametrize("title", ["", "Abendbus", "Abendbus im", "  Abendbus \x00 im ", "a" * 400_000])
def test_fewer_than_three_words_find_nothing(client: Client, title: str) -> None:
    make.idea("Ein Abendbus im Spreewald")
    assert look_up(client, title) == ""


@pytest.mark.parametrize("title", ["' & | ! :* <->", "\x00 \ufffe %ff", "a & b | c \\", "ł " * 5000])
def test_no_title_is_an_error(client: Client, title: str) -> None:
    assert client.post(SIMILAR, {"title": title}).status_code == 200


def test_one_origin_may_not_hammer_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make.idea("Ein Abendbus im Spreewald")
    monkeypatch.setattr(assisting, "LOOKUPS_PER_HOUR", 2)
    answers = [client.post(SIMILAR, {"title": "Abendbus im Spreewald"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 204]
    assert answers[2].content == b"", "comfort ends silently"


def test_a_new_page_has_a_key_of_its_own(client: Client) -> None:
    keys = {page_fields(client)["key"] for _ in range(2)}
    assert len({uuid.UUID(key) for key in keys}) == 2
    assert client.get(reverse("ideas:write_on", args=[keys.pop()])).status_code == 404


def test_pasted_text_is_never_cut_off_without_a_word(client: Client) -> None:
    page = client.get("/en/ideen/neu/").content.decode()
    assert re.findall(r"<(?:input|textarea)\b(?=[^>]*data-counter)[^>]*maxlength", page) == []
    assert page.count("data-counter-of") == 2
