"""Celery and its schedule. Redis only rings; what has to be done stands in PostgreSQL."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lausitz_portal.settings")

app = Celery("lausitz_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**_kwargs: Any) -> None:
    """Connected so that Celery leaves the logging of settings.LOGGING alone."""


app.conf.beat_schedule = {
    "deliver what the doorbell missed": {"task": "notifications.deliver", "schedule": 15.0},
    "refresh the order by support and comments": {"task": "ideas.refresh_ranks", "schedule": 5.0},
    "count the ideas": {"task": "ideas.take_census", "schedule": 20.0},
    "learn the words of the search": {"task": "ideas.learn_words", "schedule": 300.0},
    "write old rows of the search anew": {"task": "ideas.renew_search", "schedule": 10.0},
    "refresh the order by what moves": {"task": "ideas.refresh_moving", "schedule": 60.0},
    "merge what nobody has objected to": {"task": "ideas.merge_due", "schedule": 60.0},
    "forget old drafts": {"task": "ideas.forget_old_drafts", "schedule": crontab(hour="*/6", minute="17")},
    "remind of pages to review": {"task": "pages.remind_of_reviews", "schedule": crontab(hour="7", minute="5")},
    "sweep pictures that belong to nothing": {
        "task": "ideas.sweep_pictures",
        "schedule": crontab(hour="3", minute="57"),
    },
    "remind of unanswered messages": {"task": "pages.remind_of_tickets", "schedule": crontab(hour="7", minute="23")},
    "erase old messages": {"task": "pages.erase_old_tickets", "schedule": crontab(hour="4", minute="11")},
    "notice what stands out in waiting texts": {"task": "moderation.notice", "schedule": 10.0},
    "tidy the desk": {"task": "moderation.tidy", "schedule": crontab(hour="4", minute="37")},
    "count the figures of moderation": {
        "task": "moderation.count_figures",
        "schedule": crontab(hour="2", minute="23"),
    },
    "forget where contributions came from": {"task": "accounts.forget_origins", "schedule": crontab(minute="13")},
    "make exports the doorbell missed": {"task": "reports.make_exports", "schedule": 15.0},
    "delete old exports": {"task": "reports.delete_old_exports", "schedule": crontab(minute="37")},
    "clear expired sessions": {"task": "accounts.clear_sessions", "schedule": crontab(hour="3", minute="42")},
}
