"""Celery tasks of the desk; each only calls its service."""

from celery import shared_task

from moderation import cases, signals, transparency


@shared_task(name="moderation.notice")
def notice() -> int:
    """Notice what stands out in waiting texts; returns in how many."""
    return signals.notice()


@shared_task(name="moderation.tidy")
def tidy() -> None:
    """Forget what is of no use any more: old signals, addresses of reporters who can no longer complain."""
    signals.forget()
    cases.forget_addresses()


@shared_task(name="moderation.count_figures")
def count_figures() -> list[int]:
    """Count the public figures of this year and the last; returns which years."""
    return transparency.count_due()
