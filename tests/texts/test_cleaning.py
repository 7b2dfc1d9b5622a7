"""Cleaning takes out what nobody sees and keeps every character somebody wrote."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings, strategies as st

from texts.cleaning import clean, clean_line, is_blank, number_in, shortened

# Sorbian, Polish, Czech, German; scripts of neighbours; more than 16 bits.
LETTERS = "Dźěćo źěło Łužyca Chóśebuz ŕ ń ž č ř ů ąęśżó äöüß ẞ Ђћ Ελλάς العربية עברית 日本語 हिन्दी ไทย 🚲🏞️ 𝔏𝔞𝔲𝔰𝔦𝔱𝔷"

# Arbitrary code points, lone surrogates and combining marks included, and the corners on purpose.
patiently = settings(deadline=None)
anything = st.text(st.characters(codec=None, categories=None))
corners = st.text(
    st.sampled_from(
        "a\u0627\u1100\u1161\u0301\u0323\u0653\u034f\u0345\u3099か\r\n\t\x00\x85\u202e\u2028\u200b\ud800\udfff\u00ad"
    )
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Radweg\x00\x07\x1b[31m", "Radweg[31m"),  # C0
        ("Rad\x7fweg\x80\x9f", "Radweg"),  # DEL and C1
        ("Rad\ud800weg\udfff", "Rad\ufffdweg\ufffd"),  # lone surrogates
        ("Rad\u202egew\u202c \u2066x\u2069", "Radgew x"),  # overrides and isolates
        ("eins\r\nzwei\rdrei\nvier", "eins\nzwei\ndrei\nvier"),
        ("Spalte\tSpalte", "Spalte\tSpalte"),
        ("Donau\u00addampf", "Donau\u00addampf"),  # a soft hyphen is written on purpose
        ("Familie \U0001f468\u200d\U0001f469\u200d\U0001f467", "Familie \U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("  bleibt stehen \n\n", "  bleibt stehen \n\n"),
        ("Do\u0301lna \u0141uz\u030cyca", "Dólna Łužyca"),  # composed
        ("Z" + "\u0335" * 40 + "a\u0301\u0302\u0303\u0304\u0306lgo",
        "Z\u0335\u0335\u0335\u0335á\u0302\u0303\u0304\u0306lgo"),
    ],
)  # fmt: skip
def test_examples(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_letters_of_the_region_stay() -> None:
    assert clean(LETTERS) == unicodedata.normalize("NFC", LETTERS)


@patiently
@given(anything | corners)
# Without the mark between them the last one composes with its letter.
@example("\u0627" + "\u0323" * 4 + "\u0301\u0653" + "\u0301" * 4)
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@patiently
@given(anything | corners)
def test_what_is_cleaned_can_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode() == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [c for c in cleaned if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def letters(text: str) -> list[str]:
    """Every character of a word or a sign, without marks; decomposed, so that forms compare."""
    decomposed = unicodedata.normalize("NFD", text)
    return [c for c in decomposed if unicodedata.category(c)[0] in "LNPS"]


@patiently
@given(st.text(st.characters(codec="utf-8")))
def test_clean_keeps_every_letter_digit_and_sign(text: str) -> None:
    # Interlinear annotation marks (U+FFF9 to U+FFFB) are format characters, not signs.
    assert letters(clean(text)) == letters(text)


@patiently
@given(anything | corners)
def test_a_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    assert clean_line(line) == line


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\t\n\r", "\u00a0", "\u2003\u3000", "\u200b\u200c\u200d\u2060\ufeff", "\u00ad", "\u200e\u200f\u061c",
        "\u3164\uffa0\u115f\u1160", "\u2800", "\ufe0f", "\U000e0020\U000e007f", "\u180e\u034f", "\u2065\u206a\u206f",
        "\u17b4\u17b5", "\u2028\u2029", "\U0001d173", "\x00\x1f\u202e",
    ],
)  # fmt: skip
def test_blank_is_what_a_reader_would_not_see(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200b.\u200b", "🚲", "\u0301", "0", "—", "\u0622", "ł", "中"])
def test_what_a_reader_sees_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a" + "\u0301" * 1_000_000, "\r\n" * 500_000, "\u202e" * 1_000_000,
    "\u0323\u0301" * 100_000]
)  # fmt: skip
def test_a_megabyte_takes_a_moment(text: str) -> None:
    started = time.process_time()
    clean_line(text)
    is_blank(text)
    assert time.process_time() - started < 2


@patiently
@given(st.text(st.sampled_from("e\u0301\u0323\u0327"), min_size=20, max_size=60))
def test_no_letter_carries_more_than_four_marks(text: str) -> None:
    run = longest = 0
    for character in clean("e" + text):
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    assert longest <= 4


@given(st.text(), st.integers(10, 300))
def test_what_is_shortened_is_a_beginning(text: str, most: int) -> None:
    whole, short = " ".join(text.split()), shortened(text, most)
    assert len(short) <= most
    assert short == whole or whole.startswith(short.removesuffix("…").removesuffix(" "))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Mehr Bäume,\n\n viel", "Mehr Bäume, viel"),
        ("Mehr Bäume, viel mehr", "Mehr Bäume, viel …"),
        ("Mehr Bäume, vielleicht", "Mehr Bäume, vielle…"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffa…"),
        ("Mehr Licht am Weg – und mehr", "Mehr Licht am Weg …"),
    ],
)
def test_it_is_cut_behind_a_word_where_that_takes_little(text: str, short: str) -> None:
    assert shortened(text, 19) == short


@pytest.mark.parametrize(
    ("text", "number"), [("42", 42), ("0" * 17 + "7", 7), ("9" * 19, 0), ("", 0), ("-1", 0), ("²", 0), ("٣", 0)]
)
def test_numbers_of_addresses(text: str, number: int) -> None:
    assert number_in(text) == number
