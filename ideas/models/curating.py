"""What the office does to ideas of others: other tags, words in another language, a place of honour."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import TEXT_LENGTH, TITLE_LENGTH, Idea, Status
from ideas.models.version import IdeaVersion
from texts.languages import Language
from themes.models import Authority, Theme


class Retagging(models.Model):
    """What the office changed around the words of an idea, and why; its author is told.

    Where the lead alone changed, `before` and `after` are the same version.
    """

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="retaggings")
    before = models.ForeignKey(IdeaVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    after = models.ForeignKey(IdeaVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    lead_before = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    lead_after = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        default_permissions = ()
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.idea_id} {self.at:%d.%m.%Y}"


class IdeaTranslationQuerySet(models.QuerySet["IdeaTranslation"]):
    """Of many wordings the last one counts."""

    def latest_of(self, version: IdeaVersion) -> Self:
        """One for each language; also those that say nothing because the translation was taken down."""
        return self.filter(version=version).order_by("language", "-id").distinct("language")


class IdeaTranslation(models.Model):
    """The words of a released version in another language, by the office; a row for each wording there was.

    Without words it says that the translation was taken down.
    """

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="translations")
    version = models.ForeignKey(IdeaVersion, on_delete=models.CASCADE, related_name="translations", db_index=False)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    objects = IdeaTranslationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title="") | Q(text=""), name="translation_has_title"),
        ]
        indexes: ClassVar = [models.Index(fields=["version", "language", "-id"], name="translation_of_version")]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.language}"


def today() -> date:
    """In Europe/Berlin."""
    return timezone.localdate()


class FeatureQuerySet(models.QuerySet["Feature"]):
    """Chainable reads of features."""

    def current(self) -> Self:
        """Of published ideas, on these days."""
        begun = self.filter(idea__status=Status.PUBLISHED, since__lte=today())
        return begun.filter(Q(until=None) | Q(until__gte=today()))


class Feature(models.Model):
    """An idea that the office recommends on home or on the page of a theme or a region, from day to day."""

    idea = models.ForeignKey(Idea, verbose_name=_("idea"), on_delete=models.CASCADE, related_name="features")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    since = models.DateField(_("first day"), default=today)
    until = models.DateField(_("last day"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, editable=False, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        default_permissions = ()
        ordering = ("theme", "authority", "position", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(theme=None) | Q(authority=None), name="feature_on_one_page"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="feature_days_in_order"),
            models.UniqueConstraint(
                fields=["theme", "authority", "idea"], nulls_distinct=False, name="feature_once_a_page"
            ),
        ]

    def __str__(self) -> str:
        # Without the title: Django's log keeps this for good, and personal data may be taken out of a title.
        return self.idea.reference
