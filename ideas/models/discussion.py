"""Comments on ideas, on two levels."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models.idea import Idea
from texts.languages import Language

COMMENT_LENGTH = 4000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Chainable reads of comments."""

    def published(self) -> Self:
        return self.filter(status=Comment.Status.PUBLISHED)

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """On ideas of this moderator."""
        return self.filter(idea__in=Idea.objects.in_scope_of(user)).readable_by(user)

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """Without what is kept as evidence, for staff who may not read that."""
        return self.all() if user.has_perm("ideas.handle_emergencies") else self.filter(evidence_since=None)

    def by_others_than(self, user_id: int | None) -> Self:
        """Not written by this person; those of closed accounts are by others."""
        return self.exclude(author=user_id) if user_id else self.all()

    def shown_to(self, user: User | AnonymousUser) -> Self:
        """What a thread shows: published ones, places of those taken away, and one's own that wait."""
        shown = Q(status__in=[Comment.Status.PUBLISHED, Comment.Status.REMOVED])
        shown |= Q(status=Comment.Status.WITHDRAWN, parent=None)
        if user.is_authenticated:
            shown |= Q(author=user, status__in=[Comment.Status.PENDING, Comment.Status.SPAM])
        return self.filter(shown)


class Comment(models.Model):
    """A contribution to the discussion of an idea."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for release")
        PUBLISHED = "published", _("published")
        REMOVED = "removed", _("removed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SPAM = "spam", _("Spam")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="comments")
    # The idea it was written to, where that has gone into this one.
    origin = models.ForeignKey(Idea, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    # Somebody on the second level who is answered; the thread stays at two levels.
    addressed_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    byline = models.CharField(_("shown as"), max_length=120, blank=True)
    former_member = models.BooleanField(_("account closed"), default=False)
    text = models.TextField(_("text"), max_length=COMMENT_LENGTH)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices, default=Language.GERMAN)
    status = models.CharField(_("publication"), max_length=10, choices=Status.choices)
    created_at = models.DateTimeField(_("written at"), db_default=Now())
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    # Both times are set when a moderator removes personal data: the words are others than before.
    redacted_at = models.DateTimeField(_("personal data removed at"), null=True, blank=True)
    evidence_since = models.DateTimeField(_("kept as evidence since"), null=True, blank=True)
    pending_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    # One form shown is one comment, however often it is sent.
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "published", "removed", "withdrawn", "spam"]),
                name="comment_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="comment_published_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(status="pending") | Q(pending_since__isnull=False), name="comment_pending_has_date"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["idea", "parent", "id"], name="comment_thread"),
            models.Index(
                fields=["pending_since", "id"], name="comment_waiting", condition=Q(pending_since__isnull=False)
            ),
            models.Index(F("author"), F("id").desc(), name="comment_of_author"),
            BrinIndex(fields=["published_at"], name="comment_published_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> Any:
        """The idea with this comment's thread alone, whatever page of the discussion it stands on."""
        return f"{self.idea.get_absolute_url()}?faden={self.parent_id or self.pk}#kommentar-{self.pk}"
