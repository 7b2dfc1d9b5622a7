"""One delivery per journal entry, recipient and channel: who is told what, and did it arrive."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from journal.models import Entry


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Chainable reads of deliveries."""

    def due(self) -> Self:
        """What can be sent now, by the clock of the database."""
        return self.filter(status=Delivery.Status.WAITING, due_at__lte=Now()).order_by("due_at", "id")

    def parked(self) -> Self:
        """What was given up; staff see it and can send it again."""
        return self.filter(status=Delivery.Status.PARKED)


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
    # "user-17" or "guest": stable, and no address in the key.
    recipient = models.CharField(_("recipient"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(_("mail"), max_length=40)
    language = models.CharField(_("language"), max_length=3, default="de")
    # Only for mails that carry a secret, whose text cannot be made later; erased on sending.
    to = models.EmailField(_("address"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("secret text"), blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.WAITING)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    # Not before; pushed forward while a worker holds it (lease) and after a failure (backoff).
    due_at = models.DateTimeField(_("due at"), db_default=Now())
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
                condition=~Q(status="sent") | Q(sent_at__isnull=False, body=""), name="delivery_sent_has_no_secret"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(status="waiting")),
            models.Index(F("status"), F("id").desc(), name="delivery_status"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.recipient}"
