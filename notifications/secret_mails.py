"""Mails that carry a secret (codes of sign-in, sign-up, new password).

They go through the same deliveries as all others; since their text cannot be made again later,
it is kept until sending and erased then.
"""

from django.db import transaction

from accounts.models import User
from journal.record import record
from notifications.models import Delivery
from texts.languages import answerable


@transaction.atomic
def enqueue(*, kind: str, to: str, subject: str, body: str, user: User | None) -> Delivery:
    """Write the mail to the outbox and ring."""
    entry = record("account.mail_asked", "user", user.pk if user else 0, by=user)
    return Delivery.objects.create(
        entry=entry,
        recipient=f"user-{user.pk}" if user else "address",
        user=user,
        kind=kind[:40],
        language=answerable(user.language) if user else "de",
        to=to,
        subject=subject,
        body=body,
    )
