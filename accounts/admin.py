"""Accounts in the administration: found by address, never deleted here."""

from typing import Any

from django.contrib import admin
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Staff rights by group. Accounts are closed by their owners, not deleted by staff."""

    list_display = ("email", "display_name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "display_name")
    ordering = ("-date_joined",)
    show_full_result_count = False
    fields = ("email", "display_name", "language", "is_active", "is_staff", "groups", "last_login", "date_joined")

    def formfield_for_manytomany(self, *args: Any, **kwargs: Any) -> Any:
        """A handful of groups is ticked; Django's two lists have barriers and English words."""
        return super().formfield_for_manytomany(*args, **{**kwargs, "widget": CheckboxSelectMultiple()})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The address is changed by its owner, who proves it: whoever could set it could sign in by code."""
        return ("email", "last_login", "date_joined") if obj else ("last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers touch superusers."""
        if obj and obj.is_superuser and not (isinstance(request.user, User) and request.user.is_superuser):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """An account made here signs in by mail code until its owner sets a password."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
