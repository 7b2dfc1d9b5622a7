"""Names that people show, and the ones nobody may take."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from texts.cleaning import clean_line

# Compared without case, accents, blanks and signs. These stand in no surname, so anywhere in a name.
RESERVED = (
    "redaktion", "moderation", "moderator", "administrator", "projektburo", "projektbuero", "zukunftswerkstatt",
    "wirtschaftsregion", "landratsamt", "stadtverwaltung", "kreisverwaltung", "burgermeister", "buergermeister",
    "ehemaligesmitglied", "freistaatsachsen", "staatsregierung", "landesregierung",
)  # fmt: skip
# Whole words only: Roland Rath, Roland Kreis, Roland Brandenburg and Katharina Landratte are people.
RESERVED_WORDS = re.compile(r"\bland ?(rat(in|innen|s)?|rate|kreis(e|es)?|brandenburg)\b")
_LETTER_BY_LETTER = re.compile(r"(?<=\b\w) (?=\w\b)")
# Cyrillic letters, Greek letters and digits that look like Latin letters (Unicode TR 39).
_LOOK_ALIKES = str.maketrans("авеіјкмнорѕстухԁαβεηικμνορτυχ013", "abeijkmhopsctyxdabehikmnoptyxoie")


def _words(name: str) -> str:
    """The words of a name in the letters a to z, with one blank between them."""
    alike = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKES)
    visible = "".join(c for c in alike if unicodedata.category(c)[0] not in "CM")
    return _LETTER_BY_LETTER.sub("", re.sub(r"[^a-z]+", " ", visible).strip())


def _is_reserved(name: str) -> bool:
    words = _words(name)
    letters = words.replace(" ", "")
    return any(stem in letters for stem in RESERVED) or RESERVED_WORDS.search(words) is not None


def clean_name(name: str) -> str:
    """A name as one clean line.

    Raises `ValidationError` for a name that could be taken for an office's, and for markup.
    """
    name = clean_line(name)
    if _is_reserved(name):
        raise ValidationError(_("This name is reserved for public bodies. Please choose another one."), code="reserved")
    if re.search(r"[<>@]|://", name):
        raise ValidationError(_("Please write a name without addresses and without < >."), code="markup")
    return name


def initials(name: str) -> str:
    """The initials of a name, such as "K. B." for "Katrin Berger"."""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[0].isalpha())
