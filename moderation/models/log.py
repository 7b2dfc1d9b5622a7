"""What was decided, as one list: about texts, reports and complaints."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models import Decision, Idea, Rule
from ideas.policies import may_moderate
from moderation.models.cases import Case, Complaint
from themes.models import authority_ids_of


class LogQuerySet(models.QuerySet["LogRow"]):
    """The log as one moderator sees it."""

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """As `Idea.objects.in_scope_of`; what is kept as evidence only for those who may read that."""
        if not may_moderate(user):
            return self.none()
        mine = authority_ids_of(user)
        found = self if user.has_perm("ideas.handle_emergencies") else self.filter(is_evidence=False)
        return (
            found.filter(Q(authority_ids__overlap=mine) | Q(authority_ids=[]) | Q(whole_region=True)) if mine else found
        )


class LogRow(models.Model):
    """A row of a view over decisions, answered cases and answered complaints; it holds no text of anybody."""

    class Kind(models.TextChoices):
        IDEA = "idea", _("idea")
        AMENDMENT = "amendment", _("amendment")
        COMMENT = "comment", _("comment")
        CASE = "case", _("report")
        COMPLAINT = "complaint", _("complaint")

    # Such as "decision-5", "case-7", "complaint-3".
    key = models.CharField(primary_key=True, max_length=40)
    object_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # Of a decision its kind, of cases and complaints their outcome behind the kind, as "case_upheld".
    outcome = models.CharField(_("decision"), max_length=20)
    rule = models.ForeignKey(Rule, verbose_name=_("rule"), null=True, on_delete=models.DO_NOTHING, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.DO_NOTHING, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    since = models.DateTimeField(_("waiting since"), null=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    idea = models.ForeignKey(Idea, on_delete=models.DO_NOTHING, related_name="+")
    # The idea itself where it was decided about, empty for its comments: both have an index.
    decided_idea = models.BigIntegerField(null=True)
    comment_id = models.BigIntegerField(null=True)
    authority_ids = ArrayField(models.BigIntegerField())
    whole_region = models.BooleanField()
    is_evidence = models.BooleanField()

    objects = LogQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "moderation_log"
        verbose_name = _("logged decision")
        verbose_name_plural = _("moderation log")
        default_permissions = ()
        permissions: ClassVar = [("see_deciders", _("Can see in the moderation log who decided"))]

    def __str__(self) -> str:
        return self.key


OUTCOMES = [
    *Decision.Kind.choices,
    *((f"case_{value}", label) for value, label in Case.Outcome.choices),
    *((f"complaint_{value}", label) for value, label in Complaint.Outcome.choices),
]
