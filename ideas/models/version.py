"""What an idea said at one time: its texts are never changed, only erased."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import ANSWER_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Idea
from ideas.models.located import Located
from texts.languages import Language


class IdeaVersion(Located):
    """What an idea said at one time. Immutable (the database refuses changes); words of it can be erased."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices)
    theme_ids: Any = ArrayField(models.BigIntegerField(), verbose_name=_("themes"))
    authority_ids: Any = ArrayField(models.BigIntegerField(), verbose_name=_("authorities"), default=list)
    whole_region = models.BooleanField(_("whole region"), default=False)
    # Beside the text: what the author answered to a question, for the moderators only.
    answer = models.TextField(_("answer to the moderators"), max_length=ANSWER_LENGTH, blank=True, db_default="")
    created_at = models.DateTimeField(_("written at"), db_default=Now())
    # Made by a moderator: the version before without personal data about others.
    is_redaction = models.BooleanField(_("personal data removed"), default=False, db_default=False)
    # Made by a moderator: that version with a correction in it.
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # Made by the office: the version before under other tags, in the same words.
    is_retagged = models.BooleanField(_("tags changed by the office"), default=False, db_default=False)
    # The whole text, or single words of it (then it still has a title).
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    # What its author says, but for the answer to a question.
    TOLD = (
        "title", "text", "language", "theme_ids", "authority_ids", "whole_region", "place_name", "place_id",
        "lon", "lat",
    )  # fmt: skip

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        default_permissions = ("view",)
        ordering = ("idea", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(erased_at__isnull=False) | ~Q(title=""), name="version_title_not_empty"),
            Located.point_in_region("version_point_in_region"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_by_author(self) -> bool:
        """Otherwise somebody from the staff made it of the version before."""
        return not (self.is_redaction or self.is_retagged)

    def says(self, content: dict[str, Any]) -> bool:
        """Whether these columns have these values."""
        return all(getattr(self, name) == value for name, value in content.items())
