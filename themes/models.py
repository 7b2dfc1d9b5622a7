"""Themes, authorities, their places and who works for which authority: rows, so that a seventh is a data change."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedField, in_language
from texts.memory import kept_on
from texts.wording import Wording


class Theme(models.Model):
    """A Zukunftsthema. Colour and icon belong to the slot 1 to 5; without a slot it is neutral."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = TranslatedField(_("name"))
    explanation = TranslatedField(_("one explaining line"))
    slot = models.PositiveSmallIntegerField(
        _("colour and icon"), null=True, blank=True, unique=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("position", "slug")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(slot__isnull=True) | models.Q(slot__range=(1, 5)), name="theme_slot_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name)

    def get_absolute_url(self) -> str:
        return reverse("themes:theme", args=[self.slug])


class Authority(models.Model):
    """A Gebietskörperschaft that takes part: a Landkreis or a kreisfreie Stadt."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("district")
        CITY = "city", _("independent city")

    class State(models.TextChoices):
        BRANDENBURG = "BB", "Brandenburg"
        SAXONY = "SN", _("Saxony")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = TranslatedField(_("name"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("federal state"), max_length=2, choices=State.choices)
    ags = models.CharField(_("official key (AGS)"), max_length=8, unique=True)
    seat = models.CharField(_("seat"), max_length=120)
    seat_lon = models.DecimalField(_("longitude of the seat"), max_digits=8, decimal_places=5)
    seat_lat = models.DecimalField(_("latitude of the seat"), max_digits=8, decimal_places=5)
    contact = models.TextField(_("public contact"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("takes part"), default=True)

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The short name with the official Sorbian one, such as Cottbus/Chóśebuz."""
        return _in_both(self.name, self.sorbian_names)

    @property
    def formal_label(self) -> str:
        """The name with its kind, such as "Landkreis Görlitz/Zhorjelc"."""
        return Wording.joined(" ", [capfirst(self.get_kind_display()), self.label]) if self.kind else self.label

    @property
    def sorbian_names(self) -> list[Wording]:
        """The name in the Sorbian of its state, where it is official."""
        return _sorbian(self.name, self.sorbian)

    @property
    def sorbian(self) -> str:
        """Lower Sorbian in Brandenburg, Upper Sorbian in Saxony."""
        return "dsb" if self.state == self.State.BRANDENBURG else "hsb"

    def get_absolute_url(self) -> str:
        return reverse("themes:authority", args=[self.slug])


class Place(models.Model):
    """A municipality (Gemeinde or Stadt) and a point within it."""

    name = TranslatedField(_("name"))
    ags = models.CharField(
        _("official key (AGS)"), max_length=8, unique=True, validators=[RegexValidator(r"\A[0-9]{8}\Z")]
    )
    authority = models.ForeignKey(
        Authority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="places"
    )
    lon = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("ags",)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As `Authority.label`; a name that has a stroke itself stands apart: Weißwasser/O.L. / Běła Woda."""
        return _in_both(self.name, _sorbian(self.name, self.authority.sorbian))


def _sorbian(name: dict[str, str], code: str) -> list[Wording]:
    return [Wording.of((name[code], code))] if name.get(code) else []


def _in_both(name: dict[str, str], sorbian: list[Wording]) -> Wording:
    shown = in_language(name)
    return Wording.joined(" / " if "/" in shown else "/", [shown, *sorbian])


class Membership(models.Model):
    """Somebody works for an authority; a moderator without memberships sees everything."""

    class Role(models.TextChoices):
        MODERATOR = "moderator", _("moderation")
        CONTACT = "contact", _("contact of the authority")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships"
    )
    authority = models.ForeignKey(
        Authority, verbose_name=_("authority"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MODERATOR)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "authority", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.authority} ({self.get_role_display()})"


def authority_ids_of(user: Any, *, role: str = Membership.Role.MODERATOR) -> list[int]:
    """Ids of the authorities `user` works for; empty means: for the whole region. Asked once a request."""
    rows = Membership.objects.filter(user=user, role=role).order_by("authority_id")
    return kept_on(user, f"_authority_ids_as_{role}", lambda: list(rows.values_list("authority_id", flat=True)))
