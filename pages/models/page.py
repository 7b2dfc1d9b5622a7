"""Pages about the portal and their versions. A version that is public is never changed: it is what was read.

What is public follows from times alone, by the database's clock: the newest version of a language whose
time has come. So publishing at a time needs no job and cannot be late or early.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedField
from texts.languages import Language

# Pages the portal itself refers to: key, which is also the name of the address, and path.
BUILT_IN = {
    "about": "ueber-uns",
    "past": "2019",
    "help": "hilfe",
    "netiquette": "netiquette",
    "easy_language": "leichte-sprache",
    "accessibility": "barrierefreiheit",
    "privacy": "datenschutz",
    "imprint": "impressum",
}
TITLE_LENGTH = 120
SHORT_NAME_LENGTH = 30
BODY_LENGTH = 60_000


def today() -> date:
    """In Europe/Berlin."""
    return timezone.localdate()


class PageQuerySet(models.QuerySet["Page"]):
    """Chainable reads of pages."""

    def review_due(self) -> "PageQuerySet":
        """Not looked at for settings.PAGE_REVIEW_DAYS."""
        long_ago = timezone.localdate() - timedelta(days=settings.PAGE_REVIEW_DAYS)
        return self.filter(reviewed_on__lte=long_ago, removed_at=None)


class Page(models.Model):
    """A page and its place; its words stand in its versions."""

    class Place(models.TextChoices):
        NONE = "none", _("nowhere, by its address only")
        MAIN = "main", _("main navigation")
        FOOTER = "footer", _("footer: take part")
        LEGAL = "legal", _("footer: legal notices")

    key = models.CharField(max_length=20, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    place = models.CharField(_("place in the navigation"), max_length=6, choices=Place.choices, default=Place.NONE)
    position = models.PositiveSmallIntegerField(_("position"), default=50)
    # Of a language without one the title stands in its place.
    short_names = TranslatedField(_("short name in the navigation"), blank=True, validators=[])
    may_be_found = models.BooleanField(_("search engines may find it"), default=True)
    readers_confirmed = models.BooleanField(
        _("a test group has read it"), default=False,
        help_text=_("Only then the page is called “easy-to-read language”, before that “plain language”."),
    )  # fmt: skip
    reviewed_on = models.DateField(_("reviewed on"), default=today)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    unpublished_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("position", "id")
        default_permissions = ("view", "add", "change")
        permissions = (("publish_page", _("Can publish pages")),)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="page_key_once"),
            models.CheckConstraint(
                condition=Q(key="") | Q(unpublished_at=None, removed_at=None), name="page_built_in_stays"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse(f"pages:{self.key}") if self.key else reverse("pages:page", args=[self.slug])

    def public_now(self, versions: "list[PageVersion]") -> "PageVersion | None":
        """Of versions in one language, already read, the one `PageVersion.objects.public` would find."""
        since = self.unpublished_at
        dated = [(one.published_at, one.number, one) for one in versions if one.published_at and one.is_published]
        come = [row for row in dated if since is None or row[0] > since]
        return max(come, key=lambda row: row[:2])[2] if come else None

    @property
    def is_review_due(self) -> bool:
        return self.removed_at is None and self.reviewed_on <= today() - timedelta(days=settings.PAGE_REVIEW_DAYS)


class FormerAddress(models.Model):
    """An address that a page has left; it leads to the page unless another public one stands there now."""

    slug = models.SlugField(max_length=60, unique=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_addresses")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    """Chainable reads of versions."""

    def public(self, at: "datetime | Now | None" = None) -> "PageVersionQuerySet":
        """One for each page and language, as of `at` (default: the database's now)."""
        come = self.filter(published_at__lte=at or Now(), page__removed_at=None).filter(
            Q(page__unpublished_at=None) | Q(published_at__gt=F("page__unpublished_at"))
        )
        return come.order_by("page_id", "language", "-published_at", "-number").distinct("page_id", "language")

    def not_yet_public(self) -> "PageVersionQuerySet":
        """Drafts and what is scheduled."""
        return self.filter(Q(published_at=None) | Q(published_at__gt=Now()))


class PageVersion(models.Model):
    """The words of a page in one language. `published_at`: empty is a draft, in the future it is scheduled."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(_("language"), max_length=3, choices=Language.choices)
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    body = models.TextField(_("text"), max_length=BODY_LENGTH)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # The rules of the netiquette as they were shown with it.
    appendix: Any = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        default_permissions = ()
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "language", "number"], name="page_version_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["page", "language", "-published_at"], name="page_version_public")]

    def __str__(self) -> str:
        return f"{self.page.slug} {self.language} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_published(self) -> bool:
        """Its time has come; newer ones may have taken its place since."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and self.published_at > timezone.now()
