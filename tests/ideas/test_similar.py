"""Ideas like the one that is written or read: before sending, while typing, on the idea's page."""

import pytest
from django.test import Client

from accounts.models import User
from ideas import facets
from ideas.models import Status
from ideas.search import vocabulary
from ideas.search.similar import similar as find_similar
from tests import make

pytestmark = pytest.mark.django_db


def similar(title: str, text: str = "", *, most: int = 5) -> list[str]:
    """Titles, after the beat has learned the words and counted the ideas."""
    vocabulary.learn()
    facets.count()
    make.census()
    return [alike.idea.title for alike in find_similar(title, text, most=most)]


def test_similar_titles_most_alike_first(moderator: User) -> None:
    titles = ["Rufbus für Lübben", "Rufbus für Lübbenau und Lübben", "Mehr Bänke am Marktplatz"]
    for title in titles:
        make.idea(title, by=moderator)
    make.receipt("Rufbus für Lübben")
    make.idea("Rufbus für Lübben", by=moderator, status=Status.LOCKED)
    assert similar("Rufbus für Lübben") == titles[:2]
    assert similar("rufbus für lübben", most=1) == titles[:1]


@pytest.mark.parametrize(
    ("title", "there"),
    [
        ("Rufbus in Lübben", "Rufbus am Abend zwischen Lübben, Straupitz und Lieberose"),
        ("Solaranlagen auf Schuldächern", "Strom vom Schuldach für die ganze Stadt"),
        ("Kinderarzt in Weißwasser", "Hebamme und Kinderarzt zweimal in der Woche in Weißwasser"),
        ("Wasserstofbus nach Forst", "Wasserstoffbus nach Forst"),
    ],
)
def test_a_shared_word_that_few_have_makes_titles_similar(title: str, there: str, moderator: User) -> None:
    make.idea(there, by=moderator)
    for number in range(8):
        make.idea(f"Etwas für die Stadt Nummer {number} in der Lausitz", by=moderator)
    assert similar(title) == [there]


def test_a_shared_place_is_not_enough_beside_a_shared_thing(moderator: User) -> None:
    for title in ("Rufbus nach Lübben", "Freibad in Lübben"):
        make.idea(title, by=moderator)
    assert similar("Ein Rufbus für Lübben") == ["Rufbus nach Lübben"]


def test_words_that_many_titles_have_say_nothing(moderator: User) -> None:
    for number in range(8):
        make.idea(f"Lausitz {number}", by=moderator)
    assert similar("Ein ganz anderer Gedanke über die Lausitz") == []


@pytest.mark.parametrize("title", ["", "Ru", "  "])
def test_too_short_to_be_similar(title: str, moderator: User) -> None:
    make.idea("Rufbus", by=moderator)
    assert similar(title) == []


@pytest.mark.parametrize("others", [[], ["Rufbus für Lübbenau und Lübben"]])
def test_the_page_says_what_they_share_only_where_there_are_some(
    client: Client, moderator: User, others: list[str]
) -> None:
    idea = make.idea("Rufbus für Lübben", by=moderator, text="Nach dem Kino fährt keiner.")
    for title in [*others, "Mehr Bänke am Marktplatz"]:
        make.idea(title, by=moderator, text="Es ist zu warm.")
    assert similar(idea.title) == [idea.title, *others]
    page = client.get(f"/en/ideen/{idea.reference}/aehnliche/").content.decode()
    assert f"<b>{idea.title}</b>" in page
    assert ("These ideas have rare words in common with it." in page) is bool(others)
    assert ("So far no other idea is similar to this one." not in page) is bool(others)
