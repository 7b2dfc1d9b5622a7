"""Filters of the administration's lists over the arrays of themes and authorities."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from themes.catalogue import authorities, themes

WHOLE_REGION, NOWHERE = "whole", "none"
# How many days back "lately" goes, today included.
LATELY_DAYS = 14
LATELY, FIRST_DAY = "lately", date(2000, 1, 1)


TEMPLATE = "admin/desk/filter.html"


class YesNoFilter(admin.BooleanFieldListFilter):
    """Yes or no, folded until it is needed."""

    template = TEMPLATE


class ChoicesFilter(admin.ChoicesFieldListFilter):
    """One of a column's choices, folded until it is needed."""

    template = TEMPLATE


class AuthorityFilter(admin.SimpleListFilter):
    """One district or city, the whole region, or none named."""

    template = TEMPLATE
    title = _("district or city")
    parameter_name = "authority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        yield from ((str(authority.pk), authority.label) for authority in authorities())
        yield from ((WHOLE_REGION, gettext("the whole Lausitz")), (NOWHERE, gettext("none named")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == WHOLE_REGION:
            return queryset.filter(whole_region=True)
        if value == NOWHERE:
            return queryset.filter(authority_ids=[], whole_region=False)
        chosen = _chosen(self)
        return queryset.filter(authority_ids__contains=[chosen]) if chosen else queryset


class ThemeFilter(admin.SimpleListFilter):
    """One theme."""

    template = TEMPLATE
    title = _("theme")
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(theme.pk), theme.label) for theme in themes()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = _chosen(self)
        return queryset.filter(theme_ids__contains=[chosen]) if chosen else queryset


def start_of(day: date) -> datetime:
    """The moment at which a day begins in Germany."""
    return timezone.make_aware(datetime.combine(day, time.min))


def lately() -> list[date]:
    """The last days, today included, oldest first."""
    today = timezone.localdate()
    return [today - timedelta(days=number) for number in reversed(range(LATELY_DAYS))]


class ReceivedFilter(admin.SimpleListFilter):
    """What came in lately, or on one day."""

    template = TEMPLATE
    title = _("received")
    parameter_name = "received"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        today = timezone.localdate()
        yield today.isoformat(), gettext("today")
        yield LATELY, gettext("in the last %(days)s days") % {"days": LATELY_DAYS}
        if (day := self._day()) and day != today:
            yield day.isoformat(), date_format(day)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == LATELY:
            return queryset.filter(submitted_at__gte=start_of(lately()[0]))
        if day := self._day():
            return queryset.filter(submitted_at__gte=start_of(day), submitted_at__lt=start_of(day + timedelta(days=1)))
        return queryset

    def _day(self) -> date | None:
        """The day in the address, unless it is none on which something can have come in."""
        try:
            day = date.fromisoformat(self.value() or "")
        except ValueError:
            return None
        return day if FIRST_DAY <= day <= timezone.localdate() else None


def _chosen(spec: admin.SimpleListFilter) -> int | None:
    """The id in the address, if it is one of those offered."""
    value = spec.value()
    return int(value) if value and value in {key for key, _label in spec.lookup_choices} else None
