"""The user: an e-mail address, a name to show, and nothing else about a person."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from texts.languages import Language

EMAIL_LENGTH = 254  # RFC 5321


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password the account signs in by mail code only.

        Raises `ValueError` without an address.
        """
        email = (email or "").strip().lower()
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """As `create_user`, with all rights."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def staff_with(self, permission: str) -> "models.QuerySet[User]":
        """Active staff whose groups or own rights give `permission`; not those who may do everything anyway."""
        label, codename = permission.split(".")
        by_group = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=label)
        by_self = Q(user_permissions__codename=codename, user_permissions__content_type__app_label=label)
        people = self.filter(by_group | by_self, is_active=True, is_staff=True, is_superuser=False)
        return people.distinct().order_by("pk")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. Contributions never hang on it by cascade."""

    email = models.EmailField(_("e-mail address"), max_length=EMAIL_LENGTH, unique=True)
    display_name = models.CharField(_("name to show"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices, default=Language.GERMAN)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name
