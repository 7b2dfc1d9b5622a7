"""A text in several languages, typed as one input each."""

from typing import Any

import pytest
from django import forms
from django.utils import translation

from texts.fields import TranslatedFormField
from texts.languages import Language


class Typed(forms.Form):
    name = TranslatedFormField()
    text = TranslatedFormField(long=True, required=False)


def answer(**typed: Any) -> Typed:
    return Typed({"name_de": "Regel", **typed})


def test_each_language_has_its_own_labelled_input() -> None:
    with translation.override("en"):
        html = str(Typed(initial={"name": {"de": "Regel", "pl": "Zasada"}})["name"])
        labels = [str(label) for label in Language.labels]
    for number, (code, label) in enumerate(zip(Language.values, labels, strict=True)):
        assert f'<label for="id_name_{number}">{label}</label>' in html
        assert f'name="name_{code}"' in html
        assert f'lang="{code}"' in html
    assert 'value="Regel"' in html
    assert 'value="Zasada"' in html


def test_what_is_empty_is_left_out_and_what_is_typed_is_cleaned() -> None:
    form = answer(name_en=" A\x00 rule ", name_pl=" \u200b", text_de="eins\r\n\r\nzwei")
    assert form.is_valid()
    assert form.cleaned_data == {"name": {"de": "Regel", "en": "A rule"}, "text": {"de": "eins\n\nzwei"}}


@pytest.mark.parametrize("typed", [{"name_de": ""}, {"name_de": " ", "name_en": "Rule"}, {"text_en": "only English"}])
def test_german_is_required_where_anything_is(typed: dict[str, str]) -> None:
    form = answer(**typed)
    assert not form.is_valid()
    assert list(form.errors) == ["text" if "text_en" in typed else "name"]


def test_it_notices_what_changed() -> None:
    initial = {"name": {"de": "Regel", "en": "Rule"}, "text": {}}
    assert not Typed({"name_de": "Regel", "name_en": "Rule"}, initial=initial).has_changed()
    assert Typed({"name_de": "Regel", "name_en": "Law"}, initial=initial).changed_data == ["name"]


@pytest.mark.parametrize("odd", ["text", ["list"], 7, None])
def test_a_row_that_holds_something_else_still_opens(odd: Any) -> None:
    assert "<input" in str(Typed(initial={"name": odd})["name"])
