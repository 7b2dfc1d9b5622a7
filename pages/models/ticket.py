"""What people write to the project office without an account: questions, and barriers they met."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from texts.languages import Language


# What browsers and servers carry as an address.
PAGE_LENGTH = 2000


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Chainable reads of tickets, by the clock of the database."""

    def waiting(self) -> Self:
        """Nobody has answered or closed them."""
        return self.filter(status=Ticket.Status.OPEN)

    def overdue(self) -> Self:
        """Waiting for settings.TICKET_REMINDER_DAYS, and nobody was reminded."""
        age = timedelta(days=settings.TICKET_REMINDER_DAYS)
        return self.waiting().filter(reminded_at__isnull=True, created_at__lte=Now() - age)

    def outdated(self) -> Self:
        """Done with for settings.TICKET_DAYS; their personal texts have served their purpose."""
        age = timedelta(days=settings.TICKET_DAYS)
        return self.filter(erased_at__isnull=True, settled_at__lte=Now() - age)


class Ticket(models.Model):
    """One message to the office. Only `pages.tickets` writes its status."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("question")
        BARRIER = "barrier", _("barrier")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed without an answer")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    message = models.TextField(_("message"), blank=True)
    # An address of the portal without its query, another address, or the page in somebody's own words.
    page = models.CharField(_("page"), max_length=PAGE_LENGTH, blank=True)
    aid = models.CharField(_("aid in use"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices, default=Language.GERMAN)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assigned to"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    # When it was answered last or closed; from here on counts how long it is kept.
    settled_at = models.DateTimeField(_("done at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to the office")
        verbose_name_plural = _("messages to the office")
        default_permissions = ("view",)
        permissions: ClassVar = [("answer_ticket", _("Can answer messages to the office"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="open", settled_at__isnull=True) | ~Q(status="open") & Q(settled_at__isnull=False),
                name="ticket_done_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(reason="") | Q(erased_at__isnull=False),
                name="ticket_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", email="", message="", page="", aid="", reason="", user__isnull=True),
                name="ticket_erased_is_empty",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="ticket_waiting", condition=Q(status="open")),
            models.Index(fields=["settled_at"], name="ticket_kept", condition=Q(erased_at__isnull=True)),
            models.Index(F("created_at").desc(), name="ticket_recent"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What is named on the telephone, such as K-2026-00017; B is a barrier."""
        letter = "B" if self.kind == self.Kind.BARRIER else "K"
        return f"{letter}-{timezone.localtime(self.created_at).year}-{self.pk:05}"

    @property
    def can_be_answered(self) -> bool:
        """There is an address, and a text to answer."""
        return bool(self.email) and self.erased_at is None


class TicketAnswer(models.Model):
    """What the office wrote back, sent by mail."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a message")
        verbose_name_plural = _("answers to messages")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ticket} {self.at:%Y-%m-%d}"


class Inbox(models.Model):
    """One row: when staff were told that something waits, and when somebody looked last."""

    told_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="inbox_one_row")]

    def __str__(self) -> str:
        return "inbox"
