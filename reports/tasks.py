"""Celery tasks of exports: thin, each calls one service."""

from celery import shared_task

from reports import jobs


@shared_task(name=jobs.TASK)
def make_exports() -> int:
    """Make the exports that wait, and those that a dead worker left; returns how many."""
    return jobs.work()


@shared_task(name="reports.delete_old_exports")
def delete_old_exports() -> int:
    """Delete files of exports whose days are over; returns how many."""
    return jobs.sweep()
