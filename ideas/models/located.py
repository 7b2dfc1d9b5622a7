"""Where an idea is: the place as its author wrote it, the municipality that is meant, a point on the ground."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from themes.models import Place

PLACE_LENGTH = 120
# A box around the Lausitz, in degrees; forms ask more exactly (`themes.points`).
LONGITUDES, LATITUDES = (12.9, 15.2), (50.7, 52.6)


class Located(models.Model):
    """What an idea and its versions share."""

    place_name = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    place = models.ForeignKey(
        Place, verbose_name=_("municipality"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    lon = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def point_in_region(name: str) -> Any:
        """Both numbers or none, and within the region."""
        given = Q(lon__isnull=False, lat__isnull=False, lon__range=LONGITUDES, lat__range=LATITUDES)
        return models.CheckConstraint(condition=Q(lon__isnull=True, lat__isnull=True) | given, name=name)
