"""One delivery per journal entry, recipient and channel: who is told what, and did it arrive."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from journal.models import Entry

GUEST = "guest"
# The mail that calls moderators, whatever has arrived.
QUEUE = "queue"
SECRET_VERB = "account.mail_asked"  # noqa: S105 - a verb of the journal
DAY = timedelta(days=1)
# A worker that is there takes a mail within seconds, in a flood within minutes.
OVERDUE = timedelta(minutes=15)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Chainable reads of deliveries."""

    def due(self) -> Self:
        """What can be sent now, by the clock of the database."""
        return self.filter(status=Delivery.Status.WAITING, due_at__lte=Now()).order_by("due_at", "id")

    def parked(self) -> Self:
        """What was given up; staff see it and can send it again."""
        return self.filter(status=Delivery.Status.PARKED)

    def failing(self) -> Self:
        """What did not get through yet and is tried again."""
        return self.filter(status=Delivery.Status.WAITING).exclude(last_error="")

    def overdue(self) -> Self:
        """What could have been sent a while ago, and nobody has taken it: the worker or the mail server is away."""
        return self.filter(status=Delivery.Status.WAITING, due_at__lt=Now() - OVERDUE)

    def repeatable(self) -> Self:
        """What can be written again; the text of a mail with a secret is gone."""
        return self.exclude(entry__verb=SECRET_VERB)

    def older_than(self, age: timedelta) -> Self:
        """Written down longer ago than `age`, by the clock of the database."""
        return self.filter(created_at__lt=Now() - age)

    def claimed_as(self, delivery: "Delivery") -> Self:
        """The row, as long as the claim that read it holds: every later claim counts one further."""
        return self.filter(pk=delivery.pk, status=Delivery.Status.WAITING, attempts=delivery.attempts)

    def counted_for(self, guest_key: str) -> Self:
        """Mails of the last 24 hours to one typed-in address, and those on their way to it."""
        recent = Q(sent_at__isnull=True) | Q(sent_at__gt=Now() - DAY)
        return self.filter(recent, guest_key=guest_key)

    def counted_until_yesterday(self) -> Self:
        """Mails whose digest of a typed-in address has served its purpose."""
        return self.filter(sent_at__lte=Now() - DAY).exclude(guest_key="")


class Delivery(models.Model):
    """A mail to be sent, being sent, sent, or given up. At least once, never silently lost."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        PARKED = "parked", _("given up")
        DROPPED = "dropped", _("no longer needed")

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, default=Channel.MAIL)
    # "user-17", "guest" or "address": stable, and no address in the key.
    recipient = models.CharField(_("recipient"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(_("mail"), max_length=40)
    language = models.CharField(_("language"), max_length=3, default="de")
    # Only for mails that carry a secret, whose text cannot be made later; erased when it is sent,
    # given up or no longer needed.
    to = models.EmailField(_("address"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("secret text"), blank=True)
    # Keyed digest of a typed-in address, to count what it gets in a day; erased after that day.
    guest_key = models.CharField(max_length=32, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.WAITING)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    # Not before; pushed forward while a worker holds it (lease) and after a failure (backoff).
    due_at = models.DateTimeField(_("due at"), db_default=Now())
    # Raised by every claim, so it also says whose claim it is.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ("view",)
        permissions: ClassVar = [("resend", _("Can send a mail again that was given up"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "recipient", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="delivery_sent_has_time"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(to="", body=""), name="delivery_secret_only_while_waiting"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(status="waiting")),
            models.Index(F("status"), F("id").desc(), name="delivery_status"),
            models.Index(fields=["guest_key", "sent_at"], name="delivery_guest", condition=~Q(guest_key="")),
            models.Index(fields=["created_at"], name="delivery_secret", condition=~Q(body="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.recipient}"

    @property
    def is_to_guest(self) -> bool:
        """Whether it goes to an address somebody typed in without an account."""
        return self.recipient == GUEST
