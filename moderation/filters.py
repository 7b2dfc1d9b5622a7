"""Filters of the desk: whose the items are, how long they have waited, where they came from; who set them aside."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.listfilters import TEMPLATE
from accounts import origins
from accounts.models import User
from moderation import sharing, workdays
from moderation.models import Assignment

MINE, NOBODYS, LATE, DUE = "mine", "nobody", "late", "due"


def late_before() -> datetime:
    """What has waited since before that is beyond the promise."""
    first = workdays.start_of_promise(settings.DECISION_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(first, time.min))


def due_before() -> datetime:
    """What has waited since before that is due today, unless it is late."""
    first = workdays.start_of_promise(settings.DECISION_WORKING_DAYS - 1)
    return timezone.make_aware(datetime.combine(first, time.min))


class WhoseFilter(admin.SimpleListFilter):
    """Mine (also what I look after for somebody who is away), or nobody's."""

    template = TEMPLATE
    title = _("who has it")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(MINE, _("assigned to me")), (NOBODYS, _("assigned to nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == MINE:
            mine = Assignment.objects.filter(user__in=sharing.acting_for(request.user))  # type: ignore[arg-type]
            return queryset.filter(key__in=mine.values("key"))
        if self.value() == NOBODYS:
            return queryset.exclude(key__in=Assignment.objects.values("key"))
        return queryset


class WaitFilter(admin.SimpleListFilter):
    """What is due today, and what is beyond the promise."""

    template = TEMPLATE
    title = _("waiting for")
    parameter_name = "wait"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(DUE, _("due today")), (LATE, _("late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == LATE:
            return queryset.filter(since__lt=late_before())
        if self.value() == DUE:
            return queryset.filter(since__lt=due_before(), since__gte=late_before())
        return queryset


class OriginFilter(admin.SimpleListFilter):
    """Those with the same origin as one item, which the address names by its key; the mark itself is in no address."""

    template = TEMPLATE
    title = _("origin")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Only where it is asked for: a row leads here that has the same origin as others."""
        here = self.value()
        return [(here, _("same origin"))] if here else []

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(key__in=origins.from_the_same_place(self.value() or "")) if self.value() else queryset


class WhoFilter(admin.SimpleListFilter):
    """Who set aside what this moderator sees; nobody else is named."""

    template = TEMPLATE
    title = _("set aside by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        known = model_admin.get_queryset(request).order_by().values_list("by", flat=True).distinct()
        return [(str(user.pk), str(user)) for user in User.objects.filter(pk__in=list(known)).order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {key for key, _label in self.lookup_choices}
        return queryset.filter(by=int(self.value() or 0)) if self.value() in known else queryset


class WhenFilter(admin.SimpleListFilter):
    """Since when."""

    template = TEMPLATE
    title = _("set aside")
    parameter_name = "when"
    HOURS: ClassVar = {"1": _("in the last hour"), "24": _("in the last 24 hours"), "168": _("in the last 7 days")}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.HOURS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.HOURS:
            return queryset
        return queryset.filter(since__gte=timezone.now() - timedelta(hours=int(self.value() or 0)))
