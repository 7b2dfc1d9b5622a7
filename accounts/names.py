"""Names that people show, and the ones nobody may take."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from texts.cleaning import clean_line

# Stems, compared without case, accents and anything but letters.
RESERVED = (
    "redaktion", "moderation", "moderator", "administrator", "projektburo", "projektbuero",
    "zukunftswerkstatt", "wirtschaftsregion", "landkreis", "landratsamt", "stadtverwaltung",
    "kreisverwaltung", "landrat", "burgermeister", "buergermeister", "ehemaligesmitglied",
    "landbrandenburg", "freistaatsachsen", "staatsregierung", "landesregierung",
)  # fmt: skip


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z]", "", decomposed.replace("ß", "ss"))


def clean_name(name: str) -> str:
    """A name as one clean line.

    Raises `ValidationError` for a name that could be taken for an office's, and for markup.
    """
    name = clean_line(name)
    if any(stem in _folded(name) for stem in RESERVED):
        raise ValidationError(_("This name is reserved for public bodies. Please choose another one."), code="reserved")
    if re.search(r"[<>@]|://", name):
        raise ValidationError(_("Please write a name without addresses and without < >."), code="markup")
    return name


def initials(name: str) -> str:
    """The initials of a name, such as "K. B." for "Katrin Berger"."""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[0].isalpha())
