"""The database itself keeps the journal append-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from journal.record import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(citizen: User) -> Entry:
    return record("idea.published", "idea", 7, by=citizen, version=3)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        yield


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", 999_999), ("at", "2020-01-01T00:00:00Z"), ("verb", "idea.rejected"), ("subject_kind", "comment"),
        ("subject_id", 8), ("ids", {}),
    ],
)  # fmt: skip
def test_nothing_is_rewritten(entry: Entry, column: str, value: Any) -> None:
    with refused("journal entries are not changed"):
        Entry.objects.filter(pk=entry.pk).update(**{column: value})


def test_every_column_is_guarded_or_known() -> None:
    assert {field.column for field in Entry._meta.concrete_fields} == {
        "id", "at", "verb", "subject_kind", "subject_id", "actor_id", "ids", "fanned_out_at",
    }  # fmt: skip


def test_nothing_is_deleted(entry: Entry) -> None:
    with refused("journal entries are not deleted"):
        entry.delete()
    with refused("journal entries are not deleted"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry")
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_fanned_out_once(entry: Entry) -> None:
    now = timezone.now()
    Entry.objects.filter(pk=entry.pk).update(fanned_out_at=now)
    for later in (timezone.now(), None):
        with refused("journal entries are not changed"):
            Entry.objects.filter(pk=entry.pk).update(fanned_out_at=later)
    entry.refresh_from_db()
    assert entry.fanned_out_at == now


def test_the_actor_goes_with_the_account_and_never_becomes_another(entry: Entry, neighbour: User) -> None:
    with refused("journal entries are not changed"):
        Entry.objects.filter(pk=entry.pk).update(actor=neighbour)
    Entry.objects.filter(pk=entry.pk).update(actor=None)
    with refused("journal entries are not changed"):
        Entry.objects.filter(pk=entry.pk).update(actor=neighbour)


def test_deleting_a_person_empties_the_actor(entry: Entry, citizen: User) -> None:
    citizen.delete()
    entry.refresh_from_db()
    assert entry.actor is None


def test_waiting_and_about_are_in_order(entry: Entry) -> None:
    second = record("idea.locked", "idea", 7)
    record("comment.published", "comment", 7)
    assert list(Entry.objects.about("idea", 7)) == [entry, second]
    Entry.objects.filter(pk=entry.pk).update(fanned_out_at=timezone.now())
    assert Entry.objects.waiting().first() == second
    assert entry not in Entry.objects.waiting()
