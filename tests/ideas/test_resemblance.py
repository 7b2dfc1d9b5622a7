"""Other forms of what is removed are found where they stand, and can be removed."""

import time
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ideas import lifecycle, submission
from ideas.models import Comment, Draft, IdeaVersion
from ideas.redaction import Blackout
from ideas.resemblance import LONG, MOST_PLACES, Place, mention, remaining, sources
from tests import make
from tests.ideas import pictures
from texts.markers import marker_in

pytestmark = pytest.mark.django_db


def version(text: str, **fields: Any) -> IdeaVersion:
    made = make.idea("Bus", text=text, **fields).released_version
    assert made
    return made


def found(text: str, *passages: str) -> list[str]:
    return [one.words for one in remaining(version(text), passages, Blackout(passages))]


@pytest.mark.parametrize(
    ("text", "passage", "expected"),
    [
        ("Mustermann und Mustermanns Hof", "Mustermann", ["Mustermanns"]),
        ("Mustermann, MUSTERMANN, mustermann", "Mustermann", ["MUSTERMANN", "mustermann"]),
        ("Mustermann und Muster-\nmann", "Mustermann", ["Muster- mann"]),
        ("Mustermann und Muster-mann", "Mustermann", ["Muster-mann"]),
        ("Mustermann und Muster\u00admann", "Mustermann", ["Muster\u00admann"]),
        ("Mustermann, Mustermanne", "Mustermann", ["Mustermanne"]),
        ("Mustermanns, Mustermann", "Mustermanns", ["Mustermann"]),
        ("Erika Mustermann, Frau Mustermann, Erika", "Erika Mustermann", ["Mustermann", "Erika"]),
        ("Frau Mustermann, Frau Noack, der Herr", "Frau Mustermann", []),
        ("Müller, Mueller, MÜLLERs, Muller", "Müller", ["Mueller", "MÜLLERs"]),
        ("Mueller, Müller", "Mueller", ["Müller"]),
        ("Weiß, WEISS", "Weiß", ["WEISS"]),
        ("Wolf, Wolfs, Wolf’s, Wolfgang, Werwolf", "Wolf", ["Wolfs"]),
        ("Kowalska, Kowalskiego", "Kowalska", ["Kowalskiego"]),
        ("Jakub Kósyk, Kosyka", "Jakub Kósyk", ["Kosyka"]),
        ("Schulze, Müller-Schulzes", "Schulze", ["Müller-Schulzes"]),
        ("erika@web.de, erika_mustermann@web.de", "erika@web.de", ["erika_mustermann", "web"]),
        ("0355 12345, 0355/12345, 035512345", "0355 12345", ["0355", "12345", "035512345"]),
        ("Gasse 7, Gasse 70, 7 Uhr", "Gasse 7", ["Gasse"]),
        ("meine Nachbarin, die Nachbarin", "meine Nachbarin", ["Nachbarin"]),
        ("Nichts davon, Mustermann", "Mustermann", []),
    ],
)
def test_forms_of_a_word(text: str, passage: str, expected: list[str]) -> None:
    assert found(text, passage) == expected


def test_every_column_every_version_and_every_picture() -> None:
    author = make.user()
    draft = Draft.objects.create(user=author)
    pictures.add(draft, "Mustermanns Hund")
    face = pictures.add(draft, "Mustermanne lacht", color="#218c74")
    content = make.content("Mustermanns Bus", text="Von Mustermann.", place_name="Mustermannplatz")
    idea = submission.submit(draft, version=content, sender=make.sender(author)).idea
    first = idea.pending_version
    assert first
    lifecycle.publish(idea.pk, version_id=first.pk, by=make.user())
    second = lifecycle.amend(idea.pk, content=make.content("Bus", text="Von Mustermann. MUSTERMANN!"), by=author)
    one, *others = remaining(second, ["Mustermann"], Blackout(["Mustermann"], pictures=[face.pk]))
    assert one.places == [Place(one.places[0].label, f"Von {marker_in('de')}. ", "MUSTERMANN", "!")]
    # What is described alike in two versions is shown once, a picture that goes not at all.
    assert [(other.words, len(other.places), other.places[0].after) for other in others] == [
        ("Mustermanns", 2, " Hund"), ("Mustermannplatz", 1, ""),
    ]  # fmt: skip
    assert "1" in others[1].places[0].label
    assert len(list(sources(second))) == 12


def test_many_places_of_a_word_are_counted() -> None:
    text = "\n".join(f"{n} mal stand hier in der langen Reihe der Name Mustermanns {n}" for n in range(MOST_PLACES + 3))
    [one] = remaining(version(f"Mustermann\n{text}"), ["Mustermann"], Blackout(["Mustermann"]))
    assert (len(one.places), one.more) == (MOST_PLACES, 3)


def test_what_stands_around_ends_with_a_whole_word() -> None:
    text = f"Mustermann\n{'Vorher ' * 9}Mustermanns{' nachher' * 9}."
    [one] = remaining(version(text), ["Mustermann"], Blackout(["Mustermann"]))
    assert one.places[0][1:] == ("… Vorher Vorher Vorher Vorher Vorher ", "Mustermanns", " nachher" * 4 + " …")


def test_a_text_of_somebody_else() -> None:
    def said(text: str, passage: str = "Erika Mustermann") -> str | None:
        comment = make.comment(idea, author=author, text=text)
        place = mention(comment, [passage], Blackout([passage]))
        return place and place.before + place.words + place.after

    idea, author = make.idea(), make.user()
    assert said("Ja, die Mustermanns!") == "Ja, die Mustermanns!"
    assert said("Ja, Erika Mustermann!") == "Ja, Erika Mustermann!"
    assert said("Nummer 7 a ist es.", "7 a") == "Nummer 7 a ist es."
    assert said("Muster ohne Wert") is None


names = st.lists(
    st.sampled_from(
        ["Mustermann", "Muster", "mann", "Wolf", "-", "-\n", " ", "\n", "’", "s", "_", "\u00ad", "u\u0308", "."]
    ),
    max_size=12,
).map("".join)


@settings(deadline=None, max_examples=60)
@given(names)
def test_what_is_found_can_be_removed(text: str) -> None:
    about = Comment(text=text, language="de")
    for one in remaining(about, ["Mustermann", "Wolf"], Blackout(["Mustermann", "Wolf"])):
        assert Blackout([one.words]).concerns(text)


def test_a_hundred_names_in_a_long_text_take_a_moment() -> None:
    passages = [f"Name{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(100)]
    about = version(" ".join(f"Wort{n}" for n in range(1200)))
    started = time.perf_counter()
    assert remaining(about, passages, Blackout(passages)) == []
    assert time.perf_counter() - started < 1
    assert len(passages[0]) >= LONG
