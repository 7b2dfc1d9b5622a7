"""Addresses of the desk and what stands in its pages."""

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from ideas.models import Comment, Idea
from moderation.models import QueueItem, Report

QUEUE = "/admin/moderation/queueitem/"
SPAM = "/admin/moderation/spamitem/"
PAGES = ("show", "skip")
DECISIONS = ("release", "ask", "refuse", "discard", "settle", "uphold")


def key(about: Idea | Comment | Report) -> str:
    return f"{type(about).__name__.lower()}-{about.pk}"


def url(name: str, about: Idea | Comment | Report) -> str:
    return reverse(f"admin:moderation_queueitem_{name}", args=[key(about)])


def item(about: Idea | Comment | Report) -> QueueItem:
    found: QueueItem = QueueItem.objects.get(key=key(about))
    return found


def version(about: Idea | Comment | Report) -> int:
    """What a moderator reads now."""
    return item(about).version


def decide(client: Client, name: str, about: Idea | Comment | Report, **typed: Any) -> Any:
    """Send a decision as its form on the page does."""
    return client.post(url(name, about), {"version": version(about), **typed})


def said(response: Any) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def keys_listed(client: Client, query: str = "") -> list[str]:
    response = client.get(QUEUE + query)
    assert response.status_code == 200
    return [row.key for row in response.context["cl"].result_list]
