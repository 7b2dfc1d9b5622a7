"""Banners that staff put at the top of every page for a time."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.addresses import validate_link
from texts.fields import TranslatedField, in_language

# More belongs on a page that the banner links to.
TEXT_LENGTH = 300


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Chainable reads of notices, by the clock of the database."""

    def now(self) -> Self:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), starts_at__lte=Now())

    def planned(self) -> Self:
        return self.filter(starts_at__gt=Now())

    def past(self) -> Self:
        return self.filter(ends_at__lte=Now())


class Notice(models.Model):
    """One banner; the end is the first moment at which it is no longer shown."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        DISTURBANCE = "disturbance", _("Disturbance")
        INFO = "info", _("Information")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INFO)
    texts = TranslatedField(_("text"))
    link = models.CharField(
        _("link"), max_length=300, blank=True, validators=[validate_link],
        help_text=_("An address of this portal, such as /kontakt/, or one that begins with https://."),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Without an end it stays until somebody sets one.")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="notice_ends_after_it_starts",
                violation_error_message=_("The end must come after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def tone(self) -> str:
        """Of `components/notice.html`."""
        return {self.Kind.EMERGENCY: "error", self.Kind.DISTURBANCE: "warn"}.get(self.Kind(self.kind), "info")
