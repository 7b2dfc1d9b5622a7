"""Phases of the whole process: what they are called, from which day to which, and what they allow."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedField, in_language
from themes.models import Authority, Theme


class Openings(models.Model):
    """What people may do."""

    allows_ideas = models.BooleanField(_("ideas can be submitted"), default=False)
    allows_supports = models.BooleanField(_("ideas can be supported"), default=False)
    allows_comments = models.BooleanField(_("ideas can be discussed"), default=False)

    class Meta:
        abstract = True


class PhaseQuerySet(models.QuerySet["Phase"]):
    def overlapping(self, phase: "Phase") -> "PhaseQuerySet":
        """The others that share a day with it."""
        if phase.starts_on is None:
            return self.none()
        others = self.exclude(pk=phase.pk).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=phase.starts_on))
        return others.filter(starts_on__lte=phase.ends_on or date.max)


class Phase(Openings):
    """From one day to another, both included, as the calendar in the Lausitz says.

    Days, not instants: 23:59:59.9 is in time and the clock may change without anybody's care.
    """

    name = TranslatedField(_("name"))
    participation = TranslatedField(_("who can take part, and from which age"), blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        default_permissions = ("add", "change", "delete", "view")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False),
                name="phase_end_needs_start",
                violation_error_message=_("Please give the first day too."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_start",
                violation_error_message=_("The last day must not be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name)


class PhaseException(Openings):
    """Other openings in a phase for the ideas of one theme or one authority."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="exceptions")
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    authority = models.ForeignKey(
        Authority, verbose_name=_("district or city"), null=True, blank=True,
        on_delete=models.CASCADE, related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions for a theme or a region")
        default_permissions = ()
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, authority__isnull=True)
                | Q(theme__isnull=True, authority__isnull=False),
                name="phase_exception_for_one_thing",
                violation_error_message=_("Choose either a theme or a region."),
            ),
            models.UniqueConstraint(
                fields=["phase", "theme", "authority"], name="phase_exception_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return str(self.theme or self.authority)
