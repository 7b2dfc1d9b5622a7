"""Lists of the desk: rows are read, never edited by hand."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _

from ideas.door import guarded

PAGES_COUNTED = 100


class CappedPaginator(Paginator[Any]):
    """Counts at most a hundred pages: an exact total of a million rows is worth nobody's second."""

    @property
    def most(self) -> int:
        return PAGES_COUNTED * self.per_page

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most].count())


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that nobody adds, changes or deletes here; what is out of scope is not there."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    view_on_site = False
    list_per_page = 50
    change_list_template = "admin/desk/list.html"

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """As Django's, but 404 where Django redirects with a message that repeats the number."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    @admin.display(description=_("author"))
    def written_by(self, row: Any) -> str:
        """A name, without Django's link to the account: few may open that."""
        return str(row.author or gettext("without account"))

    def page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """A page of our own, behind the door of the desk."""
        label, model = self.opts.app_label, self.opts.model_name
        return path(route, guarded(view, self.admin_site), name=f"{label}_{model}_{name}")
