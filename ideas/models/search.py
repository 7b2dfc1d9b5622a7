"""The full text of ideas, apart from the row that lists read, and the words all of them use."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from ideas.models.idea import Idea


class IdeaSearch(models.Model):
    """Words of what is released, weighted, in the configuration of their language, and marks to filter by."""

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, primary_key=True, related_name="search")
    # Which way of writing it the vector follows.
    edition = models.PositiveSmallIntegerField(default=0, db_default=0)
    vector = SearchVectorField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            GinIndex(fields=["vector"], name="idea_search_vector"),
            models.Index(fields=["edition"], name="idea_search_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.idea_id}"


# Letters of the longest word that is kept.
WORD_LENGTH = 40


class Word(models.Model):
    """A word of released ideas as it is written, and the lexeme the search makes of it.

    A table to look things up in, made anew every few minutes: what to offer for a mistyped word, which words
    have another one in them, and in how many ideas a word stands.
    """

    pk = models.CompositePrimaryKey("word", "lexeme")
    # In small letters.
    word = models.CharField(max_length=WORD_LENGTH)
    lexeme = models.CharField(max_length=WORD_LENGTH)
    # The word without accents.
    plain = models.CharField(max_length=60)
    # Of all ideas, from 0 to 1.
    share = models.FloatField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["plain"], name="word_plain"),
            models.Index(fields=["lexeme"], name="word_lexeme"),
            GinIndex(OpClass("plain", "gin_trgm_ops"), name="word_plain_trigrams"),
            GinIndex(OpClass("lexeme", "gin_trgm_ops"), name="word_lexeme_trigrams"),
        ]

    def __str__(self) -> str:
        return self.word
