"""How several people share one queue: who has an item, who stands in for whom, what a program noticed."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models import Idea


class Assignment(models.Model):
    """Who looks after a waiting item; others can still decide it."""

    key = models.CharField(max_length=40, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assigned to"), on_delete=models.CASCADE, related_name="assignments"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("assigned at"), db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.user}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Chainable reads of absences."""

    def on(self, day: date) -> Self:
        return self.filter(since__lte=day, until__gte=day)


class Absence(models.Model):
    """Somebody is away from the first to the last day; what is assigned to them is their deputy's meanwhile."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who is away"), on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("deputy"), on_delete=models.CASCADE, related_name="deputising"
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-since", "user")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(user=F("deputy")), name="absence_deputy_is_another",
                violation_error_message=_("The deputy must be somebody else."),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["until"], name="absence_until")]

    def __str__(self) -> str:
        return f"{self.user}: {self.since:%d.%m.%Y} – {self.until:%d.%m.%Y}"

    @classmethod
    def stood_in_for(cls, user: User, day: date) -> list[int]:
        """Ids of those whose deputy somebody is on a day."""
        return list(cls.objects.on(day).filter(deputy=user).values_list("user_id", flat=True))


class Signals(models.Model):
    """What a program noticed in a waiting text, to be looked at by a person; it decides nothing."""

    class Mark(models.TextChoices):
        LINKS = "links", _("links")
        SHOUTING = "shouting", _("capital letters")
        PHONE = "phone", _("telephone number")
        EMAIL = "email", _("e-mail address")
        ADDRESS = "address", _("postal address")
        NAMES = "names", _("names of people")

    ticket = models.CharField(primary_key=True, max_length=60)
    marks: Any = ArrayField(models.CharField(max_length=10, choices=Mark.choices), default=list)
    similar = models.ForeignKey(Idea, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["at"], name="signals_at")]

    def __str__(self) -> str:
        return f"{self.ticket}: {', '.join(self.marks)}"
