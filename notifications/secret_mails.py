"""Mails that carry a secret (codes of sign-in, sign-up, new password).

They go through the same deliveries as all others; since their text cannot be made again later,
it is kept until sending and erased then.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import get_language

from accounts.models import User
from journal.record import record
from notifications.models import SECRET_VERB, Delivery
from texts.languages import answerable

CODE_LIFETIME = timedelta(hours=1)
# allauth's names of the mails that are of no use once their code is too old.
CODES = ("login_code", "email_confirmation", "email_confirmation_signup", "password_reset_code")


@transaction.atomic
def enqueue(*, kind: str, to: str, subject: str, body: str, user: User | None) -> Delivery:
    """Write the mail to the outbox and ring."""
    entry = record(SECRET_VERB, "user", user.pk if user else 0, by=user)
    return Delivery.objects.create(
        entry=entry,
        recipient=f"user-{user.pk}" if user else "address",
        user=user,
        kind=kind[:40],
        # The language its text was written in just now.
        language=answerable(get_language() or "de"),
        to=to,
        subject=subject,
        body=body,
        # Somebody sits in front of a form: before everything else that is due.
        due_at=Now() - CODE_LIFETIME,
    )
