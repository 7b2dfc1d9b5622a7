"""The yearly look at every page."""

from celery import shared_task

from pages import publishing


@shared_task(name="pages.remind_of_reviews")
def remind_of_reviews() -> int:
    """Staff are told once of each page nobody has looked at for settings.PAGE_REVIEW_DAYS; returns how many."""
    return publishing.remind_of_reviews()
