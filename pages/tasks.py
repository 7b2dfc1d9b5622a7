"""Celery tasks about pages and messages to the office: thin, each calls one service."""

from celery import shared_task

from pages import publishing, tickets


@shared_task(name="pages.remind_of_reviews")
def remind_of_reviews() -> int:
    """Staff are told once of each page nobody has looked at for settings.PAGE_REVIEW_DAYS; returns how many."""
    return publishing.remind_of_reviews()


@shared_task(name="pages.remind_of_tickets")
def remind_of_tickets() -> int:
    """Remind staff of what nobody has answered; returns of how many."""
    return tickets.remind()


@shared_task(name="pages.erase_old_tickets")
def erase_old_tickets() -> int:
    """Erase the texts and addresses of what was done long ago; returns of how many."""
    return tickets.erase()
