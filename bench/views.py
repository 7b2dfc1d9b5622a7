"""The least this portal could do on this server, database and settings: a page, a list of Django's, nothing at all."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ideas.desk_admin import CappedPaginator
from ideas.models import Idea
from moderation.models import QueueItem


def floor(request: HttpRequest) -> HttpResponse:
    """One indexed query, 20 rows, one template of 30 lines without parts."""
    return render(request, "bench/floor.html", {"ideas": Idea.objects.public().newest()[:20]})


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, behind all middleware; the page cache keeps no answer that says itself how it may be kept."""
    return HttpResponse(headers={"Cache-Control": "no-store"})


class PlainList(admin.ModelAdmin[Any]):
    """The rows of the queue as Django lists them: what the desk's own list is built on, without all it adds."""

    list_display = ("title", "kind", "language", "since", "excerpt")
    list_per_page = 25
    ordering = ("place", "key")
    paginator = CappedPaginator
    show_full_result_count = False
    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def address(self) -> Any:
        """The list behind the door of the administration."""
        return self.admin_site.admin_view(self.changelist_view)


plain_list = PlainList(QueueItem, admin.site).address()
