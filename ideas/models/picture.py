"""Pictures and where they belong: to a draft while it is written, to versions for good.

A picture's files lie under its key and never move. Its name is what the public address has; a new
name makes the old address lead nowhere at once.
"""

import secrets
import uuid
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ideas.models.draft import Draft
from ideas.models.idea import Status
from ideas.models.version import IdeaVersion

MOST = 3
ALTERNATIVE_LENGTH = 250


def new_name() -> str:
    """128 random bits, as they stand in an address."""
    return secrets.token_urlsafe(16)


class PictureQuerySet(models.QuerySet["Picture"]):
    """Which pictures everybody may see stands here."""

    def public(self) -> Self:
        """Of the released version of a published idea."""
        released = VersionPicture.objects.filter(
            version=F("version__idea__released_version"), version__idea__status=Status.PUBLISHED
        )
        return self.filter(pk__in=released.values("picture"))

    def unused(self) -> Self:
        """In no draft and no version."""
        return self.filter(draftpicture=None, versionpicture=None)


class Picture(models.Model):
    """What is known of a picture; never the file that was sent, only what was drawn anew from it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=22, unique=True, default=new_name, editable=False)
    # Of the largest size, in pixels; a size is named by its width.
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    widths: Any = ArrayField(models.PositiveSmallIntegerField())
    # Of all files together.
    bytes = models.PositiveIntegerField()
    # SHA-256 of the largest file: the same picture sent twice is noticed.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["created_at"], name="picture_created")]

    def __str__(self) -> str:
        return str(self.key)


class DraftPicture(models.Model):
    """A picture in a draft, described as far as its author has got."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()
    alternative = models.TextField(blank=True, default="")

    class Meta:
        default_permissions = ()
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "picture"], name="draft_picture_once"),
            models.UniqueConstraint(
                fields=["draft", "position"], name="draft_picture_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(position__range=(1, MOST)), name="draft_picture_few"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.alternative}"


class VersionPicture(models.Model):
    """A picture of a version. Immutable like the version: the database refuses additions once somebody has
    decided about it, and changes but of the words where the version was erased.
    """

    version = models.ForeignKey(IdeaVersion, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    alternative = models.CharField(_("text alternative"), max_length=ALTERNATIVE_LENGTH)

    class Meta:
        default_permissions = ()
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "picture"], name="version_picture_once"),
            models.UniqueConstraint(fields=["version", "position"], name="version_picture_place"),
            models.CheckConstraint(condition=Q(position__range=(1, MOST)), name="version_picture_few"),
            models.CheckConstraint(condition=~Q(alternative=""), name="version_picture_described"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.alternative}"
