"""What happened, by whom, when: audit trail and outbox in one, append-only.

An entry is written in the transaction of the change it tells of (`journal.record`). It holds ids,
verbs and rule keys, never text, names or addresses. The database refuses to change or delete an
entry; only `fanned_out_at` may be set once and `actor` be emptied when an account is closed.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet["Entry"]):
    """Chainable reads of the journal."""

    def about(self, kind: str, subject_id: int) -> "EntryQuerySet":
        """Entries about one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_id=subject_id).order_by("id")

    def waiting(self) -> "EntryQuerySet":
        """Entries nobody has been told of yet."""
        return self.filter(fanned_out_at__isnull=True).order_by("id")


class Entry(models.Model):
    """One thing that happened; subject is (kind, id), neither a foreign key nor a content type."""

    at = models.DateTimeField(_("at"), db_default=Now())
    verb = models.CharField(_("what"), max_length=40)
    subject_kind = models.CharField(_("subject"), max_length=20)
    subject_id = models.BigIntegerField(_("subject id"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    ids = models.JSONField(_("ids"), default=dict, blank=True)
    fanned_out_at = models.DateTimeField(_("fanned out at"), null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ("-id",)
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_subject"),
            models.Index(fields=["id"], name="journal_waiting", condition=models.Q(fanned_out_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"
