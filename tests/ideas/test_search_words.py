"""From what is typed to a query: words, names under all their spellings, compounds, what the vocabulary knows."""

import pytest
from django.db import connection, transaction
from hypothesis import given, settings, strategies as st

from accounts.models import User
from ideas.models import Idea, Word
from ideas.search import finding, vocabulary
from ideas.search.question import ask
from ideas.search.typed import LONGEST, MOST_TOKENS, Token, Typed, parse
from tests import make
from tests.together import at_once
from themes.models import Authority, Place

pytestmark = pytest.mark.django_db
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän"


def learned() -> None:
    """What the beat does every few minutes."""
    vocabulary.learn()
    make.census()


def found(words: str) -> list[str]:
    return sorted(finding.matching(Idea.objects.public(), words).values_list("title", flat=True))


def place(name: str) -> Place:
    return Place.objects.get(name__de=name)


def word(text: str) -> tuple[Token, ...]:
    return (Token(text),)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Typed((), ())),
        ("Bus Bahn", Typed((word("Bus"), word("Bahn")), ())),
        ('"Bus und Bahn" See', Typed(((Token("Bus und Bahn", is_phrase=True),), word("See")), ())),
        ('"ohne Ende', Typed(((Token("ohne Ende", is_phrase=True),),), ())),
        ("Bus -Bahn", Typed((word("Bus"),), word("Bahn"))),
        ('-"Bus Bahn"', Typed((), (Token("Bus Bahn", is_phrase=True),))),
        ("---Bus", Typed((), word("Bus"))),
        ("Bus Bus -Bahn -Bahn Bus", Typed((word("Bus"),), word("Bahn"))),
        (
            "„Bus und Bahn“ «am See»",
            Typed(((Token("Bus und Bahn", is_phrase=True),), (Token("am See", is_phrase=True),)), ()),
        ),
        ("Bus/Bahn+Rad", Typed((word("Bus"), word("Bahn"), word("Rad")), ())),
        ("Bus OR Bahn See", Typed(((Token("Bus"), Token("Bahn")), word("See")), ())),
        ("Bus or Bahn", Typed((word("Bus"), word("or"), word("Bahn")), ())),
        ("OR Bus", Typed((word("Bus"),), ())),
        ("Bus OR", Typed((word("Bus"),), ())),
        ("Bus OR -Bahn See", Typed((word("Bus"), word("See")), word("Bahn"))),
        ("Bus, Bahn? Gartenstr.", Typed((word("Bus"), word("Bahn"), word("Gartenstr")), ())),
        ("St.-Anton-Straße", Typed((word("St.-Anton-Straße"),), ())),
        ('!!! & -- "" -', Typed((), ())),
    ],
)
def test_what_is_typed(typed: str, expected: Typed) -> None:
    assert parse(typed) == expected


@given(st.text(st.characters(codec="utf-8") | st.sampled_from('"- OR'), max_size=300))
@settings(deadline=None)
def test_any_text_is_a_few_short_words(typed: str) -> None:
    read = parse(typed)
    tokens = [token for group in read.wanted for token in group] + list(read.unwanted)
    assert len(tokens) <= MOST_TOKENS
    for token in tokens:
        assert 0 < len(token.text) <= LONGEST
        assert any(map(str.isalnum, token.text))
    assert all(read.wanted)


@pytest.mark.parametrize("words", ["Cottbus", "Chóśebuz", "chosebuz", "COTTBUS", '"Chóśebuz"'])
def test_a_city_under_all_its_names(words: str) -> None:
    make.idea("Der Stadt", text="Grün.", authorities=["cottbus"])
    make.idea("Des Ortes", text="Grün.", place_name="Park", place_id=place("Cottbus").pk)
    make.idea("Auf Deutsch", text="Nach Cottbus.")
    make.idea("Auf Sorbisch", text="Do Chóśebuza, Chóśebuz.", language="dsb")
    make.idea("Anderswo", text="Grün.", authorities=["goerlitz"], place_name="Zittau", place_id=place("Zittau").pk)
    learned()
    assert found(words) == ["Auf Deutsch", "Auf Sorbisch", "Der Stadt", "Des Ortes"]


@pytest.mark.parametrize("words", ["Spree-Neiße", "Sprjewja-Nysa", "Landkreis Spree-Neiße", "wokrejs Sprjewja-Nysa"])
def test_a_district_under_all_its_names(words: str) -> None:
    make.idea("Gemeint", text="Grün.", authorities=["spree-neisse"])
    make.idea("Für alle", text="Grün.", whole_region=True)
    make.idea("Anderswo", text="Grün.", authorities=["goerlitz"])
    learned()
    assert found(words) == ["Für alle", "Gemeint"]


def test_a_town_is_not_the_district_of_its_name() -> None:
    make.idea("Im Kreis", text="Grün.", authorities=["goerlitz"], place_id=place("Zittau").pk, place_name="Zittau")
    make.idea("In der Stadt", text="Grün.", authorities=["goerlitz"], place_id=place("Görlitz").pk, place_name="Markt")
    learned()
    assert found("Görlitz") == found("Zhorjelc") == ["In der Stadt"]
    assert found("Landkreis Görlitz") == found("Kreis Görlitz") == found("LK Görlitz") == ["Im Kreis", "In der Stadt"]


def test_what_tells_places_apart_finds_all_of_them() -> None:
    for name in ("Lübbenau/Spreewald", "Vetschau/Spreewald", "Zittau"):
        make.idea(name, text="Grün.", place_name="Markt", place_id=place(name).pk)
    make.idea("Gurken", text="Aus dem Spreewald.")
    learned()
    assert found("Spreewald") == ["Gurken", "Lübbenau/Spreewald", "Vetschau/Spreewald"]


def test_a_renamed_place_is_found_at_once() -> None:
    forst = Place.objects.get(name__de__startswith="Forst")
    make.idea("Park", text="Grün.", place_name="Markt", place_id=forst.pk)
    assert found("Rosenstadt") == []
    forst.name = {**forst.name, "de": "Rosenstadt"}
    forst.save()
    learned()
    assert found("Rosenstadt") == ["Park"]


def test_names_of_several_words_are_one_unit() -> None:
    units = [term.unit for term in ask(parse("Radweg Bad Muskau bauen")).terms]
    assert [unit.token.text for unit in units] == ["Radweg", "Bad Muskau", "bauen"]
    assert [bool(unit.marks) for unit in units] == [False, True, False]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Spielplätze", "Spielplaetze"),
        ("Spielplaetze", "Spielplätze"),
        ("Übergang", "Uebergang"),
        ("Fußweg", "Fussweg"),
        ("Fahrradständer", "Ständer"),
        ("Ständer", "fahrradständer ständer"),
        ("Schulbushaltestelle", "Schulbus"),
        ("Bus in der Schule", "Schulbus"),
        ("Dächer der Schulen", "Schuldach"),
        ("Türen öffnen", "geöffnete"),
        ("Lichter blenden", "geblendete"),
        ("Autos rasen", "rasende"),
        ("Gartenstr. 5", "Gartenstraße"),
        ("Gartenstraße", "Gartenstr."),
        ("St.-Anton-Straße", "St. Anton Straße"),
        ("Gemeindeschwester", "Schwester"),
        ("Jugendrat", "Jugend-Rat"),
        ("Rufbus", "Bus"),
        ("Neue Ständer für alle Räder", "Radstaender"),
        ("St. Anton Straße", "St.-Anton-Straße"),
    ],
)
def test_found_in_another_form(written: str, typed: str) -> None:
    idea = make.idea(written, text="Sonst nichts.")
    make.idea("Etwas ganz anderes", text="Nichts davon.")
    learned()
    assert finding.find(typed, finding.Within(fits=2, of=2)).ids == [idea.pk]


@pytest.mark.parametrize("words", ["die für und", "the", "über"])
def test_stop_words_alone_are_a_question_nobody_answers_wrongly(words: str) -> None:
    make.idea("Rufbus", text="Nach Forst.")
    learned()
    assert found(words) == []


def test_stop_words_beside_others_mean_nothing() -> None:
    make.idea("Rufbus", text="Nach Forst.")
    learned()
    assert found("die Rufbus für the") == ["Rufbus"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Zeppelinha", ["Zeppelinhafen"]), ("Zeppelinha Forst", []), ("Forst Zep", ["Zeppelinhafen"])],
)
def test_the_last_word_may_still_be_typed_even_before_it_is_learned(typed: str, expected: list[str]) -> None:
    learned()
    make.idea("Zeppelinhafen", text="In Forst, im Forst.")
    assert not Word.objects.exists()
    assert found(typed) == expected


def shares() -> dict[str, float]:
    return {row.word: round(row.share, 3) for row in Word.objects.all()}


def test_words_are_counted_and_forgotten() -> None:
    first = make.idea("Rufbus", text="Rufbus, Rufbus 24.")
    make.idea("Ruderboot", text="Ruder.")
    learned()
    assert shares() == {"rufbus": 0.5, "24": 0.5, "ruderboot": 0.5, "ruder": 0.5}
    make.idea("Rufbusse", text="Ruder.")
    Idea.objects.filter(pk=first.pk).update(status="locked")
    learned()
    assert shares() == {"rufbusse": 0.5, "ruderboot": 0.5, "ruder": 1.0}


def test_each_language_has_its_own_lexemes() -> None:
    make.idea("Fähren", text="Fähren.")
    make.idea("Ferries", text="Ferries.", language="en")
    make.idea("Kolesowarjow", text="Kolesowarjow.", language="hsb")
    learned()
    assert dict(Word.objects.values_list("word", "lexeme")) == {
        "fähren": "fahr", "ferries": "ferri", "kolesowarjow": "kolesowarjow",
    }  # fmt: skip
    assert set(Word.objects.values_list("plain", flat=True)) == {"fahren", "ferries", "kolesowarjow"}


def test_many_ideas_are_known_by_a_sample(moderator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        make.idea(f"Rufbus{number}", by=moderator, text="Linie.")
    monkeypatch.setattr(vocabulary, "SAMPLE", 30)
    learned()
    known = shares()
    assert 10 < len(known) - 1 < 50
    assert 0.3 < known["linie"] <= 1
    assert set(known.values()) - {known["linie"]} == {0.033}


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_learns() -> None:
    make.idea("Rufbus")
    assert vocabulary.learn()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [vocabulary.LOCK])
        assert at_once(vocabulary.learn) == [False]
    assert at_once(vocabulary.learn) == [True]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Bahnübergagn", "bahnübergang"),
        ("Spielplazt", "spielplatz"),
        ("Radwge", "radweg"),
        ("Zeppelin", ""),
        (LONG_WORD, ""),
    ],
)
def test_what_is_spelled_nearly_like_it(typed: str, meant: str) -> None:
    make.idea("Bahnübergang, Spielplatz, Radweg", text=f"Rufbus 2030 {LONG_WORD[:40]}.")
    learned()
    assert [near.word for near in vocabulary.near([typed]).get(typed, [])][:1] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Das gehört gerade uns.", "Ort"), ("Gerade heute.", "Rad"), ("Woran liegt es?", "Großräschen"),
     ("Bei Cottbus.", "Bus"), ("Am Rand von Weißwasser.", "Wasser"), ("Doberlug ist schön.", "Döbern"),
     ("Das macht Raum.", "Nacht"), ("Ein Plan.", "WLAN"), ("Open Air.", "ÖPNV")],
)  # fmt: skip
def test_what_only_sounds_alike_is_not_found(written: str, typed: str) -> None:
    make.idea("Etwas", text=written)
    learned()
    assert finding.find(typed, finding.Within(fits=1, of=1)).ids == []


def test_a_name_spelled_wrongly_is_put_right() -> None:
    idea = make.idea("Park", text="Grün.", place_name="Markt", place_id=place("Senftenberg").pk)
    learned()
    found = finding.find("Senftenbrg", finding.Within(fits=1, of=1))
    assert (found.ids, found.corrected) == ([idea.pk], "Senftenberg")


def test_every_authority_has_a_name_that_is_asked_for() -> None:
    """The names of all languages, not only the German ones, lead to the authority's mark."""
    for authority in Authority.objects.all():
        for name in authority.name.values():
            unit = ask(parse(f'"{name}"')).terms[0].unit
            assert unit.marks, name


def test_of_two_ways_to_take_a_word_apart_the_one_with_the_commoner_word() -> None:
    make.idea("Glindholz", text="Eine Trasse.")
    make.idea("Straße", text="Die Straße.")
    make.idea("Noch eine Straße", text="Die Straße.")
    learned()
    word = vocabulary.spellings("Glindholzstraße", "glindholzstrass")
    assert vocabulary.look_up(word.all).split(word) == ("glindholz", "strasse")
