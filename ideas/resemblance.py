"""Where words that are removed stand in another form: declined, in capitals, hyphenated, or alone.

Only shown, never removed by itself: "Braun" is like "Braunkohle", and a moderator decides on each.
"""

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from ideas.models import Comment, IdeaVersion
from ideas.pictures import tray
from ideas.redaction import Blackout

# From this many letters on, every word that begins with a name is like it; a shorter one takes these endings.
LONG = 5
ENDINGS = ("", "s", "es", "e", "en", "ens", "n", "er", "sche", "schen")
SHORTEST = 3
# They stand beside names and say nothing about whose they are.
TITLES = frozenset(
    {"frau", "herr", "herrn", "familie", "strasse", "platz", "weg", "der", "die", "das", "und", "pan", "pani"}
)
# How many places of a word are shown, and how many characters around each.
MOST_PLACES = 4
AROUND = 40

_WORD = re.compile(r"\w[\w\u00ad\u0300-\u036f]*(?:(?:-(?:[ \t]*\n[ \t]*)?|[\u2019\x27])[\w\u0300-\u036f]+)*")
_JOINTS = re.compile(r"[-_\u2019\x27\s]+")
_ENDING = re.compile(rf"(?<=\w{{{LONG}}})(?:ens|es|en|s|[aeiouy])\Z")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Place(NamedTuple):
    """Words where they stand, with a little of what is around them."""

    label: str
    before: str
    words: str
    after: str


@dataclass
class Remaining:
    """Words as a passage that can be removed, with the first places where they stand."""

    words: str
    places: list[Place] = field(default_factory=list)
    more: int = 0


class Source(NamedTuple):
    """Something people have typed, and where it stands."""

    label: str
    text: str


def sources(about: IdeaVersion | Comment, *, without: Iterable[uuid.UUID] = ()) -> Iterator[Source]:
    """The text, then what other versions of the idea are kept; no descriptions of pictures that go."""
    if isinstance(about, Comment):
        yield Source(_("Comment"), about.text)
        return
    gone = frozenset(without)
    yield from _typed(about, gone)
    for version in about.idea.versions.exclude(pk=about.pk).order_by("-number"):
        name = _("Version %(number)s") % {"number": version.number}
        yield from (Source(f"{name}, {label}", text) for label, text in _typed(version, gone))


def _typed(version: IdeaVersion, gone: frozenset[uuid.UUID]) -> Iterator[Source]:
    yield Source(_("Title"), version.title)
    yield Source(_("Text"), version.text)
    yield Source(_("Place"), version.place_name)
    yield Source(_("Answer to the question"), version.answer)
    for number, one in enumerate(tray.of_version(version), start=1):
        if one.picture_id not in gone:
            yield Source(_("Picture %(number)s") % {"number": number}, one.alternative)


def remaining(about: IdeaVersion | Comment, passages: Iterable[str], blackout: Blackout) -> list[Remaining]:
    """What resembles the passages and stays once they are gone; the same words around it are shown once."""
    is_like, found, shown = _resembling(passages), dict[str, Remaining](), set[tuple[str, ...]]()
    for label, text in sources(about, without=blackout.pictures):
        for place in _places(label, blackout.of(text, language=about.language), is_like):
            if place[1:] in shown:
                continue
            shown.add(place[1:])
            one = found.setdefault(place.words, Remaining(place.words))
            if len(one.places) < MOST_PLACES:
                one.places.append(place)
            else:
                one.more += 1
    return list(found.values())


def mention(about: IdeaVersion | Comment, passages: Iterable[str], blackout: Blackout) -> Place | None:
    """The first place in another text that holds a passage or what resembles one."""
    is_like = _resembling(passages)
    for label, text in sources(about):
        if place := next(_places(label, text, is_like), None):
            return place
        if blackout.concerns(text):
            return Place(label, _in_line(text[: 2 * AROUND]), "", "")
    return None


def _places(label: str, text: str, is_like: Callable[[str], bool]) -> Iterator[Place]:
    text = unicodedata.normalize("NFC", text)
    for hit in _WORD.finditer(text):
        if is_like(hit.group()):
            start, stop = hit.span()
            yield Place(label, _before(text, start), _in_line(hit.group()), _after(text, stop))


def _before(text: str, at: int) -> str:
    near = _in_line(text[max(at - AROUND, 0) : at])
    return "… " + near.partition(" ")[2] if at > AROUND else near


def _after(text: str, at: int) -> str:
    near = _in_line(text[at : at + AROUND])
    return near.rpartition(" ")[0] + " …" if at + AROUND < len(text) else near


def _in_line(text: str) -> str:
    """With one blank for any white space, at the ends too."""
    return re.sub(r"\s+", " ", text)


def _resembling(passages: Iterable[str]) -> Callable[[str], bool]:
    """Whether a word is like one of the passages or like one of their words."""
    stems = {stem for passage in passages for stem in _stems(passage)}
    long_ones = tuple(stem for stem in stems if len(stem) >= LONG and stem.isalpha())
    short_ones = {stem + ending for stem in stems if stem.isalpha() for ending in ENDINGS} | stems

    @cache
    def is_like(word: str) -> bool:
        parts = [_folded(part) for part in (word, *_JOINTS.split(word))]
        return any(part in short_ones or part.startswith(long_ones) for part in parts)

    return is_like


def _stems(passage: str) -> Iterator[str]:
    """Of names and numbers in it; of all words where everything is written small."""
    passage = unicodedata.normalize("NFC", passage)
    words = [part for word in _WORD.findall(passage) for part in _JOINTS.split(word)]
    telling = [word for word in words if not word.islower()] or words
    for folded in map(_folded, [passage, *telling]):
        if len(folded) >= SHORTEST and folded not in TITLES:
            yield _ENDING.sub("", folded) if folded.isalpha() else folded


def _folded(words: str) -> str:
    """Letters and digits in small plain letters: Müller, MÜLLER, Mueller and Mül-ler are one."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_SPELT_OUT))
    return re.sub(r"[\W_]+", "", plain)
