"""Addresses that somebody typed in may belong to somebody else: only so many mails a day reach one.

What is beyond waits and is not lost. Counted by a keyed digest, which is erased after the day.
"""

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from notifications.models import Delivery


def key_of(address: str) -> str:
    """The digest under which mails to `address` are counted; upper and lower case are one."""
    return salted_hmac("notifications.guest", address.strip().lower()).hexdigest()[:32]


@transaction.atomic
def take_turn(delivery: Delivery, address: str) -> bool:
    """Count this mail for `address`; False once settings.GUEST_MAILS_PER_DAY went there in 24 hours."""
    key = key_of(address)
    with connection.cursor() as cursor:
        # Two workers must not both take the last turn, and an address has no row to lock.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    if Delivery.objects.counted_for(key).exclude(pk=delivery.pk).count() >= settings.GUEST_MAILS_PER_DAY:
        return False
    Delivery.objects.filter(pk=delivery.pk).update(guest_key=key)
    return True
