"""Celery tasks of the ideas app: thin, each calls one service."""

from celery import shared_task

from ideas import keeping, supporting
from ideas.pictures import sweeping, tray


@shared_task(name="ideas.refresh_support_ranks")
def refresh_support_ranks() -> int:
    """Bring the order by support up to date; returns how many ideas changed."""
    return supporting.refresh_ranks()


@shared_task(name="ideas.forget_old_drafts")
def forget_old_drafts() -> int:
    """Delete drafts whose days are over; returns how many."""
    return tray.throw_away(keeping.outdated())


@shared_task(name="ideas.sweep_pictures")
def sweep_pictures() -> int:
    """Delete files and pictures that belong to nothing; returns how many."""
    return sweeping.sweep()
