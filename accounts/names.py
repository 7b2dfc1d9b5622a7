"""Names that people show, and the ones nobody may take."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from texts.cleaning import clean_line

# Compared without case, accents, blanks and signs. These stand in no surname, so anywhere in a name.
RESERVED = (
    "redaktion", "moderation", "moderator", "administrat", "projektburo", "projektbuero", "zukunftswerkstatt",
    "wirtschaftsregion", "landratsamt", "verwaltung", "behorde", "behoerde", "burgermeister", "buergermeister",
    "ehemaligesmitglied", "freistaatsachsen", "regierung", "ministerium", "ministerprasident", "ministerpraesident",
)  # fmt: skip
# Whole words only: Roland Rath, Roland Brandenburg, Vlad Minsk and Petra Burger-Amtmann are people.
RESERVED_WORDS = re.compile(
    r"\b(land ?(rat(in|innen|s)?|rate|kreis(e|es)?|brandenburg)|kreisstadt|kreisfreie[nr]?|freistaat"
    r"|(burger|buerger|ordnungs|landes|bundes)amt|admin[a-z]*|ministry)\b"
)
# Only where a name begins: Roland Kreis and Anna Stadt are people. The last three are Sorbian.
RESERVED_BEGINNINGS = re.compile(
    r"((der|die|das|the|ihre?|unsere?) )?(stadt|kreis|amt|gemeinde|ortsteil|rathaus|minister(in)?"
    r"|(city|district|county|municipality) of|mesto|wokrjes|wokrejs)\b"
)
# With blanks where they were typed, since L. K. Meier and W. R. L. are initials.
RESERVED_ABBREVIATIONS = re.compile(r"\bwrl\b|^(der )?(lkr?|lra) [a-z]{3}")
_LETTER_BY_LETTER = re.compile(r"(?<=\b\w) (?=\w\b)")
# Cyrillic letters, Greek letters and digits that look like Latin letters (Unicode TR 39).
_LOOK_ALIKES = str.maketrans("авеіјкмнорѕстухԁαβεηικμνορτυχ", "abeijkmhopsctyxdabehikmnoptyx")
_DIGITS = str.maketrans("013457", "oieast")


def _readings(name: str) -> tuple[str, str]:
    """The words of a name in the letters a to z with one blank between them: digits read as letters, and left out."""
    alike = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKES)
    visible = "".join(c for c in alike if unicodedata.category(c)[0] not in "CM")
    with_digits, without = (re.sub(r"[^a-z]+", " ", text).strip() for text in (visible.translate(_DIGITS), visible))
    return with_digits, without


def _is_an_office(words: str) -> bool:
    joined = _LETTER_BY_LETTER.sub("", words)
    letters = words.replace(" ", "")
    return any(stem in letters for stem in RESERVED) or any(
        (RESERVED_WORDS.search(joined), RESERVED_BEGINNINGS.match(joined), RESERVED_ABBREVIATIONS.search(words))
    )


def clean_name(name: str) -> str:
    """A name as one clean line.

    Raises `ValidationError` for a name that could be taken for an office's, and for markup.
    """
    name = clean_line(name)
    if any(_is_an_office(words) for words in _readings(name)):
        raise ValidationError(_("This name is reserved for public bodies. Please choose another one."), code="reserved")
    if re.search(r"[<>@]|://", name):
        raise ValidationError(_("Please write a name without addresses and without < >."), code="markup")
    return name


def initials(name: str) -> str:
    """The initials of a name, such as "K. B." for "Katrin Berger"."""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[0].isalpha())
