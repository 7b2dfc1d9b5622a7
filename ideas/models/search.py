"""The full text of ideas, apart from the row that lists read."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from ideas.models.idea import Idea


class IdeaSearch(models.Model):
    """Full text of what is released, weighted, in the configuration of its language."""

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, primary_key=True, related_name="search")
    vector = SearchVectorField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [GinIndex(fields=["vector"], name="idea_search_vector")]

    def __str__(self) -> str:
        return f"{self.idea_id}"
