"""Addresses of the desk and what stands in its pages."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ideas.models import Comment, Idea, Rule, Status
from moderation.models import QueueItem, Report
from tests import make

QUEUE = "/admin/moderation/queueitem/"
SPAM = "/admin/moderation/spamitem/"
# The queue, also where it offers to take something back.
AT_THE_QUEUE = re.compile(re.escape(QUEUE) + r"(\?.*)?$")
PAGES = ("show", "skip", "before")
DECISIONS = ("release", "ask", "refuse", "discard", "settle", "uphold", "correct", "answer")


def waiting(title: str, *, hours: int = 1, email: str = "") -> Idea:
    """A new idea of a guest, waiting that long."""
    idea = make.idea(title, status=Status.SUBMITTED, guest={"email": email})
    Idea.objects.filter(pk=idea.pk).update(pending_since=timezone.now() - timedelta(hours=hours))
    return idea


def reported(about: Idea | Comment) -> Report:
    """A report by somebody without an account."""
    rule = Rule.objects.get(key="respekt")
    return make.report(about, rule=rule)


def key(about: Idea | Comment | Report) -> str:
    if isinstance(about, Report):
        return about.case.queue_key
    return f"{type(about).__name__.lower()}-{about.pk}"


def url(name: str, about: Idea | Comment | Report) -> str:
    return reverse(f"admin:moderation_queueitem_{name}", args=[key(about)])


def item(about: Idea | Comment | Report) -> QueueItem:
    found: QueueItem = QueueItem.objects.get(key=key(about))
    return found


def version(about: Idea | Comment | Report) -> str:
    """What a moderator reads now."""
    return item(about).read


class _Forms(HTMLParser):
    """What a browser would send for each form of a page, by its address: hidden fields and chosen options."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = self.found[given.get("action", "").partition("#")[0]] = {}
        elif tag == "input" and given.get("type") == "hidden":
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and (self.select not in self.fields or "selected" in given):
            self.fields[self.select] = given.get("value", "")


def forms_of(client: Client, about: Idea | Comment | Report) -> dict[str, dict[str, str]]:
    """The forms of an item's page by the name of their decision, filled as the page fills them."""
    forms = _Forms(client.get(url("show", about)).content.decode()).found
    return {name: forms[url(name, about)] for name in DECISIONS if url(name, about) in forms}


def decide(client: Client, name: str, about: Idea | Comment | Report, **typed: Any) -> Any:
    """Send a decision as its form on the page does, or as somebody does who makes one up."""
    form = forms_of(client, about).get(name, {"version": version(about)})
    return client.post(url(name, about), {**form, **typed})


def path_of(response: Any) -> str:
    """Where it leads, without what can be taken back there."""
    return str(response["Location"].partition("?")[0])


def said(response: Any) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def keys_listed(client: Client, query: str = "") -> list[str]:
    response = client.get(QUEUE + query)
    assert response.status_code == 200
    return [row.key for row in response.context["cl"].result_list]
