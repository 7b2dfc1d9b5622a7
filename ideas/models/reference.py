"""Where the numbers of ideas come from."""

from django.db import models


class ReferenceYear(models.Model):
    """The last number given in a year (of Europe/Berlin); its row is locked to give the next."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
