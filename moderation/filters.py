"""Filters of the queue: whose the items are, and how long they have waited."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.listfilters import TEMPLATE
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
