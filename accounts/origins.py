"""Whether contributions come from one place, for two days, without keeping an address.

The mark is HMAC-SHA-256 (RFC 2104) of the address under a key that is made anew each day (UTC) and deleted
when the day is over: from then on nobody can compute it again. The marks themselves go after 48 hours.
"""

import functools
import hmac
import secrets
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest

from accounts.limits import address_of
from accounts.models import OriginKey, OriginMark

KEPT = timedelta(hours=48)


def mark_of(request: HttpRequest) -> str:
    """The mark of where a request comes from; empty where that cannot be said."""
    try:
        address = address_of(request)
    except (ValueError, PermissionDenied):
        return ""
    return hmac.digest(_key_of(datetime.now(UTC).date()), address.encode(), "sha256").hex()[:32]


@functools.lru_cache(maxsize=2)
def _key_of(day: date) -> bytes:
    """One for all processes; a day's key never changes, so each process asks once."""
    found, _made = OriginKey.objects.get_or_create(day=day, defaults={"key": secrets.token_bytes(32)})
    return bytes(found.key)


def keep(subject: str, mark: str) -> None:
    """Note where `subject` ("idea-17", "comment-4") came from; nothing for an empty mark."""
    if mark:
        OriginMark.objects.bulk_create([OriginMark(subject=subject, mark=mark)], ignore_conflicts=True)


def others_from_there(subjects: Collection[str]) -> dict[str, int]:
    """Of each subject with a mark how many others have the same; those without are left out."""
    same = OriginMark.objects.filter(mark=OuterRef("mark")).order_by().values("mark").annotate(n=Count("*"))
    marks = OriginMark.objects.filter(subject__in=subjects)
    rows = marks.annotate(others=Subquery(same.values("n")) - 1).filter(others__gt=0)
    return dict(rows.values_list("subject", "others"))


def from_the_same_place(subject: str) -> QuerySet[OriginMark, str]:
    """The subjects with the mark of `subject`, itself included; none where it has no mark (any more)."""
    marks = OriginMark.objects.filter(subject=subject).values("mark")
    return OriginMark.objects.filter(mark__in=marks).values_list("subject", flat=True)


def forget() -> int:
    """Delete marks that are older than `KEPT` and the keys of days that are over; returns how many marks."""
    gone, _by_model = OriginMark.objects.filter(at__lt=Now() - KEPT).delete()
    OriginKey.objects.filter(day__lt=datetime.now(UTC).date()).delete()
    return gone
