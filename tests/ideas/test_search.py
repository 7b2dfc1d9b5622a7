"""Full text and similar titles: found in the language it was written in, and only what is released."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from ideas import lifecycle
from ideas.search import finding, indexing
from ideas.models import Idea, IdeaSearch, Rule, Status
from ideas.search.finding import Within
from ideas.search.similar import similar
from tests import make

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return sorted(finding.matching(Idea.objects.public(), words).values_list("title", flat=True))


@pytest.fixture
def ferry(moderator: User) -> Idea:
    return make.idea(
        "Eine Fähre über den Sedlitzer See", by=moderator, text="Für Fußgänger und Räder.", place_name="Großräschen"
    )


@pytest.mark.parametrize(
    "words",
    [
        "Fähre", "fähren", "FÄHRE", "fahre", "Fussgänger", "Rad", "Räder", "Großräschen", "grossraschen",
        '"Sedlitzer See"', "Fähre -Brücke", "Brücke OR Fähre", "die Fähre für Fußgänger",
    ],
)  # fmt: skip
def test_found_however_it_is_inflected(words: str, ferry: Idea) -> None:
    assert found(words) == [ferry.title]


@pytest.mark.parametrize(
    "words",
    [
        "Brücke",
        "Fähre Brücke",
        "Fähre -See",
        "See -Räder",
        "Fähre -Fähren",
        'Fähre -"Sedlitzer See"',
        '"See Sedlitzer"',
        "für",
        "über",
        "und",
        "",
        "!!!",
    ],
)
def test_not_found(words: str, ferry: Idea) -> None:
    assert found(words) == []


def lexemes(idea: Idea) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(tsvector_to_array(vector)) FROM ideas_ideasearch WHERE idea_id = %s", [idea.pk])
        return {lexeme for (lexeme,) in cursor.fetchall()}


def test_stop_words_are_left_out_before_accents_are(ferry: Idea) -> None:
    kept = lexemes(ferry)
    assert {"fahr", "sedlitz", "fussgang"} <= kept
    assert kept & {"für", "fur", "über", "uber", "den", "und", "eine"} == set()


def test_title_text_and_place_weigh_differently(ferry: Idea) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT vector::text FROM ideas_ideasearch WHERE idea_id = %s", [ferry.pk])
        vector = cursor.fetchone()[0]
    assert ("'fahr':2A" in vector, "'rad':" in vector, "'grossraschen':" in vector) == (True, True, True)
    weights = dict(part.rsplit(":", 1) for part in vector.split())
    assert (weights["'rad'"][-1], weights["'grossraschen'"][-1]) == ("B", "C")


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "More ferries for cyclists", "ferry cyclist"),
        ("hsb", "Nowe puće za kolesowarjow", "puce kolesowarjow"),
        ("dsb", "Wěcej źěła we Łužycy", "zela luzycy"),
        ("pl", "Więcej połączeń do Łęknicy", "połączeń leknicy"),
        ("cs", "Více vlaků do Žitavy", "vlaku zitavy"),
    ],
)  # fmt: skip
def test_each_language_in_its_own_way(language: str, title: str, words: str, moderator: User) -> None:
    make.idea(title, by=moderator, language=language)
    assert found(words) == [title]


def test_a_waiting_text_is_not_found_before_its_release(moderator: User, citizen: User) -> None:
    idea = make.receipt("Zeppelinhafen", author=citizen).idea
    assert (found("Zeppelinhafen"), IdeaSearch.objects.count()) == ([], 0)
    assert idea.pending_version_id is not None
    lifecycle.publish(idea.pk, version_id=idea.pending_version_id, by=moderator)
    assert found("Zeppelinhafen") == ["Zeppelinhafen"]
    amended = lifecycle.amend(idea.pk, content=make.content("Weltraumbahnhof"), by=citizen)
    assert (found("Weltraumbahnhof"), found("Zeppelinhafen")) == ([], ["Zeppelinhafen"])
    lifecycle.publish(idea.pk, version_id=amended.pk, by=moderator)
    assert (found("Weltraumbahnhof"), found("Zeppelinhafen")) == (["Weltraumbahnhof"], [])


def test_indexing_again_changes_nothing(ferry: Idea, moderator: User) -> None:
    waiting = make.receipt("Wartend").idea
    before = list(IdeaSearch.objects.values_list("idea", "vector"))
    indexing.index([ferry.pk, waiting.pk, 999_999])
    assert list(IdeaSearch.objects.values_list("idea", "vector")) == before
    indexing.index([])
    indexing.remove([])
    assert IdeaSearch.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        "a & b | !c", "((((", "')) OR 1=1 --", '"', '"""', "\\", "%_*?", ":*", "<->", "a:b", "-", "--", "- -a",
        "OR", "or or or",
        "\u202e", "\u0301", "🚲", "a " * 5_000, "x" * 10_000, '"a ' * 2_000, "- " * 3_000, "-" * 3_000 + "a",
        '"' + "- " * 99 + "a", "-a " * 3_000, "/", "https://a.b/c?d=e&f", "a@b.c",
    ],
)  # fmt: skip
def test_any_typed_words_are_a_search(words: str, ferry: Idea) -> None:
    found(words)
    similar(words)
    finding.find(words, Within())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00") | st.sampled_from("\"'-!&|()<>:*\\ ORor")))
def test_no_typed_words_raise(words: str) -> None:
    found(words)


@pytest.mark.parametrize("text", ["x" * 10_000, "wort" * 600 + " Fähre", " ".join(f"wort{n}" for n in range(1_600))])
def test_long_words_and_many_words_are_indexed(text: str, moderator: User) -> None:
    idea = make.idea("Lang", by=moderator, text=text[:10_000])
    assert found("Lang") == [idea.title]


@pytest.mark.parametrize(
    "status", [Status.LOCKED, Status.WITHDRAWN, Status.RETURNED, Status.REJECTED, Status.SPAM, Status.SUBMITTED]
)
def test_what_is_not_public_is_in_no_search_row(status: str, moderator: User) -> None:
    make.idea("Zeppelinhafen", by=moderator)
    assert IdeaSearch.objects.count() == 1
    make.idea("Zeppelinhafen", by=moderator, status=status)
    assert IdeaSearch.objects.count() == 1
    assert Rule.objects.exists()
