"""What was exported, by whom and for what purpose; big exports are rows that a worker makes files of.

A row stays for ever: it is the record of who took which data out. Its file stays for some days.
"""

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

PURPOSE_LENGTH = 300
NAME_LENGTH = 60


class ExportQuerySet(models.QuerySet["Export"]):
    """Chainable reads of exports."""

    def of(self, user: User | AnonymousUser) -> Self:
        """What this person asked for."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()

    def within_reach_of(self, user: User | AnonymousUser) -> Self:
        """One's own; of everybody for those who may read the record of exports."""
        return self.all() if user.has_perm("reports.view_export") else self.of(user)

    def made_by_a_worker(self) -> Self:
        """Those that are or were made in the background."""
        return self.exclude(state=Export.State.SENT)

    def unfinished(self) -> Self:
        return self.filter(state__in=[Export.State.WAITING, Export.State.RUNNING])

    def due(self) -> Self:
        """What a worker may take now, by the clock of the database: what waits, and what a dead worker left."""
        return self.unfinished().filter(due_at__lte=Now()).order_by("id")

    def claimed_as(self, export: "Export") -> Self:
        """The row, as long as the claim that read it holds: every later claim counts one further."""
        return self.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)

    def with_file(self) -> Self:
        """Those whose file can be fetched."""
        return self.filter(state=Export.State.DONE, expires_at__gt=Now())


class Export(models.Model):
    """One export: streamed at once, or made in the background and fetched."""

    class Kind(models.TextChoices):
        IDEAS = "ideas", _("Ideas")
        VERSIONS = "versions", _("Texts of the ideas, version by version")
        COMMENTS = "comments", _("Comments on these ideas")
        SUPPORTS = "supports", _("Supports of these ideas, by day")
        DECISIONS = "decisions", _("Decisions about them")

    class Profile(models.TextChoices):
        PUBLIC = "public", _("public: what everybody can read")
        INTERNAL = "internal", _("internal: also what is not public")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", _("Excel (XLSX)")

    class State(models.TextChoices):
        SENT = "sent", _("downloaded at once")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Problem(models.TextChoices):
        INTERRUPTED = "interrupted", _("It was interrupted several times. Please try again later.")
        NO_RIGHT = "no_right", _("You no longer have the right to this export.")
        TOO_LONG = "too_long", _("There are more rows than an Excel file can hold. Please choose CSV.")
        FILTERS = "filters", _("A filter is no longer there, for instance a theme. Please choose again.")
        NO_ROOM = "no_room", _("There is no room for the file on the server. Please tell the administration.")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), null=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked for at"), db_default=Now())
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    profile = models.CharField(_("profile"), max_length=10, choices=Profile.choices)
    format = models.CharField(_("file"), max_length=5, choices=Format.choices)
    has_persons = models.BooleanField(_("with persons"), default=False)
    purpose = models.CharField(_("purpose"), max_length=PURPOSE_LENGTH, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    # What was sent with the form, so that the worker reads it as the page did.
    filters: Any = models.JSONField(_("filters"), default=dict)
    # What the person could read when the rows were read.
    scope: Any = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    rows_total = models.BigIntegerField(_("rows"), null=True)
    rows_done = models.BigIntegerField(_("rows written"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    size = models.BigIntegerField(_("bytes"), null=True)
    # Not before; pushed forward while a worker holds it (lease). Every claim raises `attempts`.
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ("view",)
        permissions: ClassVar = [("export_persons", _("Can export names and e-mail addresses of people"))]
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(has_persons=False) | ~Q(purpose="") & Q(profile="internal"),
                name="export_of_persons_has_purpose",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(expires_at__isnull=False), name="export_done_has_end"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="export_failed_has_reason"),
        ]
        indexes: ClassVar = [
            models.Index(F("asked_by"), F("id").desc(), name="export_of_person"),
            models.Index(fields=["due_at"], name="export_due", condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def is_there(self) -> bool:
        """Whether there is a file to fetch."""
        return self.state == self.State.DONE and bool(self.expires_at and self.expires_at > timezone.now())

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.rows_done // self.rows_total) if self.rows_total else 0

    @property
    def label(self) -> str:
        """What its rows are called in the name of a file."""
        return {
            "ideas": "ideen", "versions": "fassungen", "comments": "kommentare", "supports": "unterstuetzungen",
            "decisions": "entscheidungen",
        }[self.kind]  # fmt: skip

    @property
    def name(self) -> str:
        """What the file is called for those who download it."""
        day = self.as_of or timezone.localdate(self.asked_at)
        return f"{self.label}-{day:%Y-%m-%d}.{self.format}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Chainable reads of saved filters."""

    def usable_by(self, user: User | AnonymousUser) -> Self:
        """One's own and those that colleagues share."""
        return self.filter(Q(owner=user) | Q(is_shared=True)) if user.is_authenticated else self.none()


class SavedFilter(models.Model):
    """What somebody chose on the page of exports, under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    is_shared = models.BooleanField(_("shared"), default=False)
    chosen: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        default_permissions = ()
        ordering = ("name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name


# How long a worker may be silent before another takes over.
LEASE = timedelta(seconds=30)
