"""Languages people write in, and those the portal can answer in.

A person may write in any of the six; the portal answers in that language when its catalogue is
complete (settings.LANGUAGES) and in German otherwise.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """BCP 47 tags of the languages at home in the region, and English."""

    GERMAN = "de", _("German")
    UPPER_SORBIAN = "hsb", _("Upper Sorbian")
    LOWER_SORBIAN = "dsb", _("Lower Sorbian")
    ENGLISH = "en", _("English")
    POLISH = "pl", _("Polish")
    CZECH = "cs", _("Czech")


def answerable(code: str) -> str:
    """The language to answer in: `code` where the portal speaks it, otherwise German."""
    return code if code in dict(settings.LANGUAGES) else "de"
