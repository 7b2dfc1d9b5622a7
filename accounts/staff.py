"""Who of the staff may do something."""

from django.db.models import Q

from accounts.models import User


def with_permission(permission: str) -> list[User]:
    """Active staff given `permission` ("app.codename"), in order; superusers who were not are left in peace."""
    label, codename = permission.split(".")
    given = Q(
        groups__permissions__codename=codename, groups__permissions__content_type__app_label=label
    ) | Q(user_permissions__codename=codename, user_permissions__content_type__app_label=label)  # fmt: skip
    people = User.objects.filter(given, is_superuser=False, is_active=True, is_staff=True)
    return list(people.distinct().order_by("pk"))


def superusers() -> list[User]:
    """Those who may do everything, for what nobody else can do."""
    return list(User.objects.filter(is_superuser=True, is_active=True, is_staff=True).order_by("pk"))
