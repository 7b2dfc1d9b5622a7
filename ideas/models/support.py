"""Supports and their counters, apart from the row that lists read.

An indexed counter on `Idea` would rewrite its GIN entries at every support. The counter row is
exact in the same transaction; `Idea.support_rank`, the sort key, follows seconds later.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class Support(models.Model):
    """One person's yes to an idea; it stays counted when the person closes the account."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="supports", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="supports")
    at = models.DateTimeField(_("at"), db_default=Now())
    # The idea it was given to, where that has gone into this one.
    origin = models.ForeignKey(Idea, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "user"], name="support_once"),
        ]
        # Rows come in the order of time: a tiny index finds those of the last days.
        indexes: ClassVar = [BrinIndex(fields=["at"], name="support_at", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.idea_id}"


class IdeaCounter(models.Model):
    """Exact numbers of one idea; no index but the key, so that every update is a HOT update."""

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, primary_key=True, related_name="counter")
    supports = models.PositiveIntegerField(_("supports"), default=0)
    comments = models.PositiveIntegerField(_("comments"), default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(supports__gte=0, comments__gte=0), name="counter_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.supports}"


class CounterChange(models.Model):
    """Ideas whose sort keys are behind their counter; emptied by the sweep."""

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.idea_id}"
