"""Ideen-Codes: 80 random bits, read forgivingly, kept as a digest only."""

import re
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, strategies as st

from accounts.models import User
from ideas import codes
from ideas.models import Authorship, Draft
from ideas.submission import claim, find_by_code, submit
from tests import make

CODE = "7KQ2-M4XA-93TR-B0CD"


def test_eighty_bits_in_groups_of_four() -> None:
    drawn = [codes.new_code() for _ in range(2000)]
    assert all(re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in drawn)
    assert len(set(drawn)) == 2000
    # 32 letters at 16 places are 80 bits when each is as likely as any other: 1000 of each are expected.
    counted = Counter("".join(drawn).replace("-", ""))
    assert set(counted) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert 800 < min(counted.values()) <= max(counted.values()) < 1200


@pytest.mark.parametrize(
    "typed",
    [
        "7kq2-m4xa-93tr-b0cd", "7KQ2M4XA93TRB0CD", " 7KQ2 M4XA 93TR B0CD ", "7kq2–m4xa—93tr.b0cd",
        "7K Q2-M4-XA-93\tTR B0CD\n",
        "7KQ2-M4XA-93TR-BOCD", "7kq2-m4xa-93tr-bocd", "7KQ2\u00a0M4XA\u200b93TR\u00adB0CD", "„7KQ2-M4XA-93TR-B0CD“",
    ],
)  # fmt: skip
def test_read_forgivingly(typed: str) -> None:
    assert codes.digest(typed) == codes.digest(CODE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("IIII", "1111"),
        ("LLLL", "1111"),
        ("llll", "1111"),
        ("iiii", "1111"),
        ("OOOO", "0000"),
        ("oooo", "0000"),
        ("UUUU", "VVVV"),
    ],
)
def test_letters_that_look_like_others(typed: str, meant: str) -> None:
    assert codes.digest(f"{typed}-M4XA-93TR-B0CD") == codes.digest(f"{meant}-M4XA-93TR-B0CD")


def test_every_letter_counts() -> None:
    assert len({codes.digest(CODE.replace("7", letter)) for letter in codes.ALPHABET}) == 32


@pytest.mark.parametrize(
    "typed", ["", " ", "7KQ2", CODE + "7", CODE[:-1], "ÄÖÜß-M4XA-93TR-B0CD", "\x00" * 16, "🚲" * 16, "७" * 16,
    "0" * 1_000_000, "2026-00042"]
)  # fmt: skip
def test_what_is_no_code(typed: str) -> None:
    assert codes.digest(typed) is None


@given(st.text(st.characters(codec=None, categories=None)))
def test_reading_never_raises(typed: str) -> None:
    digest = codes.digest(typed)
    assert digest is None or re.fullmatch("[0-9a-f]{64}", digest)


@pytest.mark.django_db
def test_only_the_digest_is_kept() -> None:
    receipt = make.receipt("Eine Fähre")
    assert receipt.code is not None
    assert receipt.idea.authorship.code_digest == codes.digest(receipt.code)
    plain = receipt.code.replace("-", "")
    found = dumped()
    assert "Eine Fähre" in found
    assert [spelling for spelling in (receipt.code, plain, plain.lower()) if spelling in found] == []


@pytest.mark.django_db
def test_somebody_with_an_account_needs_no_code(citizen: User, as_citizen: Client) -> None:
    draft = Draft.objects.create(user=citizen)
    receipt = submit(draft, version=make.content("Eine Fähre"), sender=make.sender(citizen))
    assert (receipt.code, receipt.idea.authorship.code_digest) == (None, None)
    thanks = as_citizen.get(reverse("ideas:thanks", args=[draft.pk])).content.decode()
    assert f'href="{reverse("ideas:mine")}"' in thanks[thanks.index("<main") : thanks.index("</main>")]


def dumped() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        rows: list[str] = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")  # noqa: S608 - own tables
            rows.extend(row for (row,) in cursor.fetchall())
    return "\n".join(rows)


@pytest.mark.django_db
def test_a_code_finds_its_idea_and_no_other() -> None:
    first, second = make.receipt(), make.receipt()
    assert first.code is not None
    assert (find_by_code(first.code.lower()), find_by_code(CODE), find_by_code("")) == (first.idea, None, None)
    assert second.idea != first.idea


@pytest.mark.django_db
def test_a_printed_number_claims_nothing() -> None:
    idea = make.receipt().idea
    assert find_by_code(idea.reference) is None


@pytest.mark.django_db
def test_no_code_twice() -> None:
    first, second = make.receipt().idea, make.receipt().idea
    with pytest.raises(IntegrityError, match="code_digest"), transaction.atomic():
        Authorship.objects.filter(pk=second.pk).update(code_digest=first.authorship.code_digest)


@pytest.mark.django_db
def test_whoever_enters_the_code_first_becomes_the_author(citizen: User, neighbour: User) -> None:
    idea = make.receipt().idea
    assert [claim(idea.pk, user=citizen), claim(idea.pk, user=neighbour), claim(idea.pk, user=citizen)] == [
        True,
        False,
        False,
    ]
    idea.refresh_from_db()
    assert idea.author == citizen
