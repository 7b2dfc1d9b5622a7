"""What waits for a moderator, who has been told of it, and what readers report."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models import Comment, Idea, Rule
from texts.fields import TranslatedField, in_language
from texts.languages import Language, answerable
from themes.models import Authority, authority_ids_of


class Report(models.Model):
    """A reader says that something breaks the rules; it hides nothing, it raises the question."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("something was done")
        DISMISSED = "dismissed", _("nothing found")

    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    rule = models.ForeignKey(
        Rule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("explanation"), max_length=4000)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField(_("reported at"), db_default=Now())
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False, comment__isnull=True) | Q(idea__isnull=True, comment__isnull=False),
                name="report_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="report_closed_has_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="report_waiting", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{_('report')} {self.pk}"

    @property
    def queue_key(self) -> str:
        """Of the waiting item that this report is, as long as it is open."""
        return f"report-{self.pk}"


class Procedure(models.Model):
    """What the project office does when a text shows that somebody is in danger; edited by staff."""

    class Key(models.TextChoices):
        THREAT = "threat", _("threat")
        SELF_HARM = "self_harm", _("self-harm")

    key = models.CharField(_("kind"), max_length=10, choices=Key.choices, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    steps = models.TextField(_("what to do"), max_length=4000)
    contacts = models.TextField(_("whom to call"), max_length=4000)
    message = TranslatedField(_("what is written to the author"))
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("procedure in an emergency")
        verbose_name_plural = _("procedures in an emergency")
        default_permissions = ("view", "change")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def cites_rule(self) -> bool:
        """A threat breaks the rules; whoever may need help is not told of rules."""
        return self.key == self.Key.THREAT

    def message_in(self, language: str) -> str:
        """The words to the author in their language where the portal speaks it, otherwise in German."""
        return in_language(self.message, answerable(language))


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

    def oldest_first(self) -> Self:
        return self.order_by("since", "key")

    def after(self, since: datetime, key: str) -> Self:
        """What comes behind an item when the oldest comes first."""
        return self.filter(Q(since__gt=since) | Q(since=since, key__gt=key))


class DeskItem(models.Model):
    """A row of a view over ideas, comments and reports; the tables behind it stay the truth."""

    class Kind(models.TextChoices):
        IDEA = "idea", _("idea")
        AMENDMENT = "amendment", _("amendment")
        COMMENT = "comment", _("comment")
        EDIT = "edit", _("edited comment")
        REPORT = "report", _("report")

    # The key with its version, such as "idea-17:42": what somebody ticks is what they have read.
    ticket = models.CharField(primary_key=True, max_length=60)
    key = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField()
    # Of an idea the id of its version, of a comment the time of its wording (see `tickets.wording`).
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


class QueueItem(DeskItem):
    """What waits for a decision: ideas, amendments, comments, reports."""

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
