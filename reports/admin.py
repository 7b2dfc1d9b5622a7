"""The export's pages in the administration."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from reports import policies, views
from reports.council import pages
from reports.models import Export
from texts.door import guarded


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin[Export]):
    """Pages of our own in the place of Django's list; nothing is added, changed or deleted by hand."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("", views.page, "changelist"),
            self._page("columns/<slug:what>/", views.columns, "columns"),
            self._page("jobs/", views.list_jobs, "jobs"),
            self._page("<int:pk>/fetch/", views.fetch, "fetch"),
            self._page("<int:pk>/cancel/", views.cancel, "cancel"),
            self._page("filters/", views.save, "save"),
            self._page("filters/<int:pk>/delete/", views.unsave, "unsave"),
            self._page("report/", pages.page, "report"),
            self._page("report/file/", pages.file, "report_file"),
            self._page("record/", views.record, "record", may=policies.may_read_record),
        ]

    def _page(
        self, route: str, view: Callable[..., Any], name: str, may: Callable[[Any], bool] = policies.may_export
    ) -> URLPattern:
        return path(route, guarded(view, self.admin_site, may=may), name=f"reports_export_{name}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.may_export(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return policies.may_export(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return False
