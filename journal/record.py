"""Writing the journal."""

import re
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import User
from journal import doorbell
from journal.models import Entry

# A slug, such as a rule's key; no dot and no colon, which addresses have.
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
Id = int | bool | None | str


class NotInTransaction(RuntimeError):
    """The journal was written outside the transaction of the change it tells of."""


def record(
    verb: str,
    kind: str,
    subject_id: int,
    *,
    by: User | AnonymousUser | None = None,
    **ids: Id | list[int],
) -> Entry:
    """Append an entry and ring the doorbell after commit.

    `ids` takes numbers, booleans and keys such as a rule's; anything that could be a text, a
    name or an address is refused. Raises `NotInTransaction` outside `transaction.atomic`, so that
    a change and its entry always stand or fall together, and `ValueError` for what is no id.
    """
    entry = _entry(verb, kind, subject_id, by, ids)
    entry.save(force_insert=True)
    transaction.on_commit(doorbell.ring)
    return entry


def record_each(
    events: Iterable[tuple[str, str, int, dict[str, Id | list[int]]]], *, by: User | AnonymousUser | None = None
) -> None:
    """As `record` for many events (verb, kind, subject, ids), in one statement and with one ring."""
    Entry.objects.bulk_create(_entry(verb, kind, subject_id, by, ids) for verb, kind, subject_id, ids in events)
    transaction.on_commit(doorbell.ring)


def _entry(
    verb: str, kind: str, subject_id: int, by: User | AnonymousUser | None, ids: dict[str, Id | list[int]]
) -> Entry:
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{verb} must be recorded in the transaction of its change.")
    for name, value in ids.items():
        if not _is_kept(value):
            raise ValueError(f"The journal keeps ids and keys only; {name} is neither.")
    actor_id = by.pk if by is not None and by.is_authenticated else None
    return Entry(verb=verb, subject_kind=kind, subject_id=subject_id, actor_id=actor_id, ids=ids)


def _is_kept(value: object) -> bool:
    if isinstance(value, str):
        return _KEY.fullmatch(value) is not None
    if isinstance(value, list):
        return all(isinstance(item, int) for item in value)
    return value is None or isinstance(value, int)
