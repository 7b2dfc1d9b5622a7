"""What waits for a moderator, and who has been told of it."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models import Idea
from texts.languages import Language
from themes.models import Authority, authority_ids_of


class Desk(models.Model):
    """The queue of one authority, or the general one: when its people were told, when they looked."""

    authority = models.OneToOneField(Authority, null=True, blank=True, on_delete=models.CASCADE)
    told_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority"], name="desk_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return str(self.authority or _("project office"))


class DeskQuerySet(models.QuerySet[Any]):
    """What lies on the desk, as one moderator sees it."""

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """As `Idea.objects.in_scope_of`, for every kind of item."""
        if not (user.is_authenticated and user.is_staff and user.has_perm("ideas.moderate")):
            return self.none()
        mine = authority_ids_of(user)
        if not mine:
            return self.all()
        return self.filter(Q(authority_ids__overlap=mine) | Q(authority_ids=[]) | Q(whole_region=True))


class QueueQuerySet(DeskQuerySet):
    """What waits, in the order in which it is to be read."""

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """A complaint is for everybody in charge but who took the decision it is about."""
        found = super().in_scope_of(user)
        return found.filter(Q(contested__isnull=True) | ~Q(contested=user.pk)) if user.is_authenticated else found

    def oldest_first(self) -> Self:
        return self.order_by("place", "key")

    def after(self, place: datetime, key: str) -> Self:
        """What comes behind an item when the oldest comes first."""
        return self.filter(Q(place__gt=place) | Q(place=place, key__gt=key))

    def before(self, place: datetime, key: str) -> Self:
        """What comes in front of an item, the nearest first."""
        return self.filter(Q(place__lt=place) | Q(place=place, key__lt=key)).order_by("-place", "-key")


class DeskItem(models.Model):
    """A row of a view over ideas, comments, cases and complaints; the tables behind it stay the truth."""

    class Kind(models.TextChoices):
        IDEA = "idea", _("idea")
        AMENDMENT = "amendment", _("amendment")
        COMMENT = "comment", _("comment")
        EDIT = "edit", _("edited comment")
        CASE = "case", _("report")
        COMPLAINT = "complaint", _("complaint")

    # The key with its version, such as "idea-17:42": what somebody ticks is what they have read.
    ticket = models.CharField(primary_key=True, max_length=60)
    key = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField()
    # Of an idea the id of its version, of a comment the time of its wording (see `tickets.wording`), of a case
    # its last report; 0 of a complaint.
    version = models.BigIntegerField()
    idea = models.ForeignKey(Idea, on_delete=models.DO_NOTHING, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), null=True, on_delete=models.DO_NOTHING, related_name="+"
    )
    since = models.DateTimeField(_("waiting since"))
    title = models.CharField(_("title"), max_length=250)
    excerpt = models.CharField(_("text"), max_length=280)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices)
    theme_ids: Any = ArrayField(models.BigIntegerField(), verbose_name=_("themes"))
    authority_ids: Any = ArrayField(models.BigIntegerField(), verbose_name=_("authorities"))
    whole_region = models.BooleanField(_("whole region"))

    objects = DeskQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        """As `get_kind_display`, which hashes all labels for each row of the list."""
        return str(self.Kind(self.kind).label)

    @property
    def read(self) -> str:
        """The ticket behind its key: what a form says was read."""
        return self.ticket.partition(":")[2]


class QueueItem(DeskItem):
    """What waits for a decision: ideas, amendments, comments, cases, complaints."""

    # The order of the queue: when it began to wait, for a case earlier with each report.
    place = models.DateTimeField(_("place in the queue"))
    lead_authority_id = models.BigIntegerField(_("lead"), null=True)
    # Of a complaint who took the decision.
    contested = models.BigIntegerField(null=True)

    objects: ClassVar[QueueQuerySet] = QueueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        managed = False
        db_table = "moderation_queue"
        verbose_name = _("waiting item")
        verbose_name_plural = _("queue")
        default_permissions = ()


class SpamItem(DeskItem):
    """What was set aside as spam; `since` is when, `by` is who did it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.DO_NOTHING, related_name="+"
    )

    class Meta:
        managed = False
        db_table = "moderation_spam"
        verbose_name = _("item set aside as spam")
        verbose_name_plural = _("spam")
        default_permissions = ()
