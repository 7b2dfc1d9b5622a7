"""The demo: accounts and ideas of `demo.toml`, made through the services and dated back.

The journal has their entries like everybody's. So that a fresh demo does not send a mail for each,
all but the last few count as told.
"""

import io
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.validators import DEMO_PASSWORD
from ideas import collections, discussion, facets, lifecycle, ranks, submission, supporting, translating
from ideas.models import Collection, Comment, Decision, Draft, Feature, Idea, Stage, Status
from ideas.search import vocabulary
from ideas.pictures import tray
from ideas.whereabouts import place_id_of
from journal.models import Entry
from lausitz_portal.management import drawings
from themes.models import Authority, Theme

CONTENT = Path(__file__).with_name("demo.toml")
CITIZEN = "petra"
STAFF = {
    "moderation": ("Mareike Schulz", ["Moderation"]),
    "redaktion": ("Thomas Nagel", ["Redaktion"]),
    "admin": ("Kerstin Wolf", ["Redaktion", "Administration"]),
}
# Entries that still tell somebody, so that the demo's mailbox is not empty.
TOLD_LAST = ("idea.returned", "idea.stage_changed")


@dataclass(frozen=True)
class Cast:
    """Everybody who appears."""

    people: dict[str, User]
    moderator: User
    editor: User


@transaction.atomic
def load() -> int:
    """Fill an empty portal; returns the number of ideas."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    staff = {key: _staff(key, name, groups) for key, (name, groups) in STAFF.items()}
    people = {key: _person(key, name) for key, name in content["people"].items()}
    cast = Cast(people, staff["moderation"], staff["redaktion"])
    draw = Random(1)  # noqa: S311 - who supports what, and at what time of day an idea came
    for sent_at, told in _in_order(content["ideas"], draw):
        _tell(told, sent_at, cast, draw)
    _curate(content, cast.editor)
    ranks.refresh()
    ranks.refresh_moving()
    facets.count()
    vocabulary.learn()
    _count_as_told(cast.people[CITIZEN])
    return len(content["ideas"])


def _curate(content: dict[str, Any], editor: User) -> None:
    """What the office has put together, recommends and has translated; ideas are named by their titles."""
    public = {idea.title: idea for idea in Idea.objects.public().select_related("released_version")}
    for told in content["collections"]:
        words = {name: told[name] for name in ("slug", "title", "introduction")}
        row = Collection.objects.create(is_public=True, **words)
        for title in told["ideas"]:
            collections.add(row.pk, public[title])
    for position, told in enumerate(content["features"], start=1):
        theme = Theme.objects.get(slug=told["theme"]) if "theme" in told else None
        Feature.objects.create(idea=public[told["idea"]], theme=theme, position=position, by=editor)
    for told in content["translations"]:
        version, language = public[told["idea"]].released_version, told["language"]
        if version:
            translating.translate(
                version.idea_id, language=language, seen=translating.state(version, language), by=editor,
                title=told["title"], text=told["text"].strip(),
            )  # fmt: skip


def _staff(key: str, name: str, groups: list[str]) -> User:
    user = _account(f"{key}@example.org", name, DEMO_PASSWORD, is_staff=True, is_superuser=key == "admin")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def _person(key: str, name: str) -> User:
    """The citizen of the demo has a password, the other people are only there."""
    if key == CITIZEN:
        return _account("buergerin@example.org", name, DEMO_PASSWORD)
    return _account(f"{key}@example.org", name, None)


def _account(email: str, name: str, password: str | None, **fields: bool) -> User:
    user = User.objects.create_user(email, password, display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _in_order(ideas: list[dict[str, Any]], draw: Random) -> list[tuple[datetime, dict[str, Any]]]:
    """The ideas with the time each was sent, oldest first."""
    now = timezone.now()
    dated = [(now - timedelta(days=told["days"], minutes=draw.randrange(20, 300)), told) for told in ideas]
    return sorted(dated, key=lambda pair: pair[0])


def _tell(told: dict[str, Any], sent_at: datetime, cast: Cast, draw: Random) -> None:
    """One idea with all that became of it."""
    idea = _sent(told, cast.people.get(told["author"]), sent_at)
    version_id = idea.pending_version_id or 0
    status = told.get("status", Status.PUBLISHED)
    if status == Status.RETURNED:
        lifecycle.ask(idea.pk, version_id=version_id, by=cast.moderator, question=told["question"])
    elif status == Status.PUBLISHED:
        lifecycle.publish(idea.pk, version_id=version_id, by=cast.moderator)
        _support(idea, told["supports"], cast, draw)
        _comment(idea, told.get("comments", []), cast)
        _set_stage(idea, told.get("stage", Stage.NEW), told.get("stage_text", ""), cast.editor)
    _date_back(idea, sent_at)


def _sent(told: dict[str, Any], author: User | None, sent_at: datetime) -> Idea:
    content = {
        "title": told["title"],
        "text": told["text"].strip(),
        "language": told.get("language", "de"),
        "theme_ids": _ids(Theme, told["themes"]),
        "authority_ids": _ids(Authority, told.get("authorities", [])),
        "whole_region": told.get("whole_region", False),
        "place_name": told["place"],
        "place_id": place_id_of(told["place"], _ids(Authority, told.get("authorities", []))),
        "created_at": sent_at,
    }
    name = author.display_name if author else ""
    sender = submission.Sender(user=author, name=name, name_shown=told["name"], email="", language=content["language"])
    draft = Draft.objects.create(user=author)
    for name, words in told.get("pictures", {}).items():
        _add_picture(draft, drawings.DRAWN[name](), words)
    return submission.submit(draft, version=content, sender=sender).idea


def _add_picture(draft: Draft, png: bytes, words: str) -> None:
    picture = tray.add(draft, io.BytesIO(png), len(png))
    tray.describe(draft, {picture.name: words})


def _ids(model: type[Theme | Authority], slugs: list[str]) -> list[int]:
    return sorted(model.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def _support(idea: Idea, times: int, cast: Cast, draw: Random) -> None:
    others = [person for person in cast.people.values() if person.pk != idea.author_id]
    for person in draw.sample(others, times):
        supporting.give(idea.pk, user=person)


def _comment(idea: Idea, told: list[dict[str, Any]], cast: Cast) -> None:
    written: list[Comment] = []
    for line in told:
        comment = discussion.write(
            idea, author=cast.people[line["by"]], text=line["text"], language=line.get("language", "de"),
            form_key=uuid.uuid4(), answers=written[line["answers"]] if "answers" in line else None,
        )  # fmt: skip
        if comment.status == Comment.Status.PENDING:
            discussion.release(comment.pk, by=cast.moderator)
        written.append(comment)


def _set_stage(idea: Idea, stage: str, text: str, editor: User) -> None:
    """Step by step, as the table of moves wants it; the text belongs to the last step."""
    way = [*lifecycle.FORWARD[1:2], Stage.NOT_PURSUED] if stage == Stage.NOT_PURSUED else _way_to(stage)
    for step in way:
        lifecycle.set_stage(idea.pk, stage=step, by=editor, reason=text if step == stage else "")


def _way_to(stage: str) -> list[str]:
    return list(lifecycle.FORWARD[1 : lifecycle.FORWARD.index(Stage(stage)) + 1])


def _date_back(idea: Idea, sent_at: datetime) -> None:
    """Spread what has just happened over the time since the idea was sent."""
    decided_at = sent_at + min((timezone.now() - sent_at) / 2, timedelta(hours=20))
    idea.refresh_from_db()
    idea.submitted_at = sent_at
    idea.pending_since = sent_at if idea.pending_since else None
    idea.published_at = decided_at if idea.published_at else None
    idea.changed_at = idea.published_at or sent_at
    idea.save(update_fields=["submitted_at", "pending_since", "published_at", "changed_at"])
    decisions = list(Decision.objects.filter(idea=idea).order_by("pk"))
    for decision, at in zip(decisions, _spread(decided_at, len(decisions)), strict=True):
        decision.at = at
        decision.save(update_fields=["at"])
    comments = list(idea.comments.order_by("pk"))
    for comment, at in zip(comments, _spread(decided_at + timedelta(hours=3), len(comments)), strict=True):
        comment.created_at = comment.published_at = at
        comment.save(update_fields=["created_at", "published_at"])


def _spread(start: datetime, count: int) -> Iterator[datetime]:
    """Times from `start` on, evenly, the last before now."""
    return (start + (timezone.now() - start) * number / (count + 1) for number in range(count))


def _count_as_told(citizen: User) -> None:
    """Leaves the answers to the citizen of the demo and the latest idea, which the desk is told of."""
    answers = Entry.objects.filter(
        verb__in=TOLD_LAST, subject_kind="idea", subject_id__in=Idea.objects.by(citizen).values("pk")
    )
    latest = Entry.objects.filter(verb="idea.submitted").order_by("-id")[:1]
    left = [*answers.values_list("pk", flat=True), *latest.values_list("pk", flat=True)]
    Entry.objects.waiting().exclude(pk__in=left).update(fanned_out_at=timezone.now())
