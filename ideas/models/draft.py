"""Drafts: what somebody has typed and not yet sent.

A row of its own, not a status of `Idea`: half-typed text must not weaken the constraints that hold
for ideas. Once sent, the draft points to its idea, so that sending twice finds the first one.
"""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea

# Stands in a draft's "regions" for all of them.
WHOLE_REGION = "all"


class DraftQuerySet(models.QuerySet["Draft"]):
    def open(self) -> "DraftQuerySet":
        """Not yet sent; without those that only gather the pictures of an amendment."""
        return self.filter(idea__isnull=True, amends__isnull=True)

    def untouched(self) -> "DraftQuerySet":
        """Not changed for settings.DRAFT_DAYS. What is still to be sent may have longer: `ideas.keeping`."""
        return self.filter(changed_at__lt=timezone.now() - timedelta(days=settings.DRAFT_DAYS))


class Draft(models.Model):
    """Belongs to a user, or to the session that knows its key."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    content: Any = models.JSONField(_("as typed"), default=dict)
    idea = models.OneToOneField(Idea, null=True, blank=True, on_delete=models.CASCADE, related_name="draft")
    # A draft without text: it gathers the pictures of the next version of this idea.
    amends = models.OneToOneField(Idea, null=True, blank=True, on_delete=models.CASCADE, related_name="tray")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["user", "-changed_at"], name="draft_of_user"),
            models.Index(fields=["changed_at"], name="draft_changed"),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def title(self) -> str:
        """What stands in the title field so far."""
        return str(self.content.get("title", ""))
