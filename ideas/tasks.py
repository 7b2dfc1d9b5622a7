"""Celery tasks of the ideas app: thin, each calls one service."""

from celery import shared_task

from ideas import facets, keeping, merging, ranks
from ideas.pictures import sweeping, tray
from ideas.search import indexing, vocabulary


@shared_task(name="ideas.refresh_ranks")
def refresh_ranks() -> int:
    """Bring the order by support and by comments up to date; returns how many ideas changed."""
    return ranks.refresh()


@shared_task(name="ideas.refresh_moving")
def refresh_moving() -> int:
    """Bring the order by what moves up to date; returns how many ideas changed."""
    return ranks.refresh_moving()


@shared_task(name="ideas.take_census")
def take_census() -> bool:
    """Count the published ideas for the numbers beside filters; False when somebody else does."""
    return facets.count()


@shared_task(name="ideas.learn_words")
def learn_words() -> bool:
    """Make the table of words anew; False when somebody else does."""
    return vocabulary.learn()


@shared_task(name="ideas.renew_search")
def renew_search() -> int:
    """Write rows of the search anew that an earlier release of the portal wrote; returns how many."""
    return indexing.renew()


@shared_task(name="ideas.forget_old_drafts")
def forget_old_drafts() -> int:
    """Delete drafts whose days are over; returns how many."""
    return tray.throw_away(keeping.outdated())


@shared_task(name="ideas.sweep_pictures")
def sweep_pictures() -> int:
    """Delete files and pictures that belong to nothing; returns how many."""
    return sweeping.sweep()


@shared_task(name="ideas.merge_due")
def merge_due() -> int:
    """Carry out the merges nobody has objected to in time; returns how many."""
    return merging.carry_out_due()
