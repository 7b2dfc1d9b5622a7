"""Mergings of ideas in the administration: what is proposed, done and undone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ideas import merging_pages, policies
from ideas.desk_admin import ReadOnlyAdmin
from ideas.listfilters import ChoicesFilter
from ideas.models import Merge


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """For moderators who are responsible for both ideas."""

    list_display = ("pair", "state", "until", "proposed_by", "ended_at")
    list_display_links = ("pair",)
    list_filter = (("state", ChoicesFilter),)
    list_select_related = ("source", "target", "by")
    ordering = ("-id",)
    fields = ("going", "into", "state", "reason", "until", "objection", "proposed_by", "at", "ended_at")
    change_form_template = "admin/desk/merge_change.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merge]:
        return Merge.objects.in_scope_of(request.user).select_related("source", "target", "by")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.may_moderate(request.user)

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:pk>/drop/", merging_pages.drop, "drop"),
            self.page("<int:pk>/undo/", merging_pages.undo, "undo"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"title": str(kwargs["obj"]), "merge": kwargs["obj"]}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("ideas"))
    def pair(self, row: Merge) -> str:
        return f"{row.source.reference} → {row.target.reference}: {row.target.title}"

    @admin.display(description=_("authors may object until"), ordering="due_at")
    def until(self, row: Merge) -> str:
        return date_format(row.last_day, "DATE_FORMAT")

    @admin.display(description=_("by"))
    def proposed_by(self, row: Merge) -> str:
        """A name, without Django's link to the account: few may open that."""
        return str(row.by or "–")

    @admin.display(description=_("idea"))
    def going(self, row: Merge) -> SafeString:
        return _link(row.source)

    @admin.display(description=_("goes into"))
    def into(self, row: Merge) -> SafeString:
        return _link(row.target)


def _link(idea: Any) -> SafeString:
    return format_html('<a href="../../../idea/{}/change/" lang="{}">{}</a>', idea.pk, idea.language, idea)
