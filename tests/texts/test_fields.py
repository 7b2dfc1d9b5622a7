"""Fields for typed text: cleaned, bounded, in several languages."""

import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from texts.fields import LineField, ParagraphsField, in_language, require_german
from texts.languages import answerable


class Typed(forms.Form):
    line = LineField(max_length=10)
    text = ParagraphsField(max_length=20)


def answer(line: Any = "Zeile", text: Any = "Text") -> Typed:
    return Typed({"line": line, "text": text})


def test_a_line_is_trimmed_and_a_text_keeps_its_paragraphs() -> None:
    form = answer("  ein\t Satz \r\n", "\r\n\r\n  eins\r\n\r\n\tzwei  \r\n")
    assert form.is_valid()
    assert form.cleaned_data == {"line": "ein Satz", "text": "eins\n\n\tzwei"}


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u200b", "\u3164", "\x00", "\u00ad", None])
def test_what_only_looks_filled_is_empty(nothing: str | None) -> None:
    form = answer(nothing, nothing)
    assert {name: [error.code for error in errors.as_data()] for name, errors in form.errors.items()} == {
        "line": ["required"],
        "text": ["required"],
    }


def test_length_is_counted_after_cleaning() -> None:
    assert answer("a\x00" * 10, "\r\n" * 30 + "b" * 20).is_valid()
    form = answer("a" * 11, "b" * 21)
    assert {name: [error.code for error in errors.as_data()] for name, errors in form.errors.items()} == {
        "line": ["max_length"],
        "text": ["max_length"],
    }


@pytest.mark.parametrize("typed", [["a", "b"], 7, {"a": 1}, b"bytes"])
def test_what_is_no_text_is_never_an_exception(typed: Any) -> None:
    assert isinstance(answer(typed, typed).errors, dict)


@pytest.mark.parametrize("value", [{"de": "Text"}, {"de": "Text", "hsb": "", "en": "Text"}])
def test_german_is_enough(value: object) -> None:
    require_german(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({}, "german_missing"),
        ({"en": "Text"}, "german_missing"),
        ({"de": " \u200b"}, "german_missing"),
        (None, "not_texts"),
        ("Text", "not_texts"),
        (["de"], "not_texts"),
        ({"de": 1}, "not_texts"),
        ({"de": "Text", "en": None}, "not_texts"),
    ],
)
def test_german_is_needed(value: object, code: str) -> None:
    with pytest.raises(ValidationError) as raised:
        require_german(value)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("language", "shown"), [("de", "Idee"), ("en", "Idea"), ("hsb", "Idee"), ("en-gb", "Idee"), ("pl", "Idee")]
)
def test_the_active_language_or_german(language: str, shown: str) -> None:
    with translation.override(language):
        assert in_language({"de": "Idee", "en": "Idea", "hsb": ""}) == shown
    assert in_language({}) == ""


@pytest.mark.parametrize(("code", "answered"), [("en", "en"), ("de", "de"), ("hsb", "de"), ("xx", "de"), ("", "de")])
def test_the_portal_answers_in_what_it_speaks(code: str, answered: str) -> None:
    assert answerable(code) == answered


@pytest.mark.parametrize(("language", "numbers"), [("de", ["10.000", "11.999"]), ("en", ["10,000", "11,999"])])
def test_a_text_that_is_too_long_is_told_in_numbers_as_everywhere(language: str, numbers: list[str]) -> None:
    with translation.override(language), pytest.raises(ValidationError) as caught:
        ParagraphsField(max_length=10_000).clean("x" * 11_999)
    (said,) = caught.value.messages
    assert (re.findall(r"[\d.,]*\d", said), caught.value.error_list[0].code) == (numbers, "max_length")
