"""Celery tasks of the ideas app: thin, each calls one service."""

from celery import shared_task

from ideas import supporting
from ideas.models import Draft


@shared_task(name="ideas.refresh_support_ranks")
def refresh_support_ranks() -> int:
    """Bring the order by support up to date; returns how many ideas changed."""
    return supporting.refresh_ranks()


@shared_task(name="ideas.forget_old_drafts")
def forget_old_drafts() -> int:
    """Delete drafts nobody touched for settings.DRAFT_DAYS; returns how many."""
    deleted, _ = Draft.objects.outdated().delete()
    return deleted
