"""Filters of the administration's lists over the arrays of themes and authorities."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _

from themes.catalogue import authorities, themes

WHOLE_REGION, NOWHERE = "whole", "none"


TEMPLATE = "admin/desk/filter.html"


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


def _chosen(spec: admin.SimpleListFilter) -> int | None:
    """The id in the address, if it is one of those offered."""
    value = spec.value()
    return int(value) if value and value in {key for key, _label in spec.lookup_choices} else None
