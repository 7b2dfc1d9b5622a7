"""Lists of the desk: rows are read, never edited by hand."""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, gettext_noop

from ideas.door import guarded

PAGES_COUNTED = 100
# Django's own sentence, named here so that the catalogue has plainer words for it.
NOTHING_TICKED = gettext_noop("Items must be selected in order to perform actions on them. No items have been changed.")


class CappedPaginator(Paginator[Any]):
    """Counts at most a hundred pages: an exact total of a million rows is worth nobody's second."""

    @property
    def most(self) -> int:
        return PAGES_COUNTED * self.per_page

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most].count())


class FilteredList(ChangeList):
    """A list filtered by what its filters offer; the page says when its address asks for anything else.

    Django takes every column as a filter that nobody sees, goes back to the whole list without a word where there is
    no such column, and shows all rows or none for a value nobody knows.
    """

    left_out = False

    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's, without the parts of the address that are not known."""
        offered = set(map(_parameter, self.list_filter))
        self._leave_out(request, self.get_filters_params().keys() - offered)
        found = super().get_filters(request)
        unknown = [
            name
            for spec in found[0] if not any(choice["selected"] for choice in spec.choices(self))
            for name in map(str, spec.expected_parameters())
        ]  # fmt: skip
        return super().get_filters(request) if self._leave_out(request, unknown) else found

    def _leave_out(self, request: HttpRequest, names: Collection[str]) -> bool:
        for name in names:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        if names and not self.left_out:
            self.left_out = True
            messages.warning(
                request, gettext("A part of the address of this page is not known, or no longer. It was left out.")
            )
        return bool(names)


def _parameter(chosen: Any) -> str:
    """The name in an address of an entry of `list_filter`."""
    return f"{chosen[0]}__exact" if isinstance(chosen, tuple) else str(chosen.parameter_name)


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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[FilteredList]:
        return FilteredList

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
