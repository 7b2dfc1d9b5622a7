"""Which ideas are found and in which order: all that fit within the filters, or the newest of very many."""

from datetime import date
from random import Random

import pytest
from django.db.models import F, Value
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from ideas.forms.filters import Filter
from ideas.management import seeding
from ideas.models import Idea, IdeaSearch
from ideas.search import finding, indexing, question, vocabulary
from ideas.search.finding import Found, Within
from ideas.search.question import Question
from ideas.search.tsquery import all_of
from ideas.search.typed import parse
from ideas.views import results
from tests import make
from themes.models import Place

pytestmark = pytest.mark.django_db
ALL = Within(fits=10, of=10)


def learned() -> None:
    vocabulary.learn()
    make.census()


def find(words: str, *, strictly: bool = False) -> list[str]:
    return titles(finding.find(words, ALL, strictly=strictly))


def titles(found: Found) -> list[str]:
    known = dict(Idea.objects.values_list("pk", "title"))
    return [known[pk] for pk in found.ids]


def test_title_before_text_before_place_and_answer(moderator: User) -> None:
    make.idea("Ort", text="Etwas anderes.", place_name="Zeppelinhafen")
    make.idea("Text", text="Ein Zeppelinhafen fehlt.")
    make.idea("Zeppelinhafen", text="Etwas anderes.")
    learned()
    assert find("Zeppelinhafen") == ["Zeppelinhafen", "Text", "Ort"]


def test_supports_and_age_change_little_where_words_say_more() -> None:
    title = make.idea("Zeppelinhafen", text="Etwas anderes.")
    text = make.idea("Text", text="Ein Zeppelinhafen fehlt.")
    same = make.idea("Zeppelinhafen", text="Etwas anderes.")
    learned()
    assert finding.find("Zeppelinhafen", ALL).ids == [same.pk, title.pk, text.pk]
    Idea.objects.filter(pk__in=[title.pk, text.pk]).update(support_rank=100)
    assert finding.find("Zeppelinhafen", ALL).ids == [title.pk, same.pk, text.pk]


def test_the_whole_word_before_what_it_may_mean_besides() -> None:
    make.idea("Fahrradständer", text="Sonst nichts.")
    make.idea("Ständer", text="Sonst nichts.")
    learned()
    assert find("Ständer") == ["Ständer", "Fahrradständer"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [('"rote Bank"', ["Eine rote Bank"]), ('"Bank rote"', []), ('Bank -"rote Bank"', ["Rote Wand und Bank"])],
)
def test_a_phrase_stands_side_by_side(words: str, expected: list[str]) -> None:
    for title in ("Eine rote Bank", "Rote Wand und Bank"):
        make.idea(title, text="Sonst nichts.")
    learned()
    assert find(words, strictly=True) == expected


def test_a_word_that_stands_nowhere_is_put_right() -> None:
    make.idea("Spielplatz am See")
    learned()
    found = finding.find("Spielplazt", ALL)
    assert (titles(found), found.corrected, found.better, found.fitting) == (
        ["Spielplatz am See"], "Spielplatz", "", 1,
    )  # fmt: skip
    assert finding.find("Spielplazt", ALL, strictly=True).ids == []


def test_a_word_that_few_have_is_found_and_a_better_one_offered() -> None:
    for number in range(10):
        make.idea(f"Spielplatz {number}")
    make.idea("Spielplazt")
    learned()
    found = finding.find("spielplazt", Within(fits=11, of=11))
    assert (found.corrected, found.better, found.fitting) == ("", "spielplatz", 1)
    assert titles(found)[0] == "Spielplazt"


def test_ideas_with_some_of_the_words_follow_and_are_told_apart() -> None:
    for title in ("Zeppelin im Hangar", "Zeppelin", "Hangar am Rand", "Steg"):
        make.idea(title, text="Sonst nichts.")
    learned()
    found = finding.find("Zeppelin Hangar", ALL)
    assert (titles(found)[:1], found.fitting) == (["Zeppelin im Hangar"], 1)
    assert sorted(titles(found)[1:]) == ["Hangar am Rand", "Zeppelin"]
    assert find("Zeppelin Hangar", strictly=True) == ["Zeppelin im Hangar"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Görlitz", ["Am Markt", "Im Dorf"]), ("Neiße", ["Weit weg"]), ("Energie", ["Im Dorf"]), ("Kultur", [])],
)
def test_where_little_is_found_regions_and_themes_of_that_name_follow(words: str, expected: list[str]) -> None:
    make.idea("Am Markt", text="Grün.", place_id=Place.objects.get(name__de="Görlitz").pk)
    make.idea("Im Dorf", text="Grün.", authorities=["goerlitz"], themes=["landschaft-energie"])
    make.idea("Weit weg", text="Grün.", authorities=["spree-neisse"])
    learned()
    assert find(words) == expected


def test_what_is_not_wanted_is_not_among_those_that_follow_either() -> None:
    for title in ("Zeppelin im Hangar", "Zeppelin aus Blei", "Zeppelin"):
        make.idea(title, text="Sonst nichts.")
    learned()
    assert sorted(find("Zeppelin Hangar -Blei")) == ["Zeppelin", "Zeppelin im Hangar"]


def test_enough_ideas_are_not_filled_up() -> None:
    for number in range(finding.ENOUGH):
        make.idea(f"Zeppelin im Hangar {number}", text="Sonst nichts.")
    make.idea("Zeppelin", text="Sonst nichts.")
    learned()
    within = Within(fits=finding.ENOUGH + 1, of=finding.ENOUGH + 1)
    found = finding.find("Zeppelin Hangar", within)
    assert (len(found.ids), found.fitting) == (finding.ENOUGH, finding.ENOUGH)


@pytest.fixture
def seeded(db: None) -> int:
    draw = Random(11)  # noqa: S311 - invented texts, no secrets
    seeding.seed(ideas=130, comments=0, supports=200, draw=draw, progress=lambda _rows: None)
    ids = list(Idea.objects.public().order_by("pk").values_list("pk", flat=True))
    places = Place.objects.filter(name__de__in=["Zittau", "Cottbus", "Görlitz"])
    for place, few in zip(places, (ids[::7], ids[1::7], ids[2::7]), strict=True):
        Idea.objects.filter(pk__in=few).update(place=place)
    indexing.index(ids)
    learned()
    return len(ids)


PARAMETERS = st.sampled_from([
    "thema=landschaft-energie", "thema=mobilitaet-digitales", "region=goerlitz", "region=cottbus",
    "region=ganze-lausitz", "stand=neu", "stand=umgesetzt", "stand=in-pruefung", "antwort=ja", "antwort=nein",
    "sprache=de", "sprache=hsb", "quelle=online", "quelle=karte", "von=2025-03", "bis=2026-04", "von=2024-11",
    "von=2099-01", "bis=2001-05", "ort=zittau", "ort=cottbus", "ort=goerlitz",
])  # fmt: skip


@given(parameters=st.lists(PARAMETERS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_marks_say_what_the_conditions_of_lists_say(seeded: int, parameters: list[str]) -> None:
    asked = Filter.from_query(QueryDict("&".join(parameters)))
    within = Within(
        asked.wanted, [place.pk for place in Place.objects.all() if _slug(place) in asked.places],
        asked.first_month, asked.last_month,
    )  # fmt: skip
    query = all_of(within.query)
    by_marks = IdeaSearch.objects.filter(finding.Fits(F("vector"), Value(query)))
    by_conditions = Idea.objects.public().filter(asked.fitting)
    assert set(by_marks.values_list("pk", flat=True)) == set(by_conditions.values_list("pk", flat=True))


def _slug(place: Place) -> str:
    return {"Zittau": "zittau", "Cottbus": "cottbus", "Görlitz": "goerlitz"}.get(place.name["de"], "")


@given(parameters=st.lists(PARAMETERS, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_within_any_filter_are_those_that_fit_both(seeded: int, parameters: list[str]) -> None:
    asked = Filter.from_query(QueryDict("&".join(["q=Verein", "sort=neu", *parameters])))
    expected = asked.narrow(Idea.objects.public()).order_by("-published_at", "-pk")
    shown = results.of(asked)
    assert (shown.total, [idea.pk for idea in shown.ideas]) == (
        expected.count(), list(expected.values_list("pk", flat=True)[:20]),
    )  # fmt: skip


def test_months_before_and_after_all_ideas_find_none() -> None:
    make.idea("Zeppelin")
    learned()
    assert finding.find("Zeppelin", ALL).fitting == 1
    for within in (Within(first_month=date(2099, 1, 1)), Within(last_month=date(2001, 1, 1))):
        assert finding.find("Zeppelin", within).ids == []


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four and of sixteen ideas, so that the newest of few are looked for in windows too."""
    written = indexing._WRITE
    for name, bits in (("SMALL", 2), ("LARGE", 4)):
        before = getattr(indexing, name)
        assert f"=block:{before}:' || (i.id >> {before})" in written
        written = written.replace(f"=block:{before}:' || (i.id >> {before})", f"=block:{bits}:' || (i.id >> {bits})")
        monkeypatch.setattr(indexing, name, bits)
    monkeypatch.setattr(indexing, "_WRITE", written)


@pytest.mark.parametrize("words", ["Verein", "die Verein", '"der Verein"', "Verein -Radweg", "Verein OR Schule"])
@pytest.mark.parametrize(("most_ranked", "most_read"), [(5, 4), (10, 20), (25, 8), (1000, 10)])
def test_of_many_the_newest_are_found(
    words: str, most_ranked: int, most_read: int, small_blocks: None, seeded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", most_ranked)
    monkeypatch.setattr(finding, "MOST_READ", most_read)
    naive = list(finding.matching(Idea.objects.public(), words).order_by("-pk").values_list("pk", flat=True))
    found = finding.find(words, Within(fits=seeded, of=seeded), strictly=True)
    # A phrase is looked for in the newest ideas only, whether there are more of it or not.
    newest = naive[: len(found.ids) if '"' in words and found.is_cut else most_ranked]
    assert len(found.ids) == len(newest)
    # Of one more than are shown the one that fits least is left out.
    assert set(found.ids) <= set(naive[: len(newest) + 1])
    assert found.is_cut >= (len(found.ids) < len(naive))
    assert found.is_cut == (len(found.ids) < len(naive)) or question.ask(parse(words)).has_phrase


def test_windows_are_looked_into_before_the_whole(
    small_blocks: None, seeded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fitting = finding._fitting

    def noted(question: Question, query: str) -> list[int]:
        asked.append(query)
        return fitting(question, query)

    monkeypatch.setattr(finding, "_fitting", noted)
    monkeypatch.setattr(finding, "MOST_RANKED", 5)
    monkeypatch.setattr(finding, "MOST_READ", 4)
    assert finding.find("Verein", Within(fits=seeded, of=seeded)).is_cut
    assert all("=block:" in query for query in asked)
