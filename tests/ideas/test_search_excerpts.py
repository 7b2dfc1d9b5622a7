"""Why an idea was found: marked where the words stand, and everything else is text."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts.models import User
from ideas import lifecycle
from ideas.models import Idea, Stage
from ideas.search import excerpts
from ideas.search.excerpts import Excerpt
from ideas.search.finding import Within, find
from tests import make

pytestmark = pytest.mark.django_db
MARKUP = '<img src=x onerror="alert(1)"> <b>Zeppelin</b> & </mark><script>'
LONG = " ".join(f"{number}. Satz, und er sagt nichts zur Sache." for number in range(1, 13))


def excerpt(words: str) -> Excerpt:
    found = find(words, Within(fits=5, of=5))
    assert len(found.ids) == 1
    ideas = list(Idea.objects.public().with_counts().filter(pk__in=found.ids))
    return excerpts.of(ideas, found.marked)[found.ids[0]]


def answered(idea: Idea, text: str, by: User) -> None:
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=by, reason=text)


def discussed(idea: Idea, text: str, author: User) -> None:
    """A comment that is of note since two have answered it."""
    first = make.comment(idea, author=author, text=text)
    for _number in range(2):
        make.comment(idea, author=author, answers=first)


def assert_is_text(html: str) -> None:
    """No markup but the marks, and at least one of them."""
    without = html.replace("<mark>", "").replace("</mark>", "")
    assert html.count("<mark>") == html.count("</mark>") > 0
    assert ("<" in without, ">" in without, '"' in without) == (False, False, False)


def test_words_are_marked_however_they_are_inflected() -> None:
    make.idea("Zeppeline für alle", text="Ein Zeppelin. Mehr nicht.")
    assert excerpt("zeppelin") == ("<mark>Zeppeline</mark> für alle", "Ein <mark>Zeppelin</mark>. Mehr nicht.", "")


@pytest.mark.usefixtures("as_english")
@pytest.mark.parametrize("where", ["title", "text", "answer", "comment"])
def test_markup_is_text_wherever_it_stands(where: str, moderator: User, citizen: User) -> None:
    idea = make.idea(
        MARKUP if where == "title" else "Luftschiff", by=moderator, text=MARKUP if where == "text" else "Nichts."
    )
    if where == "answer":
        answered(idea, MARKUP, moderator)
    if where == "comment":
        discussed(idea, MARKUP, citizen)
    shown = excerpt("Zeppelin")
    assert_is_text(shown.title if where == "title" else shown.text)
    assert shown.where == {"answer": "From the answer", "comment": "From the discussion"}.get(where, "")


@pytest.fixture
def as_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("as_english")
def test_the_own_text_comes_first_then_the_answer(moderator: User, citizen: User) -> None:
    idea = make.idea("Luftschiff", by=moderator, text="Wir wollen fliegen.")
    discussed(idea, "Ein Zeppelin im Gespräch.", citizen)
    assert excerpt("Zeppelin").where == "From the discussion"
    answered(idea, "Ein Zeppelin wird geprüft.", moderator)
    assert excerpt("Zeppelin").where == "From the answer"
    assert excerpt("Zeppelin fliegen")[1:] == ("Wir wollen <mark>fliegen</mark>.", "")


def test_without_a_passage_the_text_begins_as_in_any_list() -> None:
    idea = make.idea("Luftschiff", text="Wir wollen <b>fliegen</b>.", place_name="Zeppelinstadt")
    assert excerpt("Zeppelinstadt") == ("Luftschiff", "Wir wollen &lt;b&gt;fliegen&lt;/b&gt;.", "")
    assert excerpts.of([idea], "") == excerpts.of([], "'zeppelin'") == {}


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("Ein Zeppelin.", False, False),
        (f"{LONG}Ein Zeppelin.", True, True),
        (f"{LONG}\nUnd ein Zeppelin, der dem Dorf nützt.", True, True),
        (f"Ein Zeppelin und dies {LONG}", False, True),
        (f"{LONG} ein Zeppelin und dies {LONG}", True, True),
    ],
)
def test_an_ellipsis_where_text_is_left_out(text: str, begins: bool, ends: bool) -> None:
    make.idea("Luftschiff", text=text)
    shown = excerpt("Zeppelin").text
    assert "<mark>Zeppelin</mark>" in shown
    assert (shown.startswith("… "), shown.endswith(" …")) == (begins, ends)


def test_of_a_very_long_text_the_first_thousands_of_letters_are_looked_through() -> None:
    make.idea("Luftschiff", text=("Davor. " * 1200) + "Zeppelin")
    assert "<mark>" not in excerpt("Zeppelin").text
