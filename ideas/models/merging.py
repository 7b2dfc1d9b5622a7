"""Which idea goes into which, proposed and done."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from accounts.models import User
from ideas.models.idea import Idea, Status

MERGE_REASON_LENGTH, OBJECTION_LENGTH = 2000, 2000
# Of a merged idea where it has gone to in the end, of a common one all that went into it.
_DOWN = """
WITH RECURSIVE way(id, depth) AS (
    SELECT %s::bigint, 0
    UNION ALL
    SELECT m.{to}, way.depth + 1 FROM ideas_merge m JOIN way ON m.{of} = way.id
    WHERE m.state = 'done' AND way.depth < 50
) SELECT id FROM way WHERE depth > 0 ORDER BY depth
"""


class MergeQuerySet(models.QuerySet["Merge"]):
    """Chainable reads of merges."""

    def proposed(self) -> Self:
        return self.filter(state=Merge.State.PROPOSED)

    def done(self) -> Self:
        return self.filter(state=Merge.State.DONE)

    def of(self, idea: Idea) -> Self:
        """Those in which this idea goes or others go into it, latest first."""
        return self.filter(Q(source=idea) | Q(target=idea)).select_related("source", "target", "by").order_by("-id")

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """Where a moderator is responsible for both ideas."""
        mine = Idea.objects.in_scope_of(user)
        return self.filter(source__in=mine, target__in=mine)


class Merge(models.Model):
    """That an idea goes into another one: proposed, then done unless one of the authors objects."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("authors may object")
        DONE = "done", _("merged")
        OBJECTED = "objected", _("an author has objected")
        DROPPED = "dropped", pgettext_lazy("merge", "given up")
        UNDONE = "undone", _("undone")

    source = models.ForeignKey(Idea, verbose_name=_("idea"), on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Idea, verbose_name=_("goes into"), on_delete=models.CASCADE, related_name="merges_here")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    # What both authors are told.
    reason = models.TextField(_("reason"), max_length=MERGE_REASON_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("proposed at"), db_default=Now())
    due_at = models.DateTimeField(_("authors may object until"))
    # The author's own words, for the desk.
    objection = models.TextField(_("objection"), max_length=OBJECTION_LENGTH, blank=True)
    ended_at = models.DateTimeField(_("done or ended at"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merging of ideas")
        verbose_name_plural = _("merging of ideas")
        default_permissions = ()
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_of_two_ideas"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=["proposed", "done"]), name="merge_into_one_idea"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "done", "objected", "dropped", "undone"]), name="merge_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="merge_due", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"{self.source.reference} → {self.target.reference}"

    @property
    def last_day(self) -> date:
        """On which an author can object, in Berlin."""
        return timezone.localtime(self.due_at - timedelta(seconds=1)).date()

    @property
    def is_open(self) -> bool:
        """Whether one of the authors can still object."""
        return self.state == self.State.PROPOSED


def target_of(idea_id: int) -> int | None:
    """Where a merged idea has gone to in the end; None for one that has not."""
    ids = _way(_DOWN.format(of="source_id", to="target_id"), idea_id)
    return ids[-1] if ids else None


def reached(idea_id: int, *, hold: Callable[[int], Idea]) -> Idea:
    """The idea, or the one it has gone into; each on the way is held before it is looked at."""
    idea = hold(idea_id)
    target = target_of(idea_id) if idea.status == Status.MERGED else None
    return reached(target, hold=hold) if target else idea


def sources_of(idea_id: int) -> list[int]:
    """All ideas that went into this one, also by way of others."""
    return _way(_DOWN.format(of="target_id", to="source_id"), idea_id)


def _way(sql: str, idea_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [idea_id])
        return [row[0] for row in cursor.fetchall()]
