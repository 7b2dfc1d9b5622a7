"""The journal is written in the transaction of the change it tells of, and holds ids only."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import User
from journal.models import Entry
from journal.record import NotInTransaction, record

in_life = pytest.mark.django_db(transaction=True)


@in_life
def test_refuses_to_write_outside_a_transaction() -> None:
    with pytest.raises(NotInTransaction):
        record("idea.published", "idea", 1)
    assert Entry.objects.count() == 0


@in_life
def test_goes_with_the_change_it_tells_of() -> None:
    with transaction.atomic():
        record("idea.published", "idea", 1)
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0
    with transaction.atomic():
        record("idea.published", "idea", 1)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_keeps_who_did_what_to_what(citizen: User) -> None:
    made = record("idea.claimed", "idea", 7, by=citizen, version=3, rule="persoenliche-angaben", ok=True, none=None)
    entry = Entry.objects.get(pk=made.pk)
    assert (entry.verb, entry.subject_kind, entry.subject_id, entry.actor) == ("idea.claimed", "idea", 7, citizen)
    assert entry.ids == {"version": 3, "rule": "persoenliche-angaben", "ok": True, "none": None}
    assert (entry.at is not None, entry.fanned_out_at) == (True, None)


@pytest.mark.django_db
@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_a_guest_is_nobody(nobody: AnonymousUser | None) -> None:
    assert record("idea.submitted", "idea", 7, by=nobody).actor is None


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["under_review", "Menschenwuerde", "5-werbung", "a" * 40, [1, 2, 3], []])
def test_takes_keys_such_as_those_of_rules(key: Any) -> None:
    assert record("idea.rejected", "idea", 7, key=key).ids == {"key": key}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "Katrin Berger", "Herr Müller", "katrin@example.org", "192.0.2.7", "2001:db8::7", "https://example.org/",
        "Die Fähre fehlt.", "", " ", "a" * 41, "zeile\n", "nul\x00", "\ud800",
        ["respekt"], [1, "katrin@example.org"], {"name": "Katrin Berger"}, ("x",), 1.5, b"bytes", [[1]], object(),
    ],
)  # fmt: skip
def test_refuses_what_could_be_a_text_a_name_or_an_address(text: Any) -> None:
    with pytest.raises(ValueError, match="ids and keys only; about is neither"):
        record("idea.rejected", "idea", 7, about=text)
    assert Entry.objects.count() == 0
