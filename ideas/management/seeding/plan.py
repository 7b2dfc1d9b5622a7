"""What will be written, in the order of time: for a million ideas a few dozen megabytes that processes share."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import ceil
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ideas.management.seeding.copying import copy, line, reserve, stamp
from ideas.management.words.places import BY_AUTHORITY
from ideas.models import ReferenceYear, Rule, Status
from ideas.references import BERLIN
from themes.catalogue import gazetteer
from themes.models import Authority, Place, Theme

BATCH = 2_000
DAYS = 3 * 365
ADDRESS = "mensch-{}@seed.invalid"
Progress = Callable[[int], object]

# Of a hundred thousand ideas, beside the newest that still wait.
_ELSEWHERE = {Status.REJECTED: 1300, Status.WITHDRAWN: 800, Status.SPAM: 200, Status.RETURNED: 100, Status.LOCKED: 100}
STATUSES = (Status.PUBLISHED, Status.SUBMITTED, *_ELSEWHERE)
# The newest fiftieth of all ideas; every fourth of them waits.
_NEWEST, _WAITING = 0.02, 0.25
_OF_THE_WEEK = (9, 8, 8, 8, 7, 11, 14)
_OF_THE_DAY = (3, 1, 1, 1, 1, 2, 5, 8, 10, 12, 13, 12, 11, 11, 12, 12, 13, 15, 18, 22, 24, 20, 13, 7)
_VERSIONS = (1,) * 18 + (2, 3)


@dataclass(frozen=True)
class Plan:
    """All ideas; what belongs to the idea at one position stands at that position in every array."""

    seed: int
    now: float
    at: "array[float]"
    year: "array[int]"
    number: "array[int]"
    # Positions in `STATUSES`.
    status: "array[int]"
    versions: "array[int]"
    supports: "array[int]"
    comments: "array[int]"
    first_idea: int
    # Of the idea at each position.
    first_version: "array[int]"
    first_comment: "array[int]"
    people: Sequence[int]
    themes: dict[int | None, int]
    authorities: dict[str, int]
    # By what they are called there, and the authority.
    places: dict[tuple[str, int], Place]
    rules: Sequence[int]

    @property
    def batches(self) -> int:
        return ceil(len(self.at) / BATCH)

    def positions(self, batch: int) -> range:
        return range(batch * BATCH, min((batch + 1) * BATCH, len(self.at)))

    @classmethod
    def make(cls, *, ideas: int, comments: int, supports: int, draw: Random) -> "Plan":
        """Draw it, make the people, and take ids and references. Raises `ValueError` as `shares`."""
        now = (timezone.now() - timedelta(minutes=1)).timestamp()
        at = _times(ideas, now, draw)
        rules = list(Rule.objects.order_by("number").values_list("pk", flat=True))
        status = _statuses(ideas, draw)
        public = [position for position, drawn in enumerate(status) if STATUSES[drawn] == Status.PUBLISHED]
        people = min(200_000, max(100, supports // 5))
        # Nobody supports an own idea.
        supported = _spread(supports, public, ideas, most=people - 1, draw=draw)
        commented = _spread(comments, public, ideas, most=None, draw=draw)
        versions = array("B", draw.choices(_VERSIONS, k=ideas))
        year, number = _references(at)
        authorities = dict(Authority.objects.filter(is_active=True).order_by("pk").values_list("slug", "pk"))
        return cls(
            seed=draw.getrandbits(64), now=now, at=at, year=year, number=number, status=status, versions=versions,
            supports=supported, comments=commented, first_idea=reserve("ideas_idea", ideas),
            first_version=_ids("ideas_ideaversion", versions), first_comment=_ids("ideas_comment", commented),
            people=_people(people),
            themes=dict(Theme.objects.filter(is_active=True).order_by("pk").values_list("slot", "pk")),
            authorities=authorities, places=_places(authorities), rules=rules,
        )  # fmt: skip


def _places(authorities: Mapping[str, int]) -> dict[tuple[str, int], Place]:
    found = {}
    for slug, names in BY_AUTHORITY.items():
        for name in names if slug in authorities else ():
            meant = [place for place in gazetteer().meant_by(name) if place.authority_id == authorities[slug]]
            if len(meant) == 1:
                found[name, authorities[slug]] = meant[0]
    return found


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


def _spread(total: int, public: Sequence[int], ideas: int, *, most: int | None, draw: Random) -> "array[int]":
    spread = array("L", bytes(8 * ideas))
    for position, share in zip(public, shares(total, len(public), most=most, draw=draw), strict=True):
        spread[position] = share
    return spread


def _times(count: int, now: float, draw: Random) -> "array[float]":
    """More towards now, more on Sundays and in the evening."""
    first = datetime.fromtimestamp(now, BERLIN).replace(hour=0, minute=0, second=0) - timedelta(days=DAYS)
    days = [first + timedelta(days=day) for day in range(DAYS + 1)]
    often = [(1 + 3 * day / DAYS) * _OF_THE_WEEK[date.weekday()] for day, date in enumerate(days)]
    starts = [date.timestamp() for date in days]
    times = (
        start + 3600 * (hour + draw.random())
        for start, hour in zip(
            draw.choices(starts, often, k=count), draw.choices(range(24), _OF_THE_DAY, k=count), strict=True
        )
    )
    # What would be later today was yesterday.
    return array("d", sorted(time if time < now else time - 86_400 for time in times))


def _statuses(ideas: int, draw: Random) -> "array[int]":
    shares_of_all = [100_000 - sum(_ELSEWHERE.values()), 0, *_ELSEWHERE.values()]
    status = array("B", draw.choices(range(len(STATUSES)), shares_of_all, k=ideas))
    # The first is public: something must have the supports and comments.
    status[0] = 0
    for position in range(max(1, int(ideas * (1 - _NEWEST))), ideas):
        if draw.random() < _WAITING:
            status[position] = STATUSES.index(Status.SUBMITTED)
    return status


def _references(at: Sequence[float]) -> tuple["array[int]", "array[int]"]:
    """Takes the next references of each year in Berlin."""
    last_year = datetime.fromtimestamp(at[-1], BERLIN).year
    ends = {
        year: bisect_left(at, datetime(year + 1, 1, 1, tzinfo=BERLIN).timestamp())
        for year in range(datetime.fromtimestamp(at[0], BERLIN).year, last_year + 1)
    }
    years, numbers, start = array("H"), array("L"), 0
    for year, end in ends.items():
        years.extend([year] * (end - start))
        numbers.extend(_take(year, end - start))
        start = end
    return years, numbers


@transaction.atomic
def _take(year: int, count: int) -> range:
    if not count:
        return range(0)
    ReferenceYear.objects.get_or_create(year=year)
    row = ReferenceYear.objects.select_for_update().get(year=year)
    row.last += count
    row.save(update_fields=["last"])
    return range(row.last - count + 1, row.last + 1)


def _ids(table: str, counts: "array[int]") -> "array[int]":
    """The first id of each idea, which has that many in a row."""
    return array("Q", [*accumulate(counts, initial=reserve(table, sum(counts)))][:-1])


def _people(count: int) -> list[int]:
    """Ids of synthetic users, made where they are missing; they have no password and no mailbox."""
    there = User.objects.filter(email__endswith="@seed.invalid").order_by("pk").values_list("pk", flat=True)
    missing = range(len(there) + 1, count + 1)
    nobody, now = make_password(None), stamp(timezone.now().timestamp())
    copy(
        "accounts_user",
        ("email", "password", "display_name", "language", "is_staff", "is_active", "is_superuser", "date_joined"),
        (line(ADDRESS.format(n), nobody, "", "de", False, True, False, now) for n in missing),
    )
    return list(there.all())[:count]
