"""The journal as staff read it: in words, while the verbs stay what is stored."""

import pytest
from django.test import Client
from django.utils import translation

from journal import words
from notifications.audiences import AUDIENCES
from tests import make

LIST = "/admin/journal/entry/"


def test_every_verb_has_its_words() -> None:
    assert sorted(words.VERBS) == sorted(AUDIENCES)


def test_a_verb_is_said_with_what_it_is_about() -> None:
    with translation.override("en"):
        assert [words.in_full(verb) for verb in ("idea.locked", "report.closed", "later.made")] == [
            "idea: locked", "report: answered", "later.made",
        ]  # fmt: skip


@pytest.mark.django_db
def test_no_code_is_shown_and_the_filters_work(as_administrator: Client) -> None:
    make.idea()
    page = as_administrator.get(LIST).content.decode()
    assert page.count('class="field-what"') == 2
    assert "idea.published<" not in page
    only = as_administrator.get(LIST, {"verb": "idea.published", "subject_kind": "idea"})
    assert [entry.verb for entry in only.context["cl"].result_list] == ["idea.published"]
    assert as_administrator.get(LIST, {"verb": "x"}).status_code == 200
