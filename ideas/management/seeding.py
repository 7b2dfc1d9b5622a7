"""Synthetic ideas, comments and supports by COPY, for benchmarks: no mail, no journal, nobody's words.

Everything that the services keep right is right afterwards too: counters, versions, search rows,
references of their year, sequences.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from ideas import search
from ideas.lifecycle import of_version
from ideas.management import words
from ideas.models import Authorship, Comment, IdeaVersion, ReferenceYear, Source, Stage, Status
from ideas.references import BERLIN
from ideas.submission import next_ids
from ideas.whereabouts import place_id_of
from themes.models import Authority, Theme

BATCH = 2_000
PERIOD = timedelta(days=730)
ADDRESS = "mensch-{}@seed.invalid"
STAGES = [Stage.NEW] * 14 + [Stage.UNDER_REVIEW] * 3 + [Stage.TAKEN_UP, Stage.IN_IMPLEMENTATION, Stage.NOT_PURSUED]
Progress = Callable[[int], object]


@dataclass(frozen=True)
class Planned:
    """One idea to be written."""

    pk: int
    version_id: int
    year: int
    number: int
    at: datetime
    supports: int
    comments: int


def seed(*, ideas: int, comments: int, supports: int, draw: Random, progress: Progress) -> None:
    """Write that many of each; `progress` is told the number of rows written since it last was."""
    people = _people(min(200_000, max(100, supports // 5)))
    plan = _plan(ideas, comments, supports, most=len(people), draw=draw)
    for batch in _batches(plan):
        with transaction.atomic():
            _write_ideas(batch, people, draw)
            progress(len(batch))
            progress(_copy("ideas_support", ("idea_id", "user_id", "at"), _supports(batch, people, draw)))
            ids = _comment_ids(sum(planned.comments for planned in batch))
            progress(_copy("ideas_comment", COMMENT_COLUMNS, _comments(batch, ids, people, draw)))
    _refresh_statistics()


def shares(total: int, among: int, *, most: int | None, draw: Random) -> list[int]:
    """`total` divided among that many, unevenly as in life: few get a lot, most get little.

    Raises `ValueError` when everybody having `most` is not enough.
    """
    if most is not None and total > among * most:
        raise ValueError(f"{among} ideas cannot have {total} supports by {most} people.")
    weights = [draw.paretovariate(1.3) for _ in range(among)]
    whole = sum(weights)
    given = [min(int(total * weight / whole), most or total) for weight in weights]
    left = total - sum(given)
    while left:
        lucky = draw.randrange(among)
        if most is None or given[lucky] < most:
            given[lucky] += 1
            left -= 1
    return given


def _plan(ideas: int, comments: int, supports: int, *, most: int, draw: Random) -> Iterator[Planned]:
    now = timezone.now() - timedelta(minutes=1)
    times = sorted(now - PERIOD * draw.random() for _ in range(ideas))
    numbers = _numbers(Counter(time.astimezone(BERLIN).year for time in times))
    supported = shares(supports, ideas, most=most, draw=draw)
    commented = shares(comments, ideas, most=None, draw=draw)
    for start in range(0, ideas, BATCH):
        for offset, (pk, version_id) in enumerate(next_ids(min(BATCH, ideas - start)), start=start):
            year = times[offset].astimezone(BERLIN).year
            yield Planned(
                pk, version_id, year, next(numbers[year]), times[offset], supported[offset], commented[offset]
            )


@transaction.atomic
def _numbers(wanted: dict[int, int]) -> dict[int, Iterator[int]]:
    """Takes the next references of each year."""
    taken = {}
    for year, count in wanted.items():
        ReferenceYear.objects.get_or_create(year=year)
        row = ReferenceYear.objects.select_for_update().get(year=year)
        taken[year] = iter(range(row.last + 1, row.last + count + 1))
        row.last += count
        row.save(update_fields=["last"])
    return taken


def _batches(plan: Iterator[Planned]) -> Iterator[list[Planned]]:
    while batch := list(islice(plan, BATCH)):
        yield batch


def _people(count: int) -> list[int]:
    """Ids of synthetic users, made where they are missing; they have no password and no mailbox."""
    there = list(User.objects.filter(email__endswith="@seed.invalid").order_by("pk").values_list("pk", flat=True))
    missing = range(len(there) + 1, count + 1)
    nobody = make_password(None)
    now = timezone.now()
    _copy(
        "accounts_user",
        ("email", "password", "display_name", "language", "is_staff", "is_active", "is_superuser", "date_joined"),
        ((ADDRESS.format(n), nobody, "", "de", False, True, False, now) for n in missing),
    )
    return list(User.objects.filter(email__endswith="@seed.invalid").order_by("pk").values_list("pk", flat=True))


def _write_ideas(batch: Sequence[Planned], people: Sequence[int], draw: Random) -> None:
    texts = _texts(draw)
    pairs = [(planned, next(texts)) for planned in batch]
    _copy(
        "ideas_ideaversion",
        ("id", "idea_id", "number", "created_at", *VERSION_COLUMNS),
        ((p.version_id, p.pk, 1, p.at, *(getattr(v, name) for name in VERSION_COLUMNS)) for p, v in pairs),
    )
    _copy("ideas_idea", IDEA_COLUMNS, (_idea_row(p, v, people, draw) for p, v in pairs))
    _copy("ideas_ideacounter", ("idea_id", "supports", "comments"), ((p.pk, p.supports, p.comments) for p in batch))
    _copy(
        "ideas_authorship",
        ("idea_id", "name_shown", "byline", "former_member", "email", "language", "source_url"),
        ((p.pk, Authorship.NameShown.NONE, "", False, "", "de", "") for p in batch),
    )
    search.index([planned.pk for planned in batch])


VERSION_COLUMNS = (
    "title", "text", "language", "theme_ids", "authority_ids", "whole_region", "place_name", "place_id",
)  # fmt: skip
IDEA_COLUMNS = (
    "id", "reference_year", "reference_number", "author_id", "status", "stage", "source", "lead_authority_id",
    "released_version_id", "support_rank", "submitted_at", "published_at", "changed_at",
    "title", "excerpt", "language", "theme_ids", "authority_ids", "whole_region", "place_name", "place_id",
    "lon", "lat",
)  # fmt: skip


def _idea_row(planned: Planned, version: IdeaVersion, people: Sequence[int], draw: Random) -> tuple[Any, ...]:
    author = draw.choice(people) if draw.random() < 0.6 else None
    lead = version.authority_ids[0] if len(version.authority_ids) == 1 else None
    released = planned.at + timedelta(seconds=draw.randrange(1, 60))
    return (
        planned.pk, planned.year, planned.number, author, Status.PUBLISHED, draw.choice(STAGES), Source.ONLINE, lead,
        planned.version_id, planned.supports, planned.at, released, released, *of_version(version).values(),
    )  # fmt: skip


def _texts(draw: Random) -> Iterator[IdeaVersion]:
    """Endless versions of every theme and authority, popular ones more often."""
    theme_ids = list(Theme.objects.filter(is_active=True).values_list("pk", flat=True))
    authority_ids = list(Authority.objects.filter(is_active=True).values_list("pk", flat=True))
    places = {name: place_id_of(name, []) for name in ("", *words.PLACES)}
    while True:
        whole_region = draw.random() < 0.1
        here = [] if whole_region else draw.sample(authority_ids, draw.choice((0, 1, 1, 1, 1, 2)))
        themes = draw.sample(theme_ids, 1 if draw.random() < 0.6 else 2)
        place = draw.choice(words.PLACES) if draw.random() < 0.5 else ""
        yield IdeaVersion(
            title=words.title(draw), text=words.text(draw), language="de", theme_ids=sorted(themes),
            authority_ids=sorted(here), whole_region=whole_region,
            place_name=place, place_id=places[place],
        )  # fmt: skip


def _supports(batch: Iterable[Planned], people: Sequence[int], draw: Random) -> Iterator[tuple[Any, ...]]:
    now = timezone.now()
    for planned in batch:
        for person in draw.sample(people, planned.supports):
            yield planned.pk, person, planned.at + (now - planned.at) * draw.random()


COMMENT_COLUMNS = (
    "id", "idea_id", "parent_id", "author_id", "byline", "former_member", "text", "language", "status",
    "created_at", "published_at", "form_key",
)  # fmt: skip


def _comments(
    batch: Sequence[Planned], ids: Iterable[int], people: Sequence[int], draw: Random
) -> Iterator[tuple[Any, ...]]:
    ids = iter(ids)
    now = timezone.now()
    for planned in batch:
        tops: list[int] = []
        times = sorted(planned.at + (now - planned.at) * draw.random() for _ in range(planned.comments))
        for at, pk in zip(times, ids, strict=False):
            parent = draw.choice(tops) if tops and draw.random() < 0.4 else None
            if parent is None:
                tops.append(pk)
            yield (
                pk, planned.pk, parent, draw.choice(people), "", False, words.comment(draw), "de",
                Comment.Status.PUBLISHED, at, at, uuid.UUID(int=draw.getrandbits(128), version=4),
            )  # fmt: skip


def _comment_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ideas_comment', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """COPY `rows` into `table`; returns how many. The rows must not ask the database anything."""
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _refresh_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE ideas_idea, ideas_ideaversion, ideas_ideacounter, ideas_ideasearch, ideas_authorship,"
            " ideas_comment, ideas_support, accounts_user"
        )
