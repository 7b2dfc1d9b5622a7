"""The portal's top floor: settings, addresses, Celery and what spans several apps."""

from lausitz_portal.celery import app as celery_app

__all__ = ["celery_app"]
