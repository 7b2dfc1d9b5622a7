"""The Celery task of the outbox. The web process never imports it; it rings (`journal.doorbell`)."""

from celery import shared_task

from journal import doorbell
from notifications import outbox


@shared_task(name=doorbell.TASK)
def deliver() -> None:
    """Fan out and send what is due; rings again when that is more than fits into one turn."""
    if outbox.work():
        doorbell.ring()
