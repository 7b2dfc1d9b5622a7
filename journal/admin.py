"""The journal, to be read by staff."""

from django.contrib import admin
from django.http import HttpRequest

from journal.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    """Read only; the database refuses changes as well."""

    list_display = ("at", "verb", "subject_kind", "subject_id", "actor")
    list_filter = ("verb", "subject_kind")
    list_select_related = ("actor",)
    show_full_result_count = False
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False
