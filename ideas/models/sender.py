"""Whose an idea is, and what they agreed to when they sent it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea
from texts.languages import Language


class Authorship(models.Model):
    """Whose idea it is and how to reach them, apart from the row that lists read.

    The tracking code is kept as a SHA-256 digest: with 80 random bits there is nothing to guess.
    """

    class NameShown(models.TextChoices):
        FULL = "full", _("my name")
        INITIALS = "initials", _("my initials only")
        NONE = "none", _("no name")

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, primary_key=True, related_name="authorship")
    name_shown = models.CharField(_("name shown"), max_length=8, choices=NameShown.choices, default=NameShown.NONE)
    byline = models.CharField(_("shown as"), max_length=120, blank=True)
    former_member = models.BooleanField(_("account closed"), default=False)
    email = models.EmailField(_("e-mail of a guest"), max_length=254, blank=True)
    language = models.CharField(_("language of the mails"), max_length=3, choices=Language.choices)
    code_digest = models.CharField(_("digest of the tracking code"), max_length=64, null=True, unique=True)
    external_id = models.CharField(_("id at the source"), max_length=200, null=True, blank=True, unique=True)
    source_url = models.URLField(_("address at the source"), max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.idea_id}"


class Agreement(models.Model):
    """What somebody agreed to when sending, in which wording."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("publication and reuse under CC BY 4.0")
        PRIVACY = "privacy", _("privacy notice")
        RIGHTS = "rights", _("own text, nobody's rights harmed")
        RULES = "rules", _("netiquette")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wording = models.CharField(max_length=20)
    agreed_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "kind", "wording"], name="agreement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.wording}"
