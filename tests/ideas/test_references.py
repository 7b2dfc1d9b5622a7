"""Public numbers: gapless, once each, of the year in Berlin, also when forty people send at once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas import references
from ideas.models import Draft, Idea, ReferenceYear
from ideas.submission import submit
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db


SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets Django's clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def numbers() -> list[tuple[int, int]]:
    return list(
        Idea.objects.order_by("reference_year", "reference_number").values_list("reference_year", "reference_number")
    )


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_get_forty_numbers_without_a_gap() -> None:
    year = timezone.now().astimezone(references.BERLIN).year
    version, sender = make.content("Vierzig auf einmal"), make.sender()
    drafts = [Draft.objects.create() for _ in range(40)]
    outcomes = at_once(*(lambda draft=draft: submit(draft, version=version, sender=sender) for draft in drafts))
    assert sorted(outcome.idea.reference for outcome in outcomes) == [f"{year}-{n:05d}" for n in range(1, 41)]
    assert numbers() == [(year, n) for n in range(1, 41)]


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_no_gap() -> None:
    with transaction.atomic():
        lost = make.receipt().idea.reference
        transaction.set_rollback(True)
    assert make.receipt().idea.reference == lost


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), 2026),  # 23:59:59 in Berlin
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 2027),  # New Year 00:30 in Berlin
        (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), 2027),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), 2026),  # summer time
    ],
)
def test_the_year_is_that_of_berlin(moment: datetime, year: int, clock: SetClock) -> None:
    clock(moment)
    assert make.receipt().idea.reference == f"{year}-00001"


def test_each_year_counts_from_one(clock: SetClock) -> None:
    clock(datetime(2026, 12, 31, 20, tzinfo=UTC))
    assert [make.receipt().idea.reference for _ in range(2)] == ["2026-00001", "2026-00002"]
    clock(datetime(2027, 1, 1, 20, tzinfo=UTC))
    assert [make.receipt().idea.reference for _ in range(2)] == ["2027-00001", "2027-00002"]


def test_a_block_for_an_import_is_taken_at_once() -> None:
    assert [list(references.take(count)[1]) for count in (1, 1000, 1)] == [[1], list(range(2, 1002)), [1002]]


def test_after_99999_numbers_grow_longer() -> None:
    year, _ = references.take()
    ReferenceYear.objects.filter(year=year).update(last=99_999)
    idea = make.receipt().idea
    assert idea.reference == f"{year}-100000"
    assert references.parse(idea.reference) == (year, 100_000)
    assert idea.get_absolute_url().startswith(f"/ideen/{year}-100000/")


def test_no_number_twice() -> None:
    idea = make.receipt().idea
    other = make.receipt().idea
    with pytest.raises(IntegrityError, match="idea_reference_once"), transaction.atomic():
        Idea.objects.filter(pk=other.pk).update(reference_number=idea.reference_number)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-00042", " 2026-00042 ", "Nr. 2026-00042", "Nr.2026-00042", "\t2026-00042\n", "2026-000000042",
        "No. 2026-00042", "nr. 2026-00042", "NR 2026 00042", "Idee 2026-00042", "idea no 2026-00042",
        "Idee Nr.: 2026 - 00042", "Nummer 2026–00042", "NUMBER 2026\u201100042",
        "#2026-00042", "Nr. #2026-00042", "202600042", "2026-42", "Idee 2026-042", "# 2026 - 42",
        "https://ideen.example.org/ideen/2026-00042/jugendrat/", "http://localhost:8000/en/ideen/2026-00042/",
        "ideen.example.org/hsb/ideen/2026-00042/x/?antwort=17#formular", "/ideen/2026-00042", "HTTPS://A.DE/IDEEN/2026-00042/",
    ],
)  # fmt: skip
def test_read_as_typed(typed: str) -> None:
    assert references.parse(typed) == (2026, 42)


@pytest.mark.parametrize(
    "typed",
    [
        "", "2026", "2026-", "2026 42", "202642", "1999-00042", "2026-00042x", "x2026-00042", "2026-0004२",
        "２０２６-00042", "2026-+0042",
        "2026--0042", "2026-0000000042", "2026-99999999999999999999", "-2026-00042", "2026-00042\x00",
        "2026_00042", "Bus 2026-00042", "2026-00042 Nr.", "2026-13-01", "##", "2026 0004 2", "a" * 1_000_000,
        "https://a.de/ideen/", "https://a.de/ideen/2026-42/", "https://a.de/ideen/2026-00042x/", "https:///ideen",
        "https://a.de/ideen/?q=/ideen/2026-00042/", "//a.de/ideen/2026-00042/ und",
        "https://a.de/konto/ideen/2026-00042/", "nr" * 100_000, "/ideen/2026-00042/" * 50_000 + " x", "[" * 300,
    ],
)  # fmt: skip
def test_what_is_no_reference(typed: str) -> None:
    assert references.parse(typed) is None


@pytest.mark.parametrize(
    "typed", ["00042", "Nr. 00042", "nr 00042", "Idea no. 00042", "42", "Nr. 42", "#42", "Idee 042"]
)
def test_a_number_without_its_year(typed: str) -> None:
    assert references.number(typed) == 42
    assert references.is_called_number(typed) is not typed.isdigit()


@pytest.mark.parametrize(
    "typed", ["", "#", "Nr.", "-42", "4२", "²", "42.", "1234567890", "Bus 42", "2026-00042", "42\x00"]
)
def test_what_is_no_number(typed: str) -> None:
    assert references.number(typed) is None
    assert not references.is_called_number(typed)
