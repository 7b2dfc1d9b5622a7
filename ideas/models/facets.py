"""What lists filter by, counted: one row for each combination that published ideas have.

A million ideas have some thousand combinations. Numbers beside filters are sums over these rows,
and a rare combination is found by its key instead of by walking through all ideas. A trigger
writes the row with the first idea that needs it, so that a list never misses an idea; the number
in it is as of the last census.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class FacetKey(models.Func):
    """One number for all that an idea is filtered by; equal combinations have equal numbers."""

    template = "hash_record_extended(ROW(%(expressions)s), 0)"
    output_field: ClassVar[models.Field[Any, Any]] = models.BigIntegerField()


FACETS = ("stage", "language", "source", "theme_ids", "authority_ids", "whole_region", "is_answered")


class FacetCell(models.Model):
    """A combination, and how many published ideas had it at the last census."""

    key = models.BigIntegerField(primary_key=True)
    stage = models.CharField(max_length=20)
    language = models.CharField(max_length=3)
    source = models.CharField(max_length=12)
    theme_ids: Any = ArrayField(models.BigIntegerField())
    authority_ids: Any = ArrayField(models.BigIntegerField())
    whole_region = models.BooleanField()
    is_answered = models.BooleanField()
    ideas = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.ideas}"


class FacetMonth(models.Model):
    """Of these ideas those published in one month (of Europe/Berlin)."""

    pk = models.CompositePrimaryKey("month", "cell")
    month = models.DateField()
    cell = models.ForeignKey(FacetCell, on_delete=models.CASCADE, related_name="months", db_index=False)
    ideas = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.ideas}"


class Census(models.Model):
    """When the ideas were counted last, and in which months some were published, newest first: one row."""

    at = models.DateTimeField()
    months: Any = ArrayField(models.DateField(), default=list)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at}"
