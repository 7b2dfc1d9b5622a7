"""Decisions and the numbered rules they cite. No refusal can be stored without facts and rule."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ideas.models.discussion import Comment
from ideas.models.idea import Idea, Stage
from ideas.models.version import IdeaVersion
from texts.fields import TranslatedField, in_language
from texts.wording import Wording


class Rule(models.Model):
    """A numbered rule of the netiquette, which decisions and reports cite by its key."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = TranslatedField(_("name"))
    text = TranslatedField(_("wording"))
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("rule of the netiquette")
        verbose_name_plural = _("rules of the netiquette")
        ordering = ("number",)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return Wording.joined(" ", [f"{self.number}.", in_language(self.name)])

    @property
    def wording(self) -> str:
        return in_language(self.text)


class Sentence(models.Model):
    """A ready sentence for what is written again and again, under the rule it belongs to, in every language."""

    rule = models.ForeignKey(
        Rule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.CASCADE, related_name="sentences",
        help_text=_("Empty: a question to the author."),
    )  # fmt: skip
    text = TranslatedField(_("sentence"))
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("ready sentence")
        verbose_name_plural = _("ready sentences")
        ordering = ("rule__number", "position", "pk")

    def __str__(self) -> str:
        return in_language(self.text)

    def said_in(self, language: str) -> str:
        """In this language where it is there, otherwise in German."""
        return in_language(self.text, language)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Chainable reads of decisions."""

    def standing(self) -> Self:
        """Without those that were taken back before anybody heard of them."""
        return self.filter(undone_at=None)


class Decision(models.Model):
    """What a moderator did, why, under which rule; kept, its personal text erased by retention."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("released")
        RETURNED = "returned", _("question to the author")
        REJECTED = "rejected", _("not published")
        SPAM = "spam", _("spam")
        RESTORED = "restored", _("restored")
        LOCKED = "locked", _("locked")
        UNLOCKED = "unlocked", _("unlocked")
        STAGE = "stage", _("state changed")
        REDACTED = "redacted", _("personal data removed")
        WITHHELD = "withheld", _("not shown, words to the author")
        CORRECTED = "corrected", _("released with a correction")
        KEPT = "kept", _("nothing breaks the rules")
        MERGED = "merged", _("merged into another idea")
        SEPARATED = "separated", _("public by itself again")

    NEEDS_REASONS = (Kind.REJECTED, Kind.LOCKED, Kind.REDACTED, Kind.CORRECTED)

    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions")
    version = models.ForeignKey(IdeaVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions")
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    at = models.DateTimeField(_("at"), db_default=Now())
    # Since when it had waited; empty for what was done on its own account.
    waited_since = models.DateTimeField(_("had waited since"), null=True, blank=True)
    # The text that was public before this one was.
    replaced = models.ForeignKey(IdeaVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    rule = models.ForeignKey(Rule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.PROTECT)
    # What the author is told: the facts of a refusal, the question, the reason of a new state.
    message = models.TextField(_("reasons or question"), max_length=4000, blank=True)
    stage = models.CharField(_("new state"), max_length=20, blank=True)
    erased_at = models.DateTimeField(_("text erased at"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ("view",)
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False, comment__isnull=True) | Q(idea__isnull=True, comment__isnull=False),
                name="decision_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["rejected", "locked", "redacted", "corrected"])
                | Q(rule__isnull=False) & (~Q(message="") | Q(erased_at__isnull=False)),
                name="decision_refusal_has_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["returned", "withheld"]) | ~Q(message="") | Q(erased_at__isnull=False),
                name="decision_question_has_text",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="decision_spam", condition=Q(kind="spam")),
            models.Index(fields=["at", "id"], name="decision_at"),
        ]

    @property
    def stage_label(self) -> str:
        """Name of the new state, for a decision of kind "stage"."""
        return str(dict(Stage.choices).get(self.stage, ""))

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d.%m.%Y}"
