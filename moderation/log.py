"""The moderation log: every decision with its rule, its waiting time and whether it was taken back.

Read by everybody at the desk within their authorities. Who decided is a matter between the staff and their employer:
it takes a right of its own, which only a few have. There is no text in it; what people wrote and were written to
stands on the pages it leads to, as long as that is kept.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from ideas import references
from ideas.desk_admin import ReadOnlyAdmin
from ideas.listfilters import TEMPLATE, AuthorityFilter, ChoicesFilter
from ideas.models import Comment, Idea, Rule
from ideas.policies import may_moderate
from moderation import desk, workdays
from moderation.models import OUTCOMES, LogRow

SEE_DECIDERS = "moderation.see_deciders"
# An idea with more comments than that is searched by its own decisions and those of the latest of them.
MOST_COMMENTS = 2000


class PeriodFilter(admin.SimpleListFilter):
    """A month unless something else is asked for: no list reads more of the log than a year."""

    template = TEMPLATE
    title = _("period")
    parameter_name = "period"
    DAYS: ClassVar = {"7": _("the last 7 days"), "30": _("the last 30 days"), "90": _("the last 90 days")}
    DEFAULT = "30"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        this = timezone.localdate().year
        return [*self.DAYS.items(), *((str(year), str(year)) for year in range(this, this - 5, -1))]

    def choices(self, changelist: Any) -> Any:
        """Without "All"."""
        chosen = self.value() or self.DEFAULT
        for value, label in self.lookup_choices:
            link = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": link, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None and request.GET.get(SEARCH_VAR):
            return queryset  # whoever names an idea wants its whole story
        if value is None or value not in dict(self.lookup_choices):
            value = self.DEFAULT
        if value in self.DAYS:
            return queryset.filter(at__gte=timezone.now() - timedelta(days=int(value)))
        return queryset.filter(at__year=int(value))


class OutcomeFilter(admin.SimpleListFilter):
    """What was decided."""

    template = TEMPLATE
    title = _("decision")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(OUTCOMES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(outcome=self.value()) if self.value() in dict(OUTCOMES) else queryset


class RuleFilter(admin.SimpleListFilter):
    """Under which rule."""

    template = TEMPLATE
    title = _("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(rule.key, rule.label) for rule in Rule.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(rule__key=self.value()) if self.value() else queryset


class TakenBackFilter(admin.SimpleListFilter):
    """Those that hold, or those that were taken back."""

    template = TEMPLATE
    title = _("taken back")
    parameter_name = "undone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not taken back")), ("yes", _("taken back"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(undone_at__isnull=self.value() == "no") if self.value() in {"no", "yes"} else queryset


class DeciderFilter(admin.SimpleListFilter):
    """Who decided; only for those who may see it."""

    template = TEMPLATE
    title = _("by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(user.pk), str(user)) for user in desk.moderators()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(by=int(value)) if value and value in dict(self.lookup_choices) else queryset


@admin.register(LogRow)
class LogAdmin(ReadOnlyAdmin):
    """Latest first."""

    list_display = ("when", "about", "decision", "rule_broken", "decider", "waited", "taken_back")
    list_display_links = None
    list_select_related = ("idea", "rule", "by")
    ordering = ("-at", "-object_id")
    search_fields = ("key",)
    search_help_text = _("Number of an idea")
    change_list_template = "admin/desk/log.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_moderate(request.user)

    def get_urls(self) -> list[URLPattern]:
        """The list alone: a row leads to what it is about."""
        return [self.page("", self.changelist_view, "changelist")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogRow]:
        return LogRow.objects.in_scope_of(request.user)

    def get_list_display(self, request: HttpRequest) -> Any:
        if request.user.has_perm(SEE_DECIDERS):
            return self.list_display
        return [name for name in self.list_display if name != "decider"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        by = [DeciderFilter] if request.user.has_perm(SEE_DECIDERS) else []
        return [
            PeriodFilter, ("kind", ChoicesFilter), OutcomeFilter, RuleFilter, AuthorityFilter, TakenBackFilter, *by
        ]  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the number of an idea, with all about its comments."""
        number = references.parse(search_term)
        if not search_term.strip():
            return queryset, False
        if number is None:
            return queryset.none(), False
        found = Idea.objects.filter(reference_year=number[0], reference_number=number[1])
        idea_id = found.values_list("pk", flat=True).first() or 0
        # Two lists of numbers, which the indexes of decisions serve; a join would read them all.
        comments = Comment.objects.filter(idea=idea_id).order_by("-pk").values_list("pk", flat=True)[:MOST_COMMENTS]
        of_idea, of_comments = queryset.filter(decided_idea=idea_id), queryset.filter(comment_id__in=list(comments))
        return of_idea | of_comments, False

    @admin.display(description=_("at"), ordering="at")
    def when(self, row: LogRow) -> str:
        return date_format(timezone.localtime(row.at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("about"))
    def about(self, row: LogRow) -> SafeString:
        if row.kind == LogRow.Kind.COMPLAINT:
            address = reverse("admin:moderation_complaint_change", args=[row.object_id])
        elif row.comment_id:
            address = reverse("admin:ideas_comment_change", args=[row.comment_id])
        else:
            address = reverse("admin:ideas_idea_change", args=[row.idea_id])
        return format_html('<a href="{}">{} {}</a>', address, capfirst(row.get_kind_display()), row.idea.reference)

    @admin.display(description=_("decision"))
    def decision(self, row: LogRow) -> str:
        return str(dict(OUTCOMES).get(row.outcome, row.outcome))

    @admin.display(description=_("rule"))
    def rule_broken(self, row: LogRow) -> str:
        return row.rule.label if row.rule else "–"

    @admin.display(description=_("by"))
    def decider(self, row: LogRow) -> str:
        return str(row.by) if row.by else gettext("Former member")

    @admin.display(description=_("waited"))
    def waited(self, row: LogRow) -> str:
        if row.since is None or row.since > row.at:
            return "–"
        days = workdays.count(row.since, row.at)
        return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}

    @admin.display(description=_("taken back"))
    def taken_back(self, row: LogRow) -> str:
        return date_format(timezone.localtime(row.undone_at), "SHORT_DATETIME_FORMAT") if row.undone_at else "–"
