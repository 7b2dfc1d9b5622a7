"""Pages of a list: together they are what the filter asks for, once each, whichever way they are read."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from random import Random

import pytest
from django.db.models import Q
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from ideas import facets, lifecycle, listing
from ideas.facets import Facet
from ideas.forms.filters import Filter
from ideas.forms.options import options
from ideas.listing import KEYS, NEWEST, PAGE_SIZE, SHUFFLED, Asked, Cursor
from ideas.management import seeding
from ideas.models import Idea
from ideas.views import results
from tests import make

pytestmark = pytest.mark.django_db
ORDERS = [*KEYS, SHUFFLED]


@pytest.fixture
def ideas() -> int:
    draw = Random(5)  # noqa: S311 - invented texts, no secrets
    seeding.seed(ideas=130, comments=300, supports=600, draw=draw, progress=lambda _rows: None)
    make.census()
    return Idea.objects.public().count()


def asked(order: str, *, fits: int = 100, of: int = 100, fitting: Q | None = None) -> Asked:
    return Asked(fitting or Q(), Q(), order, fits, of, seed=4711 if order == SHUFFLED else 0)


def expected(order: str, fitting: Q | None = None, *, bits: int = 0) -> list[int]:
    """The whole list by one plain query."""
    ideas = Idea.objects.public().filter(fitting or Q())
    return [idea.pk for idea in listing.in_order(ideas, order, 4711, bits)]


def forwards(wanted: Asked) -> Iterator[list[int]]:
    cursor = None
    while rows := list(listing.window(wanted, size=7, cursor=cursor)):
        yield [idea.pk for idea in rows]
        cursor = Cursor.at(rows[-1], wanted.order)


def test_backwards_from_the_end_is_the_same(ideas: int) -> None:
    for order in ORDERS:
        wanted = asked(order)
        cursor = Cursor.at(listing.in_order(Idea.objects.public(), order, 4711).get(pk=expected(order)[-1]), order)
        found: list[int] = []
        while rows := list(listing.window(wanted, size=9, cursor=replace(cursor, backwards=True))):
            found = [idea.pk for idea in rows] + found
            cursor = Cursor.at(rows[0], order)
        assert found == expected(order)[:-1], order


@pytest.mark.parametrize("fitting", [Q(), Q(stage__in=["new", "under_review"])])
def test_either_way_pages_by_cursor_are_the_whole_list(ideas: int, fitting: Q) -> None:
    """However wrong the census is."""
    for order in ORDERS:
        for fits, of in [(100, 100), (1, 10**6), (10**6, 10**6), (0, 0), (500, 10**6), (10**5, 10**6)]:
            wanted = asked(order, fits=fits, of=of, fitting=fitting)
            whole = expected(order, fitting, bits=wanted.bits)
            assert len(whole) > 50
            assert list(chain.from_iterable(forwards(wanted))) == whole, (order, fits, of)


def test_the_shorter_way_is_taken(ideas: int) -> None:
    def goes_by_cells(fits: int, of: int, fitting: Q) -> bool:
        sql = str(listing.window(asked(NEWEST, fits=fits, of=of, fitting=fitting)).query)
        return "facet_key" in sql.partition("WHERE")[2]

    new = Q(stage__in=["new"])
    assert goes_by_cells(100, 10**6, new)
    assert not goes_by_cells(10**5, 10**6, new)
    assert not goes_by_cells(100, 100, Q())


def test_a_short_list_and_its_number_in_one_go(ideas: int) -> None:
    for order in KEYS:
        for start in (0, 20, 10**3):
            found, total = listing.counted(asked(order), start)
            assert [idea.pk for idea in found] == expected(order)[start : start + PAGE_SIZE + 1]
            assert total == listing.count(asked(order)) == ideas


def test_every_seed_draws_another_order(ideas: int) -> None:
    orders = {
        tuple(idea.pk for idea in listing.in_order(Idea.objects.public(), SHUFFLED, seed)[:5]) for seed in range(1, 20)
    }
    assert len(orders) > 15


@pytest.mark.parametrize("block", [1000, 32])
def test_a_shuffle_is_fair(ideas: int, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each idea comes early about as often as any other, also where the list is made of blocks."""
    monkeypatch.setattr(listing, "MOST_AT_ONCE", block)
    monkeypatch.setattr(listing, "BLOCK", block)
    wanted = asked(SHUFFLED, fits=ideas)
    seeds, early = range(1, 800), 10
    first = Counter(
        pk for seed in seeds for pk in listing.in_order(Idea.objects.public(), SHUFFLED, seed, wanted.bits)
        .values_list("pk", flat=True)[:early]
    )  # fmt: skip
    # The ids are others in every run. By chance one idea in a hundred thousand runs strays six deviations of a count.
    mean = len(seeds) * early / ideas
    strayed = [abs(first[pk] - mean) for pk in Idea.objects.public().values_list("pk", flat=True)]
    assert max(strayed) < 6 * math.sqrt(mean)


WORDS = st.sampled_from([f"{PARAM}={slug}" for PARAM, slug in [
    ("thema", "landschaft-energie"), ("thema", "mobilitaet-digitales"), ("region", "goerlitz"), ("region", "cottbus"),
    ("region", "ganze-lausitz"), ("stand", "neu"), ("stand", "umgesetzt"), ("stand", "in-pruefung"),
    ("antwort", "ja"), ("antwort", "nein"), ("sprache", "de"), ("sprache", "hsb"), ("quelle", "online"),
    ("von", "2025-03"), ("bis", "2026-04"), ("q", "Bahnhof"),
]])  # fmt: skip


@given(parameters=st.lists(WORDS, max_size=4), order=st.sampled_from(ORDERS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pages_of_any_filter_are_what_it_finds(ideas: int, parameters: list[str], order: str) -> None:
    wanted = Filter.from_query(QueryDict("&".join([*parameters, f"sort={order}", "los=4711"])))
    found: list[int] = []
    page = wanted
    for _page in range(20):
        shown = results.of(page)
        found += [idea.pk for idea in shown.ideas]
        assert shown.total == wanted.narrow(Idea.objects.public()).count()
        if not shown.ideas or (not shown.next and not page.words):
            break
        page = replace(page, page=page.page + 1, cursor=shown.next)
    assert found == [idea.pk for idea in listing.in_order(wanted.narrow(Idea.objects.public()), order, wanted.seed)]


def test_numbers_beside_filters_are_the_lengths_of_their_lists(ideas: int) -> None:
    chosen = Filter().choosing(Facet.STAGE, "neu", "in-pruefung")
    numbers = facets.numbers(chosen.wanted)
    for facet in Facet:
        for option in options(facet):
            alone = chosen.choosing(facet, option.slug)
            assert numbers.of(facet, option.value) == alone.narrow(Idea.objects.public()).count(), option


def test_nothing_is_missed_or_shown_twice_while_ideas_arrive_and_go(ideas: int) -> None:
    before = expected(NEWEST)
    gone = before[60]
    found: list[int] = []
    for number, page in enumerate(forwards(asked(NEWEST))):
        found += page
        make.idea()
        if number == 2:
            lifecycle.withdraw(gone, by=None)
    assert found == [pk for pk in before if pk != gone]


@given(parameters=st.lists(WORDS.filter(lambda word: not word.startswith("q=")), max_size=4),
       order=st.sampled_from([*KEYS, SHUFFLED]), arrivals=st.integers(1, 3))  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_are_all_that_was_there_while_ideas_arrive(
    ideas: int, moderator: User, parameters: list[str], order: str, arrivals: int
) -> None:
    """By cursor, as the links "next page" lead; what arrives is in front, or where its counters and its lot put it."""
    wanted = Filter.from_query(QueryDict("&".join([*parameters, f"sort={order}", "los=4711"])))
    before = [idea.pk for idea in listing.in_order(wanted.narrow(Idea.objects.public()), order, wanted.seed)]
    found: list[int] = []
    page = wanted
    for number in range(20):
        shown = results.of(page)
        found += [idea.pk for idea in shown.ideas]
        if not shown.next:
            break
        if number < 2:
            for _arrival in range(arrivals):
                make.idea(by=moderator)
        page = replace(page, page=page.page + 1, cursor=shown.next)
    assert len(found) == len(set(found))
    assert [pk for pk in found if pk in before] == before
    assert order != NEWEST or found == before


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "text", ["", "1", "1-2", "1-2-3-4", "-1-2-3", "a-b-c", "1-²-3", "9" * 40, "1-2-" + "9" * 30, "1--3"]
)
def test_what_is_no_cursor_is_none(order: str, text: str) -> None:
    parsed = Cursor.parse(text, order)
    assert parsed is None or str(parsed) == text


@pytest.mark.parametrize("text", ["0-0-0", "99999999999999999-99999999999999999-99999999999999999"])
def test_the_ends_of_the_world_are_cursors_too(ideas: int, text: str) -> None:
    for order in KEYS:
        cursor = Cursor.parse("-".join(text.split("-")[: len(KEYS[order])]), order)
        assert cursor
        assert len(listing.window(asked(order), cursor=cursor)) in {0, PAGE_SIZE + 1}
