"""What an author changed in an idea: pictures are named by the numbers that stand below them."""

import pytest
from django.utils import translation

from accounts.models import User
from ideas import lifecycle, submission
from ideas.models import Draft, IdeaVersion
from ideas.pictures import tray
from moderation.difference import changes
from tests import make
from tests.ideas import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(citizen: User) -> IdeaVersion:
    draft = Draft.objects.create(user=citizen)
    for words, color in (("Ein Bus", "#14609f"), ("Ein Zug", "#218c74"), ("Ein Rad", "#b87a00")):
        pictures.add(draft, words, color=color)
    version = submission.submit(draft, version=make.content("Bus"), sender=make.sender(citizen)).idea.pending_version
    assert version
    return version


def changed(before: IdeaVersion, placed: list[tray.Placed]) -> list[tuple[str, str]]:
    """What differs in the pictures, when the next version has another title and these."""
    after = lifecycle.amend(before.idea_id, content=make.content("Bahn"), by=before.idea.author)
    after.pictures.all().delete()
    tray.put(after.pk, placed)
    with translation.override("en"):
        title, *found = changes(before, after)
    assert (title.label, [change.label for change in found]) in (("Title", []), ("Title", ["Pictures"]))
    return [(piece.kind, piece.text) for change in found for piece in change.pieces]


def test_nothing_changed(before: IdeaVersion) -> None:
    assert changed(before, tray.of_version(before)) == []


def test_those_behind_a_removed_one_say_what_they_were(before: IdeaVersion) -> None:
    bus, _train, bike = tray.of_version(before)
    assert changed(before, [bus, bike]) == [
        ("same", "Picture 1: "), ("same", "Ein Bus"), ("same", "\n"),
        ("new", "Picture 2 (formerly picture 3):"), ("same", " "), ("same", "Ein Rad"), ("same", "\n"),
        ("gone", "Formerly picture 2: Ein Zug\n"),
    ]  # fmt: skip


def test_two_that_changed_places_keep_their_words(before: IdeaVersion) -> None:
    bus, train, bike = tray.of_version(before)
    found = changed(before, [train, bus, bike])
    assert [text for kind, text in found if kind == "new"] == [
        "Picture 1 (formerly picture 2):", "Picture 2 (formerly picture 1):",
    ]  # fmt: skip
    assert [text for kind, text in found if kind == "gone"] == []


def test_other_words_for_the_same_picture(before: IdeaVersion) -> None:
    bus, train, bike = tray.of_version(before)
    found = changed(before, [bus._replace(alternative="Ein alter Bus"), train, bike])
    assert [piece for piece in found if piece[0] != "same"] == [("new", "alter ")]


def test_another_picture_with_the_same_words_is_new(before: IdeaVersion) -> None:
    bus, train, bike = tray.of_version(before)
    other = pictures.add(Draft.objects.create(), "Ein Zug", color="#5a1a55")
    found = changed(before, [bus, train._replace(picture_id=other.pk), bike])
    assert [piece for piece in found if piece[0] != "same"] == [
        ("new", "Picture 2 (new): Ein Zug\n"), ("gone", "Formerly picture 2: Ein Zug\n"),
    ]  # fmt: skip
