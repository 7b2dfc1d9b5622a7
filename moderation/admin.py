"""The desk: one queue over everything pending, and spam beside it.

Nothing here edits a status. Decisions are pages and actions that call `moderation.deciding`.
"""

from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from ideas import references
from ideas.desk_admin import CappedPaginator, ReadOnlyAdmin
from ideas.listfilters import AuthorityFilter, ChoicesFilter, ThemeFilter
from ideas.policies import may_moderate
from moderation import (
    assigning,
    bulk,
    deciding,
    desk,
    emergency,
    filters,
    floods,
    listing,
    pages,
    queue,
    reasoned,
    redacting,
    undoing,
)
from moderation.log import LogAdmin
from moderation.models import DeskItem, QueueItem, SpamItem
from moderation.office import AbsenceAdmin, ComplaintAdmin, ProcedureAdmin, ReportAdmin
from moderation.tickets import Ticket
from texts.memory import kept_on

__all__ = [
    "AbsenceAdmin", "ComplaintAdmin", "LogAdmin", "ProcedureAdmin", "QueueAdmin", "ReportAdmin", "SpamAdmin"
]  # fmt: skip


class DeskAdmin(ReadOnlyAdmin):
    """A list over a view of the desk, for whoever may moderate; a tick is a ticket."""

    list_display_links = None
    list_per_page = 25
    list_max_show_all = bulk.MOST
    ordering = ("since", "key")
    search_fields = ("title", "excerpt")
    search_help_text = gettext_lazy("Number, words of the title or of the first lines")
    list_filter: ClassVar[tuple[Any, ...]] = (
        ("kind", ChoicesFilter),
        AuthorityFilter,
        ThemeFilter,
        ("language", ChoicesFilter),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[listing.DeskList]:
        return listing.DeskList

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_moderate(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: type[DeskItem] = self.model
        return rows.objects.in_scope_of(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        number = references.parse(search_term)
        if number:
            return queryset.filter(idea__reference_year=number[0], idea__reference_number=number[1]), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        """The list and what is done to all of it: a row of a view has no page of Django's own."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("all/", partial(floods.all_hits, desk=self), "all"),
        ]

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """What is no ticket never reaches the database."""
        bulk.tickets(request, ACTION_CHECKBOX_NAME)
        return super().response_action(request, *args, **kwargs)

    @admin.display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, item: DeskItem) -> SafeString:
        """As Django's, without a form template for each row."""
        return listing.tick_box(item)

    @admin.display(description=gettext_lazy("kind"))
    def what(self, item: DeskItem) -> str:
        return listing.what(item)

    @admin.display(description=gettext_lazy("theme, region, language"))
    def context(self, item: DeskItem) -> str:
        return listing.context(item)

    @admin.display(description=gettext_lazy("author so far"))
    def record(self, item: DeskItem) -> str:
        return listing.record_of(item)


@admin.register(QueueItem)
class QueueAdmin(DeskAdmin):
    """Oldest first. Decided on a page for each item; released or set aside as spam also in bulk."""

    nothing_here = gettext_lazy("All done: nothing waits to be read.")
    list_display = ("waited", "what", "headline", "context", "record")
    list_filter: ClassVar[tuple[Any, ...]] = (
        ("kind", ChoicesFilter), filters.WhoseFilter, filters.WaitFilter, AuthorityFilter, ThemeFilter,
        ("language", ChoicesFilter), filters.OriginFilter,
    )  # fmt: skip
    ordering = ("place", "key")
    actions = ("release", "assign", "discard")
    change_list_template = "admin/desk/queue.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            *super().get_urls(),
            self.page("release/", release_many, "release_many"),
            self.page("assign/", assigning.assign_many, "assign_many"),
            self.page("undo/", undoing.take_back, "undo"),
            self.page("emergency/", emergency.show, "emergency"),
            self.page("<str:key>/", pages.show, "show"),
            self.page("<str:key>/skip/", pages.skip, "skip"),
            self.page("<str:key>/before/", pages.before, "before"),
            self.page("<str:key>/assign/", pages.assign, "assign"),
            self.page("<str:key>/correct/", reasoned.correct, "correct"),
            self.page("<str:key>/answer/", reasoned.answer, "answer"),
            self.page("<str:key>/release/", pages.release, "release"),
            self.page("<str:key>/ask/", reasoned.ask, "ask"),
            self.page("<str:key>/refuse/", reasoned.refuse, "refuse"),
            self.page("<str:key>/spam/", pages.discard, "discard"),
            self.page("<str:key>/settle/", pages.settle, "settle"),
            self.page("<str:key>/uphold/", reasoned.uphold, "uphold"),
            self.page("<str:key>/redact/", redacting.redact, "redact"),
            self.page("<str:key>/emergency/", emergency.about, "emergency_about"),
            self.page("<str:key>/emergency/<slug:procedure>/", emergency.withhold, "withhold"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET":
            # The one GET that leaves a mark: whoever looks at the queue knows what waits, and the
            # next arrival may ring again. Asking for a click would mean sixty mails or none.
            desk.opened(request.user)  # type: ignore[arg-type]
        # Named like no column: an address that offers to take something back is no filter.
        undo = undoing.offer(request)
        if undoing.PARAMETER in request.GET:
            request.GET = request.GET.copy()  # type: ignore[assignment] # Django refuses filters it does not know
            del request.GET[undoing.PARAMETER]  # type: ignore[misc]
        context = {"undo": undo, "summary": _summary(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Paginator[Any]:
        """Without filters the summary has counted already."""
        found = super().get_paginator(request, *args, **kwargs)
        if isinstance(found, CappedPaginator) and not set(request.GET) - {PAGE_VAR}:
            found.count = min(_summary(request).total, found.most)
        return found

    @admin.display(description=gettext_lazy("waiting for"), ordering="place")
    def waited(self, item: DeskItem) -> str:
        return listing.waited(item) + listing.whose(item)

    @admin.display(description=gettext_lazy("title and text"))
    def headline(self, item: DeskItem) -> str:
        address = reverse("admin:moderation_queueitem_show", args=[item.key])
        return listing.headline(item, address) + listing.signals(item, origin=f"?origin={item.key}")

    @admin.action(description=gettext_lazy("Assign the selected items to somebody"))
    def assign(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return assigning.choose(request, _ticked(request, queryset))

    @admin.action(description=gettext_lazy("Read and release the selected items"))
    def release(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        ticked = _ticked(request, queryset)
        items = [item for item in ticked if item.kind in pages.RELEASABLE]
        if not items:
            messages.warning(request, _("None of the selected items can be released in bulk."))
            return None
        if len(items) < len(ticked):
            messages.warning(request, _("Reports and complaints are decided one by one; they are not on this page."))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Read and release"),
            "opts": self.opts,
            "sheets": bulk.sheets(items),
        }
        return render(request, "moderation/bulk_release.html", context)

    @admin.action(description=gettext_lazy("Set the selected items aside as spam"))
    def discard(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        items = _ticked(request, queryset)
        spam = [item for item in items if item.kind in pages.SPAMMABLE]
        if len(spam) < len(items):
            messages.warning(request, _("Only new ideas and comments can be spam; the others are left as they were."))
        return floods.discard_and_tell(request, list(map(Ticket.of, spam)))


def _summary(request: HttpRequest) -> queue.Summary:
    assert isinstance(request.user, User)  # noqa: S101 - the admin site lets nobody else in
    user = request.user
    return kept_on(request, "_desk_summary", lambda: queue.summary(user))


@require_POST
def release_many(request: HttpRequest) -> HttpResponse:
    """Releases what was read on the page before, each item in the version that stood there."""
    tickets = bulk.tickets(request, "ticket")
    if any(ticket.table not in bulk.TEXTS for ticket in tickets):
        raise BadRequest
    scope = QueueItem.objects.in_scope_of(request.user)
    waiting = set(scope.filter(ticket__in=[str(ticket) for ticket in tickets]).values_list("ticket", flat=True))
    bulk.tell_missing(request, [t for t in tickets if str(t) not in waiting])
    done = bulk.decide(request, [t for t in tickets if str(t) in waiting], deciding.release)
    if not tickets:
        messages.warning(request, _("Nothing was ticked."))
    if done:
        text = ngettext("%(n)s item is released.", "%(n)s items are released.", len(done))
        messages.success(request, text % {"n": len(done)})
    return redirect(undoing.offered(reverse("admin:moderation_queueitem_changelist"), done))


def _ticked(request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
    """The ticked items that are still as they were listed; tells of the others."""
    tickets = bulk.tickets(request, ACTION_CHECKBOX_NAME)
    # Also when "all pages" was asked for: what was not listed was not read.
    items = list(queryset.filter(pk__in=[str(ticket) for ticket in tickets]))
    there = {item.ticket for item in items}
    bulk.tell_missing(request, [ticket for ticket in tickets if str(ticket) not in there])
    return items


@admin.register(SpamItem)
class SpamAdmin(DeskAdmin):
    """What was set aside, latest first, as long as it can be restored."""

    nothing_here = gettext_lazy("Nothing is set aside as spam.")
    list_display = ("set_aside", "what", "headline", "context", "record")
    list_select_related = ("by",)
    list_filter: ClassVar[tuple[Any, ...]] = (
        ("kind", ChoicesFilter), filters.WhoFilter, filters.WhenFilter, AuthorityFilter, ThemeFilter,
        ("language", ChoicesFilter), filters.OriginFilter,
    )  # fmt: skip
    ordering = ("-since", "key")
    actions = ("restore",)
    change_list_template = "admin/desk/spam.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        oldest = timezone.now() - timedelta(days=settings.SPAM_RESTORE_DAYS)
        return super().get_queryset(request).filter(since__gte=oldest)

    @admin.display(description=gettext_lazy("set aside"), ordering="since")
    def set_aside(self, item: SpamItem) -> str:
        return listing.set_aside(item)

    @admin.display(description=gettext_lazy("title and text"))
    def headline(self, item: SpamItem) -> str:
        table = "comment" if item.kind == DeskItem.Kind.COMMENT else "idea"
        return listing.headline(item, reverse(f"admin:ideas_{table}_change", args=[item.object_id]))

    @admin.action(description=gettext_lazy("Back to the queue"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return floods.restore_and_tell(request, list(map(Ticket.of, _ticked(request, queryset))))
