"""The figures of a year, as they were counted last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Figures(models.Model):
    """Written by `moderation.transparency.count` alone, each night; numbers only, nobody is in them."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    counted_at = models.DateTimeField(_("counted at"))
    # Section → rows of cells, as in `moderation.transparency.SECTIONS`.
    numbers = models.JSONField(_("numbers"))

    class Meta:
        default_permissions = ()
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.year}"
