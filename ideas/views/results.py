"""What a filter finds: one page of ideas, how many there are, and the numbers beside the filters."""

from dataclasses import dataclass, replace

from django.utils import timezone

from ideas import facets, listing
from ideas.facets import Numbers
from ideas.forms.filters import Filter
from ideas.listing import LAST_PAGE, PAGE_SIZE, RELEVANT, SHUFFLED, Cursor
from ideas.models import FacetCell, Idea
from ideas.models.idea import IdeaQuerySet
from ideas.search import finding
from ideas.search.finding import Found, Within
from ideas.search.question import Question
from themes.catalogue import gazetteer


@dataclass(frozen=True)
class Results:
    """A page of the list; `ideas` come with their counts, `total` is exact up to `listing.MOST_COUNTED`.

    Without `numbers` nobody has counted, because the words fit more ideas than are looked at.
    """

    ideas: list[Idea]
    total: int
    numbers: Numbers | None
    has_next: bool = False
    previous: Cursor | None = None
    next: Cursor | None = None
    # How words found them.
    found: Found = finding.NOTHING

    @property
    def is_counted(self) -> bool:
        """Otherwise there are more than `listing.MOST_COUNTED`."""
        return self.total <= listing.MOST_COUNTED

    @property
    def last_page(self) -> int:
        """The last page with a number."""
        return max(1, min(-(-self.total // PAGE_SIZE), LAST_PAGE))


def of(asked: Filter) -> Results:
    """The page of the list that is asked for; without ideas when there is no such page."""
    return _of_words(asked) if asked.words else _of_facets(asked)


def number(asked: Filter, question: Question) -> int:
    """How many ideas there are, exactly up to `listing.MOST_COUNTED`; words stand in `question` already.

    One query; one more for months that nobody has asked for since the census.
    """
    if asked.words:
        return finding.number(question, _within(asked, fits=0 if asked.places else _numbers(asked).total))
    if asked.places:
        return Idea.objects.public().filter(asked.fitting)[: listing.MOST_COUNTED + 1].count()
    return listing.count(_wanted(asked, _numbers(asked)))


def first(asked: Filter, most: int) -> IdeaQuerySet:
    """The first ideas of a list without words."""
    return listing.window(_wanted(asked, _numbers(asked)), size=most)


def everywhere(asked: Filter) -> IdeaQuerySet:
    """All ideas that are found, in no order; without words by their cells, so that an index has all that is asked."""
    ideas = Idea.objects.public()
    if asked.words:
        return ideas.with_ids(_found(asked).ids)
    if asked.chosen:
        ideas = ideas.filter(facet_key__in=FacetCell.objects.filter(facets.conditions(asked.wanted)).values("key"))
    return ideas.filter(asked.others)


def _wanted(asked: Filter, numbers: Numbers) -> listing.Asked:
    cells = facets.conditions(asked.wanted)
    total = facets.numbers({}).total
    return listing.Asked(
        cells, asked.others, asked.order, numbers.total, total, asked.seed, in_places=bool(asked.places)
    )


def _of_facets(asked: Filter) -> Results:
    numbers = _numbers(asked)
    wanted = _wanted(asked, numbers)
    start = 0 if asked.cursor else (min(asked.page, LAST_PAGE) - 1) * PAGE_SIZE
    if wanted.fits <= listing.MOST_COUNTED and not asked.cursor and asked.order != SHUFFLED:
        ideas, total = listing.counted(wanted, start)
    else:
        ideas, total = list(listing.window(wanted, start=start, cursor=asked.cursor)), listing.count(wanted)
    return _paged(asked, ideas, total, numbers)


def _numbers(asked: Filter) -> Numbers:
    if asked.places:
        cells = facets.among(Idea.objects.public().filter(asked.others))
        return facets.tally(cells, asked.wanted, at=timezone.now())
    return facets.numbers(asked.wanted, asked.first_month, asked.last_month)


def _paged(asked: Filter, ideas: list[Idea], total: int, numbers: Numbers | None) -> Results:
    """Cut the one idea too many that says whether the list goes on."""
    more = len(ideas) > PAGE_SIZE
    backwards = asked.cursor is not None and asked.cursor.backwards
    ideas = ideas[1:] if more and backwards else ideas[:PAGE_SIZE]
    is_first = asked.page == 1 and not asked.cursor if not backwards else not more
    has_next = more or backwards
    return Results(
        ideas,
        total,
        numbers,
        has_next=has_next,
        previous=Cursor.at(ideas[0], asked.order, backwards=True) if ideas and not is_first else None,
        next=Cursor.at(ideas[-1], asked.order) if ideas and has_next else None,
    )


def _of_words(asked: Filter) -> Results:
    """Beyond `finding.MOST_RANKED` ideas only the newest are looked at, and the page says so."""
    found = _found(asked)
    ids = found.ids
    if asked.order != RELEVANT:
        few = Idea.objects.public().with_ids(ids)
        ids = list(listing.in_order(few, asked.order, asked.seed).values_list("pk", flat=True))
    start = (asked.page - 1) * PAGE_SIZE
    shown = ids[start : start + PAGE_SIZE]
    ideas = Idea.objects.public().with_counts().in_bulk(shown)
    return Results(
        [ideas[pk] for pk in shown if pk in ideas],
        len(ids) + (found.is_cut and len(ids) == finding.MOST_RANKED),
        _numbers_of_words(asked, found),
        found=found,
    )  # fmt: skip


def _found(asked: Filter, *, strictly: bool = False) -> Found:
    """For words; in any order but the best match only what has all of them."""
    within = _within(asked, fits=_numbers(asked).total)
    return finding.find(asked.words, within, strictly=strictly or asked.order != RELEVANT)


def _within(asked: Filter, *, fits: int) -> Within:
    places = [gazetteer().by_slug[slug].pk for slug in asked.places]
    of = facets.numbers({}).total
    return Within(asked.wanted, places, asked.first_month, asked.last_month, fits=fits, of=of)


def _numbers_of_words(asked: Filter, found: Found) -> Numbers | None:
    """Beside the filters the numbers of all that have the words, where that many were looked at."""
    if asked.chosen:
        found = _found(replace(asked, chosen=()), strictly=found.fitting > 0)
    if found.is_cut:
        return None
    cells = facets.among(Idea.objects.public().with_ids(found.ids))
    return facets.tally(cells, asked.wanted, at=timezone.now())
