"""What is done when a text shows that somebody is in danger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedField, in_language
from texts.languages import answerable


class Procedure(models.Model):
    """What the project office does when a text shows that somebody is in danger; edited by staff."""

    class Key(models.TextChoices):
        THREAT = "threat", _("threat")
        SELF_HARM = "self_harm", _("self-harm")

    key = models.CharField(_("kind"), max_length=10, choices=Key.choices, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    steps = models.TextField(_("what to do"), max_length=4000)
    contacts = models.TextField(_("whom to call"), max_length=4000)
    message = TranslatedField(_("what is written to the author"))
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("procedure in an emergency")
        verbose_name_plural = _("procedures in an emergency")
        default_permissions = ("view", "change")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def cites_rule(self) -> bool:
        """A threat breaks the rules; whoever may need help is not told of rules."""
        return self.key == self.Key.THREAT

    def message_in(self, language: str) -> str:
        """The words to the author in their language where the portal speaks it, otherwise in German."""
        return in_language(self.message, answerable(language))
