"""Several files at once: only what is taken counts, and each that is not is named with its reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas.models import Draft
from ideas.pictures import encoding, files
from ideas.pictures.uploads import MOST_AT_ONCE
from tests.ideas import pictures
from tests.ideas.pictures import drawn, jpeg, saved, upload

pytestmark = pytest.mark.django_db
Errors = list[tuple[str, str]]


@pytest.fixture
def draft(citizen: User) -> Draft:
    return Draft.objects.create(user=citizen, content={"title": "Rufbus"})


def page(draft: Draft) -> str:
    with translation.override("en"):
        return reverse("ideas:pictures", args=[draft.pk])


@pytest.fixture
def send(as_citizen: Client, draft: Draft) -> Callable[..., Errors]:
    """Sends files by their names; names and sentences of those that are refused."""

    def send(**contents: bytes) -> Errors:
        sent = [upload(content, name) for name, content in contents.items()]
        errors = as_citizen.post(page(draft), {"pictures": sent, "add": "1"}, follow=True).context["errors"]
        return [tuple(error.split(": ", 1)) for error in errors]

    return send


def good(number: int) -> bytes:
    return jpeg(400 + 10 * number)


def test_what_is_refused_takes_no_place(draft: Draft, send: Callable[..., Errors], shelf: Path) -> None:
    pictures.add(draft)
    refused = send(letter=b"%PDF-1.7", tiny=jpeg(20, 20), first=good(1), second=good(2))
    assert [name for name, _why in refused] == ["letter", "tiny"]
    assert refused[0][1] != refused[1][1]
    assert draft.pictures.count() == 3


def test_who_finds_no_room_is_named(draft: Draft, send: Callable[..., Errors]) -> None:
    pictures.add(draft)
    refused = send(first=good(1), letter=b"%PDF-1.7", second=good(2), third=good(3), fourth=good(4))
    assert [name for name, _why in refused] == ["letter", "third, fourth"]
    assert refused[1][1] == "There are three pictures already. Remove one to add another."
    assert draft.pictures.count() == 3


def test_a_large_file_takes_no_place_either(draft: Draft, send: Callable[..., Errors]) -> None:
    large = {f"large{number}": jpeg() + bytes(encoding.MOST_BYTES) for number in range(3)}
    refused = send(**large, one=good(1), two=good(2), three=good(3))
    assert [name for name, _why in refused] == list(large)
    assert draft.pictures.count() == 3


def test_no_more_than_ten_are_looked_at(draft: Draft, send: Callable[..., Errors]) -> None:
    assert MOST_AT_ONCE == 10, "what the sentence says"
    bad = {f"bad{number}": b"x" for number in range(10)}
    refused = send(**bad, eleventh=good(1), twelfth=good(2))
    assert [name for name, _why in refused] == [*bad, "eleventh, twelfth"]
    assert "ten files at a time" in refused[-1][1]
    assert draft.pictures.count() == 0


def test_the_same_twice_takes_one_place(draft: Draft, send: Callable[..., Errors]) -> None:
    refused = send(one=good(1), again=good(1), two=good(2), three=good(3))
    assert refused == [("again", "This picture is here already.")]
    assert draft.pictures.count() == 3


def test_who_waits_in_vain_waits_once(
    draft: Draft, send: Callable[..., Errors], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    class Busy:
        def acquire(self, timeout: float) -> bool:
            tried.append(timeout)
            return False

    monkeypatch.setattr(encoding, "_free", Busy())
    refused = send(one=good(1), two=good(2), three=good(3))
    assert [name for name, _why in refused] == ["one, two, three"]
    assert len(tried) == 1


def test_too_many_within_an_hour_are_named_together(
    draft: Draft, send: Callable[..., Errors], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideas.views.pictures.SENT_PER_HOUR", 1)
    refused = send(one=good(1), two=good(2), three=good(3))
    assert [name for name, _why in refused] == ["two, three"]
    assert draft.pictures.count() == 1


def test_one_that_cannot_be_kept_does_not_stop_the_next(
    draft: Draft, send: Callable[..., Errors], monkeypatch: pytest.MonkeyPatch
) -> None:
    write: Callable[..., None] = files.write

    def away_once(*args: Any) -> None:
        monkeypatch.setattr(files, "write", write)
        raise files.StorageAway

    monkeypatch.setattr(files, "write", away_once)
    assert [name for name, _why in send(one=good(1), two=good(2))] == ["one"]
    assert draft.pictures.count() == 1


def test_the_limit_of_pixels_is_told_before_and_when_it_is_passed(
    as_citizen: Client, draft: Draft, send: Callable[..., Errors], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert encoding.MOST_PIXELS == 40_000_000, "what the sentences say"
    shown = as_citizen.get(page(draft)).content.decode()
    hint = shown[shown.index('id="pictures-hint"') :].partition("</p>")[0]
    assert "10 MB and 40 megapixels" in hint
    monkeypatch.setattr(encoding, "MOST_PIXELS", 800 * 600 - 1)
    (refused,) = send(wide=saved(drawn(800, 600)))
    assert "40 megapixels" in refused[1]
