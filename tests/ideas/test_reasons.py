"""What an author is told when something is not published, and the form that asks for it."""

import pytest
from django.test import override_settings
from django.utils import translation

from accounts.models import User
from ideas.models import Rule
from ideas.reasons import KINDS, WITHOUT_RULE, ReasonsForm, addressee, statement
from texts import memory
from pages.models import Office
from tests import make

pytestmark = pytest.mark.django_db


REMEDIES = (
    "You can complain within six months. Somebody who did not take this decision then looks at it again.",
    "You can also go to court.",
)


def text_of(kind: str, *, language: str = "en", message: str = "Two names are in it.") -> str:
    rule = None if kind in WITHOUT_RULE else Rule.objects.get(key="persoenliche-angaben")
    return statement(kind, rule=rule, message=message, language=language, reference="2026-00042")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_names_the_idea_the_facts_and_what_one_can_do(kind: str) -> None:
    text = text_of(kind)
    shown = Office.objects.get()
    assert "2026-00042" in text
    assert "\n\nTwo names are in it.\n\n" in text
    assert shown.phone in text
    assert shown.email in text
    steps = text.partition("What you can do:")[2].strip().splitlines()
    assert len(steps) >= 2
    assert all(step.startswith("- ") for step in steps)


@pytest.mark.parametrize("kind", sorted(KINDS - WITHOUT_RULE))
def test_a_refusal_says_how_to_complain(kind: str) -> None:
    """The page of the idea says the same: see `test_status`."""
    assert [promise in text_of(kind) for promise in REMEDIES] == [True] * len(REMEDIES)


@pytest.mark.parametrize("kind", sorted(KINDS - WITHOUT_RULE))
def test_a_refusal_names_number_name_and_wording_of_the_rule(kind: str) -> None:
    rule = Rule.objects.get(key="persoenliche-angaben")
    for language in ("de", "en"):
        with translation.override(language):
            expected = f"{rule.number}. {rule.name[language]}\n{rule.text[language]}"
        assert expected in text_of(kind, language=language)


def test_it_is_plain_text_without_holes() -> None:
    text = text_of("rejected", message="Zwei Namen & <Adressen>.\n\n\n\nUnd mehr.")
    assert "Zwei Namen & <Adressen>." in text
    assert "\n\n\n" not in text
    assert "{" not in text
    assert text.endswith("\n")


def test_a_language_the_portal_does_not_speak_is_answered_in_german() -> None:
    with translation.override("en"):
        assert text_of("locked", language="hsb") == text_of("locked", language="de")
        assert text_of("locked", language="de") != text_of("locked", language="en")


@pytest.mark.parametrize("kind", ["returned", "rejected"])
def test_without_a_project_office_it_still_reads(kind: str) -> None:
    Office.objects.all().delete()
    memory.forget()
    assert "None" not in text_of(kind)


def test_there_is_no_refusal_without_a_rule() -> None:
    with pytest.raises(ValueError, match="rejected"):
        statement("rejected", rule=None, message="Weil.", language="de", reference="2026-00042")
    with pytest.raises(ValueError, match="deleted"):
        statement("deleted", rule=Rule.objects.first(), message="Weil.", language="de", reference="2026-00042")


def test_whom_it_reaches(citizen: User, neighbour: User) -> None:
    idea = make.idea(author=citizen, language="en")
    assert (addressee(idea).language, addressee(idea).by_mail) == ("en", True)
    assert addressee(make.comment(idea, author=neighbour)).by_mail
    assert addressee(make.idea(guest={"email": "gast@example.org"})).by_mail
    assert not addressee(make.idea()).by_mail
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    idea.refresh_from_db()
    assert not addressee(idea).by_mail


def test_the_form_gives_what_a_refusal_takes() -> None:
    form = ReasonsForm({"rule": "werbung", "facts": " Wirbt. \x00"})
    assert form.is_valid()
    assert form.arguments == {"rule": Rule.objects.get(key="werbung"), "facts": "Wirbt."}


@override_settings(LANGUAGE_CODE="en")
def test_the_form_offers_the_rules_in_their_order() -> None:
    Rule.objects.filter(key="respekt").update(is_active=False)
    keys = [key for key, _label in ReasonsForm().fields["rule"].choices]  # type: ignore[attr-defined]
    assert keys == ["menschenwuerde", "persoenliche-angaben", "recht", "werbung", "thema"]
