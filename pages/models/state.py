"""Whether the portal takes what people write: as always, slowly, or not at all for now."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedField, in_language
from texts.wording import Wording

# A sentence may end in front of these.
_CLOSING = "“”’»«›‹\"')"
_ENDS = (".", "!", "?", ":", "…")


class PortalState(models.Model):
    """One row, written by `pages.portal_state.switch` alone; without it everything is as always."""

    class Mode(models.TextChoices):
        NORMAL = "normal", _("As always")
        SLOW = "slow", _("Slow: only so many new ideas and comments within an hour")
        READ_ONLY = "read_only", _("Read only: nobody can write, support or report")

    mode = models.CharField(_("state"), max_length=9, choices=Mode.choices, default=Mode.NORMAL)
    reason_texts = TranslatedField(_("reason"), blank=True, validators=[])
    until = models.DateTimeField(_("expected until"), null=True, blank=True)
    hourly = models.PositiveSmallIntegerField(
        _("new ideas and comments in an hour"), default=20, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    # Nothing new appears without a moderator, whatever the mode; over by itself at the moment below.
    holds = models.BooleanField(_("everything new is read first"), default=False)
    holds_until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of the portal")
        verbose_name_plural = _("state of the portal")
        default_permissions = ()
        permissions: ClassVar = [
            ("switch_portal", _("Can switch the portal to slow or read only")),
            ("hold_portal", _("Can have everything new read first")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="state_one_row"),
            models.CheckConstraint(condition=models.Q(hourly__gte=1), name="state_hourly_at_least_one"),
        ]

    def __str__(self) -> str:
        return self.get_mode_display()

    @property
    def is_read_only(self) -> bool:
        return self.mode == self.Mode.READ_ONLY

    @property
    def is_slow(self) -> bool:
        return self.mode == self.Mode.SLOW

    @property
    def is_held(self) -> bool:
        """Whether nothing new appears without a moderator now."""
        return self.holds and (self.holds_until is None or self.holds_until > timezone.now())

    @property
    def reason(self) -> str:
        """As a sentence, since others follow: with a full stop where staff typed none."""
        return _sentence(in_language(self.reason_texts))

    @property
    def end(self) -> str:
        """The moment it is expected to be over, "" when nobody knows or it has passed."""
        if self.until is None or self.until <= timezone.now():
            return ""
        return date_format(timezone.localtime(self.until), "DATETIME_FORMAT")


def _sentence(said: Wording) -> Wording:
    *before, (last, language) = said.pieces
    words = last.rstrip(_CLOSING)
    return Wording.of(*before, (f"{last}.", language)) if words and not words.endswith(_ENDS) else said
