"""Reports by readers, gathered in cases, and complaints against what was decided."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models import Comment, Decision, Idea, Rule
from texts.languages import Language

REPORT_LENGTH = COMPLAINT_LENGTH = 4000


class CaseQuerySet(models.QuerySet["Case"]):
    """Chainable reads of cases."""

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def about(self, thing: Idea | Comment) -> Self:
        return self.filter(comment=thing) if isinstance(thing, Comment) else self.filter(idea=thing)

    def on_desk_of(self, user: User | AnonymousUser) -> Self:
        """About ideas of this moderator, or comments on them."""
        return self._about(Idea.objects.on_desk_of(user))

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """Of these what the moderator may read."""
        return self._about(Idea.objects.in_scope_of(user))

    def _about(self, ideas: models.QuerySet[Idea]) -> Self:
        return self.filter(Q(idea__in=ideas) | Q(comment__idea__in=ideas))


class Case(models.Model):
    """All that readers report about one idea or comment until it is decided, which is done once for all."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("something was done")
        DISMISSED = "dismissed", _("nothing found")

    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.CASCADE, related_name="cases")
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="cases")
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    # Where it stands in the queue: each further report moves it forward.
    place = models.DateTimeField(_("place in the queue"), db_default=Now())
    # The last report that has come in; who decides has read up to some report.
    last_report = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported")
        verbose_name_plural = _("reported")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False, comment__isnull=True) | Q(idea__isnull=True, comment__isnull=False),
                name="case_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="case_closed_has_outcome",
            ),
            models.UniqueConstraint(fields=["idea"], condition=Q(closed_at__isnull=True), name="case_open_of_idea"),
            models.UniqueConstraint(
                fields=["comment"], condition=Q(closed_at__isnull=True), name="case_open_of_comment"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "id"], name="case_waiting", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["closed_at", "id"], name="case_closed", condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{_('reported')} {self.pk}"

    @property
    def thing(self) -> Idea | Comment:
        """What it is about."""
        return self.comment or self.idea  # type: ignore[return-value] # one of the two, says the constraint

    @property
    def queue_key(self) -> str:
        """Of the waiting item that this case is, as long as it is open."""
        return f"case-{self.pk}"


class Report(models.Model):
    """A reader says that something breaks the rules; it hides nothing, it raises the question."""

    class Part(models.TextChoices):
        TEXT = "text", _("the text")
        PICTURE = "picture", _("a picture")
        NAME = "name", _("the name shown")

    case = models.ForeignKey(Case, verbose_name=_("reported"), on_delete=models.CASCADE, related_name="reports")
    part = models.CharField(_("what is meant"), max_length=8, choices=Part.choices, default=Part.TEXT)
    rule = models.ForeignKey(
        Rule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("explanation"), max_length=REPORT_LENGTH)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of somebody without an account who wants to be told; erased when nobody can complain any more.
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices, default=Language.GERMAN)
    # One form shown is one report, however often it is sent; by this key its sender finds it again.
    form_key = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField(_("reported at"), db_default=Now())

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{_('report')} {self.pk}"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Chainable reads of complaints."""

    def open(self) -> Self:
        return self.filter(decided_at=None)

    def on_desk_of(self, user: User | AnonymousUser) -> Self:
        """About decisions on ideas of this moderator, or on comments on them."""
        return self._about(Idea.objects.on_desk_of(user))

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """Of these what the moderator may read."""
        return self._about(Idea.objects.in_scope_of(user))

    def _about(self, ideas: models.QuerySet[Idea]) -> Self:
        return self.filter(Q(decision__idea__in=ideas) | Q(decision__comment__idea__in=ideas))


class Complaint(models.Model):
    """Somebody does not agree with a decision; another person looks again (Regulation (EU) 2022/2065, Art. 20)."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("decided otherwise")
        REJECTED = "rejected", _("decision stays")

    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="complaints"
    )
    # Of a reader whose report was dismissed; empty where the author complains.
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.CASCADE, related_name="complaints")
    text = models.TextField(_("why the decision is wrong"), max_length=COMPLAINT_LENGTH)
    at = models.DateTimeField(_("received at"), db_default=Now())
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    reasons = models.TextField(_("reasons"), max_length=4000, blank=True)
    erased_at = models.DateTimeField(_("text erased at"), null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "report"], nulls_distinct=False, name="complaint_once_by_each"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="")
                | Q(decided_at__isnull=False) & ~Q(outcome="") & (~Q(reasons="") | Q(erased_at__isnull=False)),
                name="complaint_decided_has_reasons",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="complaint_waiting", condition=Q(decided_at__isnull=True)),
            models.Index(fields=["decided_at", "id"], name="complaint_decided", condition=Q(decided_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{_('complaint')} {self.pk}"

    @property
    def thing(self) -> Idea | Comment:
        """What was decided about."""
        decision = self.decision
        return decision.comment or decision.idea  # type: ignore[return-value] # one of the two
