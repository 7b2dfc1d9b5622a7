"""Housekeeping of sessions and of marks of origin."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import origins


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> int:
    """Delete expired sessions; returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return deleted


@shared_task(name="accounts.forget_origins")
def forget_origins() -> int:
    """Delete marks of origin that are older than two days; returns how many."""
    return origins.forget()
