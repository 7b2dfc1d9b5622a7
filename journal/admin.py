"""The journal, to be read by staff."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from journal import words
from journal.models import Entry


class VerbFilter(admin.SimpleListFilter):
    """One kind of thing that happened."""

    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(verb, capfirst(words.in_full(verb))) for verb in words.VERBS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class SubjectFilter(admin.SimpleListFilter):
    """One kind of subject."""

    title = _("subject")
    parameter_name = "subject_kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, capfirst(str(label))) for kind, label in words.SUBJECTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(subject_kind=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    """Read only; the database refuses changes as well."""

    list_display = ("at", "what", "about", "subject_id", "actor")
    list_filter = (VerbFilter, SubjectFilter)
    fields = ("at", "what", "about", "subject_id", "actor", "ids", "fanned_out_at")
    list_select_related = ("actor",)
    show_full_result_count = False
    ordering = ("-id",)

    @admin.display(description=_("what"), ordering="verb")
    def what(self, entry: Entry) -> str:
        return str(words.happened(entry.verb))

    @admin.display(description=_("subject"), ordering="subject_kind")
    def about(self, entry: Entry) -> str:
        return capfirst(str(words.subject(entry.subject_kind)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False
