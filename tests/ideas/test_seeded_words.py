"""The words of synthetic ideas: right in gender and case, few of them common, very many rare."""

import re
from collections import Counter
from random import Random

import pytest

from ideas.management.seeding import wishes
from ideas.management.words import lexicon, places
from ideas.management.words.german import ACCUSATIVE, DATIVE, NOMINATIVE, German, a, plural, the
from themes.models import Authority


def written(count: int) -> list[tuple[str, str]]:
    draw = Random(7)  # noqa: S311
    german, drawn = German(draw), wishes.drawn(draw)
    texts = []
    for _ in range(count):
        german.turn_to(next(drawn))
        texts.append((german.title(), german.text()))
    return texts


def test_titles_have_three_to_nine_words() -> None:
    lengths = {len(title.split()) for title, _text in written(3000)}
    assert lengths <= set(range(3, 10))
    assert len(lengths) > 4


def test_texts_are_mostly_short_and_sometimes_long() -> None:
    lengths = sorted(len(text.split()) for _title, text in written(2000))
    assert lengths[0] < 15
    assert 20 < lengths[200] < lengths[1000] < lengths[1800] < 180
    assert lengths[-1] > 180


def test_no_slot_is_left_open_and_sentences_begin_with_a_capital() -> None:
    for title, text in written(2000):
        assert not re.search(r"[{}]|%s| \.|  ", title + text)
        assert all(sentence[0].isupper() for sentence in re.split(r"(?<=[.?!])\s+", text))


def test_few_words_are_common_and_most_are_rare() -> None:
    counted = Counter(word for _title, text in written(4000) for word in re.findall(r"\w+", text.lower()))
    ranked = [count for _word, count in counted.most_common()]
    assert ranked[0] > 5 * ranked[20] > 10 * ranked[200]
    assert ranked.count(1) > len(ranked) / 3


def test_more_than_a_hundred_thousand_nouns() -> None:
    nouns = lexicon.nouns().things
    assert len({noun.singular for noun in nouns}) > 100_000
    assert {"Radweg", "Rufbushaltestelle", "Dorfgemeinschaftshaus"} < {noun.singular for noun in nouns[:100]}
    assert {noun.subject for noun in nouns} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("word", "case", "forms"),
    [
        ("Radweg", NOMINATIVE, ["der Radweg", "ein Radweg", "Radwege"]),
        ("Radweg", ACCUSATIVE, ["den Radweg", "einen Radweg", "Radwege"]),
        ("Radweg", DATIVE, ["dem Radweg", "einem Radweg", "Radwegen"]),
        ("Brücke", DATIVE, ["der Brücke", "einer Brücke", "Brücken"]),
        ("Dorfgemeinschaftshaus", ACCUSATIVE, ["das Dorfgemeinschaftshaus", "ein Dorfgemeinschaftshaus",
            "Dorfgemeinschaftshäuser"]),
        ("Dorfgemeinschaftshaus", DATIVE, ["dem Dorfgemeinschaftshaus", "einem Dorfgemeinschaftshaus",
            "Dorfgemeinschaftshäusern"]),
        ("Park", DATIVE, ["dem Park", "einem Park", "Parks"]),
    ],
)  # fmt: skip
def test_gender_and_case(word: str, case: int, forms: list[str]) -> None:
    noun = next(noun for noun in lexicon.nouns().things if noun.singular == word)
    assert [the(noun, case), a(noun, case), plural(noun, case)] == forms


def test_adjectives_take_endings() -> None:
    """Those that end in e would need another rule."""
    assert [word for word in lexicon.ADJECTIVES.things if word.endswith("e")] == []
    assert max(Counter(lexicon.ADJECTIVES.things).values()) == 1


@pytest.mark.django_db
def test_places_belong_to_one_authority_each() -> None:
    names = Counter(place.name for place in places.PLACES.things)
    assert [name for name, count in names.items() if count > 1] == []
    assert set(places.BY_AUTHORITY) == set(Authority.objects.values_list("slug", flat=True))


def test_some_wishes_come_again_and_a_batch_is_always_the_same() -> None:
    first, again = (wishes.of_batch(3, 5, 400, Random(1)) for _ in range(2))  # noqa: S311
    assert first == again
    wanted = {(wish.noun, wish.verb) for number in range(6) for wish in wishes._new(3, number, 400)}
    assert all((wish.noun, wish.verb) in wanted for wish in first)
    fresh = wishes._new(3, 5, 400)
    changed = [wish for wish, new in zip(first, fresh, strict=True) if (wish.noun, wish.verb) != (new.noun, new.verb)]
    assert 8 < len(changed) < 40
