"""Every address × method × role × status of the idea, from the resolver: a new address needs a row.

The expected answers stand in `permission_matrix.txt`, a line for each address (and status, where an
idea is in it) and in each cell GET/POST. `login` and `admin-login` are redirects to sign in, other
redirects are `302`. What you may not see is 404, what you see and may not do is 403.
"""

from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from ideas import collections, discussion, links, merging
from ideas.models import Collection, Draft, Feature, Idea, Phase, Rule, Sentence, Status
from journal.models import Entry
from moderation import complaints, transparency
from moderation.models import Absence, Procedure
from notifications import secret_mails
from pages import publishing
from pages.admin_pages import PREVIEW
from pages.models import Notice, Page, PageVersion
from reports.models import Export, SavedFilter
from tests import make
from tests.conftest import signed_in_staff
from tests.ideas import pictures
from themes.models import Authority, Membership, Place, Theme

TABLE = Path(__file__).with_name("permission_matrix.txt")
ROLES = ("anonymous", "citizen", "author", "moderator", "elsewhere", "editor", "administrator")
STATUSES = tuple(Status)


def routes(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and parameters of every address there is."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield namespace + entry.name, tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)


class World:
    """One idea of Görlitz in a given status, with all that can hang on it."""

    def __init__(self, status: str) -> None:
        self.author = make.user("autorin@example.org", display_name="Katrin Berger")
        self.neighbour = make.user("nachbar@example.org", display_name="Martin Schulz")
        self.idea = make.idea("Rufbus", status=status, author=self.author, authorities=["goerlitz"])
        self.draft = Draft.objects.create(
            user=self.author,
            content={"title": "Halb", "text": "Text", "language": "de", "themes": [str(Theme.objects.first().pk)]},  # type: ignore[union-attr]
        )
        self.picture = pictures.add(self.draft)
        on = self.idea if status == Status.PUBLISHED else make.idea("Anders", authorities=["goerlitz"])
        self.comment = make.comment(on, author=self.neighbour)
        self.waiting = make.comment(on, author=make.user(), publish=False)
        discussion.edit(self.comment.pk, by=self.neighbour, text="Geändert.")
        self.report = make.report(on, text="Werbung", rule=Rule.objects.first())
        self.delivery = secret_mails.enqueue(kind="code", to="a@example.org", subject="s", body="b", user=None)
        self.page = Page.objects.create(slug="termine")
        first = publishing.write(self.page, language="de", title="Termine", body="Text", note="", by=self.author)
        publishing.publish(first.pk, by=self.author)
        publishing.restore(first, note="", by=self.author)
        self.ticket = make.ticket()
        self.notice = Notice.objects.create(texts={"de": "Wartung."})
        self._curate(on)
        self._contest(on)
        self.membership = Membership.objects.create(
            user=make.user(groups=["Moderation"]), authority=Authority.objects.first()
        )  # type: ignore[misc]
        editor = make.user(groups=["Redaktion"])
        self.export = Export.objects.create(
            asked_by=editor, kind="ideas", profile="public", format="csv", state=Export.State.WAITING
        )
        self.saved = SavedFilter.objects.create(owner=editor, name="Monatlich", is_shared=True)
        self.clients = {
            "anonymous": Client(),
            "citizen": signed_in(make.user("buergerin@example.org")),
            "author": signed_in(self.author),
            "moderator": signed_in_staff(make.user(groups=["Moderation"])),
            "elsewhere": signed_in_staff(make.user(groups=["Moderation"], authorities=["elbe-elster"])),
            "editor": signed_in_staff(editor),
            "administrator": signed_in_staff(make.user(groups=["Administration"])),
        }

    def _contest(self, idea: Idea) -> None:
        """A merging; and against the removal of a comment of the author, by somebody who is away today."""
        other = make.idea("Ebenso", authorities=["goerlitz"])
        self.merge = merging.propose(idea.pk, other.pk, by=make.user(groups=["Moderation"]), reason="Gleich.")
        staff, today = make.user(groups=["Moderation"]), timezone.localdate()
        rule = Rule.objects.get(key="werbung")
        comment = make.comment(idea, author=self.author)
        self.figures = transparency.count(today.year)
        self.removal = discussion.remove(comment.pk, by=staff, rule=rule, facts="Werbung.")
        self.complaint = complaints.file(self.removal, text="Nein.", by=self.author)
        self.absence = Absence.objects.create(user=staff, deputy=self.author, since=today, until=today)

    def _curate(self, idea: Idea) -> None:
        self.feature = Feature.objects.create(idea=idea)
        self.collection = Collection.objects.create(
            slug="sammlung", title={"de": "Sammlung"}, introduction={"de": "Text"}, is_public=True
        )
        collections.add(self.collection.pk, idea)

    def arguments(self, route: str, names: tuple[str, ...]) -> dict[str, Any]:
        model = route.rsplit(":", maxsplit=1)[-1].split("_")[1] if route.startswith("admin:") and "_" in route else ""
        if route.startswith("admin:pages_page_"):
            return self._of_page(route, names)
        objects: dict[str, Any] = {
            "user": self.author, "theme": Theme.objects.first(), "authority": Authority.objects.first(),
            "place": Place.objects.first(), "membership": self.membership, "office": 1,
            "entry": Entry.objects.first(), "idea": self.idea, "comment": self.comment,
            "rule": Rule.objects.first(), "report": self.report,
            "delivery": self.delivery, "ticket": self.ticket, "notice": self.notice,
            "group": self.author.groups.model.objects.first(),
            "emailaddress": EmailAddress.objects.first(), "authenticator": Authenticator.objects.first(),
            "procedure": Procedure.objects.first(), "phase": Phase.objects.first(), "export": self.export,
            "feature": self.feature, "collection": self.collection, "complaint": self.complaint,
            "absence": self.absence, "merge": self.merge, "sentence": Sentence.objects.first(),
        }  # fmt: skip
        found = objects.get(model, 1)
        values: dict[str, Any] = {
            "reference": self.idea.reference, "slug": self._slug(route), "token": links.make_token(self.idea) + "x",
            "pk": found if isinstance(found, int) else found.pk, "key": self.draft.pk, "name": "x.eml",
            "object_id": found if isinstance(found, int) else found.pk, "content_type_id": 1, "app_label": "ideas",
            "section": "pages", "procedure": "threat",
            "kind": "idea_published", "language": "de", "width": 480, "what": "ideas",
            "year": self.figures.pk,
        }  # fmt: skip
        if route in {"ideas:comment_edit", "ideas:comment_withdraw", "moderation:report_comment"}:
            values["pk"] = self.comment.pk
        if route == "admin:reports_export_unsave":
            values["pk"] = self.saved.pk
        if route == "ideas:merge":
            values["pk"] = self.merge.pk
        if "translat" in route:
            values["language"] = "en"
        if route == "picture_file":
            values |= {"name": self.picture.name, "kind": "webp"}
        if route == "pages:ticket_sent":
            values["key"] = self.ticket.form_key
        values |= self._of_moderation(route)
        return {name: values[name] for name in names}

    def _of_moderation(self, route: str) -> dict[str, Any]:
        if route in {"moderation:reported", "moderation:complain_as_reader"}:
            return {"key": self.report.form_key}
        if route == "moderation:complain":
            return {"pk": self.removal.pk}
        if not route.startswith("admin:moderation_queueitem"):
            return {}
        if route.endswith(("settle", "uphold")):
            return {"key": self.report.case.queue_key}
        return {"key": f"complaint-{self.complaint.pk}" if route.endswith("answer") else f"idea-{self.idea.pk}"}

    def _of_page(self, route: str, names: tuple[str, ...]) -> dict[str, Any]:
        version = PageVersion.objects.filter(page=self.page).latest("pk")
        values: dict[str, Any] = {
            "pk": version.pk if route.endswith(("_version", "_restore", "_cancel", "_discard")) else self.page.pk,
            "object_id": self.page.pk, "language": "de", "verb": "reviewed",
            "token": signing.dumps(version.pk, salt=PREVIEW),
        }  # fmt: skip
        return {name: values[name] for name in names}

    def _slug(self, route: str) -> str:
        if route == "pages:page":
            return self.page.slug
        if route == "ideas:collection":
            return self.collection.slug
        if route == "ideas:detail":
            return self.idea.slug
        return "goerlitz" if "authority" in route else "mobilitaet-digitales"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer(client: Client, method: str, url: str) -> str:
    """What comes back; whatever the request did, to rows or to the browser, is undone."""
    cache.clear()
    point, cookies = transaction.savepoint(), copy(client.cookies)
    try:
        response = getattr(client, method)(url)
        return redirected(response) if response.status_code in {301, 302} else str(response.status_code)
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = cookies


def redirected(response: Any) -> str:
    target = response["Location"]
    if target.startswith("/konto/login/"):
        return "login"
    return "admin-login" if target.startswith("/admin/login/") else str(response.status_code)


def depends_on_idea(route: str, names: tuple[str, ...]) -> bool:
    return "reference" in names or route.startswith(("admin:ideas_idea_", "admin:moderation_queueitem_"))


def lines_of(status: str, *, only_ideas: bool) -> list[str]:
    world = World(status)
    lines = []
    for route, names in routes():
        if depends_on_idea(route, names) != only_ideas:
            continue
        try:
            url = reverse(route, kwargs=world.arguments(route, names))
        except Exception:
            pytest.fail(f"{route} takes {names}: give it a row")
            raise
        cells = [
            f"{answer(world.clients[role], 'get', url)}/{answer(world.clients[role], 'post', url)}" for role in ROLES
        ]
        name = f"{route} {status}" if only_ideas else route
        lines.append(f"{name:58}" + " ".join(f"{cell:23}" for cell in cells).rstrip())
    return lines


def expected(prefix: str | None) -> list[str]:
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [
        line
        for line in rows
        if (line.split()[1] == prefix if prefix else not any(s == line.split()[1] for s in STATUSES))
    ]


@pytest.mark.django_db
def test_addresses_without_an_idea() -> None:
    assert lines_of(Status.PUBLISHED, only_ideas=False) == expected(None)


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATUSES)
def test_addresses_of_an_idea(status: str) -> None:
    assert lines_of(status, only_ideas=True) == expected(status)


@pytest.mark.django_db
def test_there_is_something_to_hide() -> None:
    """The 404s above hide ideas that do exist."""
    world = World(Status.REJECTED)
    assert Idea.objects.filter(pk=world.idea.pk, status=Status.REJECTED).exists()
    hidden = [line for line in expected(Status.REJECTED) if line.startswith("ideas:detail ")]
    assert hidden
    assert hidden[0].split()[2].startswith("404")


def test_every_address_is_in_the_table() -> None:
    named = {line.split()[0] for line in TABLE.read_text(encoding="utf-8").splitlines() if line}
    assert {route for route, _names in routes()} <= named
