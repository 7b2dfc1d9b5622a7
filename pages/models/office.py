"""The project office: who answers for the portal, shown on every page, in mails and on error pages."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedField, in_language


class Office(models.Model):
    """One row, edited in the administration."""

    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120)
    city = models.CharField(_("postcode and town"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40, validators=[RegexValidator(r"^[+0-9][0-9 ()/–-]{3,}$")])
    hours_texts = TranslatedField(_("telephone hours"))
    email = models.EmailField(_("e-mail"))
    press_email = models.EmailField(_("e-mail for the press"), blank=True)
    funding_notes = TranslatedField(_("funding note"))

    class Meta:
        verbose_name = _("project office")
        verbose_name_plural = _("project office")
        default_permissions = ("view", "change")
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="office_one_row")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_link(self) -> str:
        """The number for a tel: address (RFC 3966)."""
        return "".join(c for c in self.phone if c.isdigit() or c == "+")

    @property
    def hours(self) -> str:
        return in_language(self.hours_texts)

    @property
    def funding_note(self) -> str:
        return in_language(self.funding_notes)
