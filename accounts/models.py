"""The user: an e-mail address, a name to show, and nothing else about a person."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
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


class OriginKey(models.Model):
    """With this key the addresses of one day are made unreadable; it goes with the day."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}"


class OriginMark(models.Model):
    """Where a contribution came from, as a keyed digest: equal on one day for one connection, gone after two."""

    subject = models.CharField(max_length=40, primary_key=True)  # such as "idea-17"
    mark = models.CharField(max_length=32)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["mark"], name="origin_mark"),
            models.Index(fields=["at"], name="origin_at"),
        ]

    def __str__(self) -> str:
        return self.subject
