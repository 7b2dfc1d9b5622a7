"""Languages people write in, and those the portal can answer in.

A person may write in any of the six. The portal answers in a language when its catalogue is complete
and in German otherwise: half a translation would be read out in the wrong voice, sentence by sentence.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from texts.catalogues import missing, path_of, read


class Language(models.TextChoices):
    """BCP 47 tags of the languages at home in the region, and English."""

    GERMAN = "de", _("German")
    UPPER_SORBIAN = "hsb", _("Upper Sorbian")
    LOWER_SORBIAN = "dsb", _("Lower Sorbian")
    ENGLISH = "en", _("English")
    POLISH = "pl", _("Polish")
    CZECH = "cs", _("Czech")


def answerable(code: str | None) -> str:
    """The language to answer in: `code` where the portal speaks it, otherwise German."""
    return code if code in dict(offered()) else Language.GERMAN.value


def offered() -> list[tuple[str, str]]:
    """Code and own name of each language the portal speaks: those with a complete catalogue."""
    return _offered(Path(settings.LOCALE_PATHS[0]))


@cache
def _offered(folder: Path) -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if _is_spoken(code, folder)]


def _is_spoken(code: str, folder: Path) -> bool:
    """English stands in the sources, German is complete at all times (tests/test_translations.py)."""
    if code in {Language.GERMAN, Language.ENGLISH}:
        return True
    return path_of(code, folder).with_suffix(".mo").exists() and not missing(read(code, folder), read("de", folder))
