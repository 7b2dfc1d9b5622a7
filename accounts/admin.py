"""Accounts in the administration: found by address, never deleted here."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Staff rights by group. Accounts are closed by their owners, not deleted by staff."""

    list_display = ("email", "display_name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "display_name")
    ordering = ("-date_joined",)
    fields = ("email", "display_name", "language", "is_active", "is_staff", "groups", "last_login", "date_joined")
    readonly_fields: ClassVar = ["last_login", "date_joined"]
    filter_horizontal = ("groups",)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
