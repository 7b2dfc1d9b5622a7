"""From what is typed to an idea: drafts, sending, and claiming by code.

Sending takes the draft in one statement, so that two clicks, a reload or two tabs make one idea.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation

from accounts import origins
from accounts.models import User
from accounts.names import initials
from ideas import codes, lifecycle, pace, phases, references
from ideas.lifecycle import of_version
from ideas.models import Agreement, Authorship, Draft, Idea, IdeaCounter, IdeaVersion, Source, Status
from ideas.pictures import tray
from journal.record import record
from pages import catalogue, portal_state
from pages.office import current_office
from texts.cleaning import clean

# The wording that was on the form, without pictures; a new wording takes a new date.
WORDINGS = {
    Agreement.Kind.LICENCE: "2026-11",
    Agreement.Kind.RIGHTS: "2026-11",
}
# Pages that were read; they have versions, such as "privacy 3 de".
PAGES = {
    Agreement.Kind.PRIVACY: "privacy",
    Agreement.Kind.RULES: "netiquette",
}


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends: an account or a guest, and the name they want shown."""

    user: User | None
    name: str
    name_shown: str
    email: str
    language: str
    # See `accounts.origins`.
    origin: str = ""

    @property
    def byline(self) -> str:
        if self.name_shown == Authorship.NameShown.FULL:
            return self.name
        return initials(self.name) if self.name_shown == Authorship.NameShown.INITIALS else ""


@dataclass(frozen=True)
class Receipt:
    """What the person gets; the code exists in clear text only here.

    None: somebody with an account needs no code, and what was sent before gets no second one.
    """

    idea: Idea
    code: str | None


def save_draft(key: uuid.UUID | None, *, content: dict[str, Any], user: User | None) -> Draft:
    """Keep what was typed under `key`, or under a new key when that draft was sent."""
    content = {name: _keepable(value) for name, value in content.items()}
    new = {"content": content, "user": user}
    key = key or uuid.uuid4()
    draft, is_new = Draft.objects.get_or_create(pk=key, defaults=new)
    if is_new:
        return draft
    changed = Draft.objects.open().filter(pk=key).update(content=content, changed_at=timezone.now())
    return Draft.objects.get(pk=key) if changed else Draft.objects.create(**new)


def _keepable(value: Any) -> Any:
    """JSON of PostgreSQL has no NUL and no lone surrogates; a draft is kept before any form has said no."""
    if isinstance(value, list):
        return [item if isinstance(item, int) else clean(str(item)) for item in value]
    return value if isinstance(value, int) else clean(str(value))


def claim_drafts(keys: Iterable[uuid.UUID], *, user: User) -> int:
    """Drafts of a session become those of the person who has signed in; returns how many."""
    return Draft.objects.open().filter(pk__in=list(keys), user__isnull=True).update(user=user)


@transaction.atomic
def submit(draft: Draft, *, version: dict[str, Any], sender: Sender) -> Receipt:
    """Make the idea of a draft, once.

    `version` has the text columns of `IdeaVersion`. Whoever comes second (double click, second
    tab) gets the idea of the first, without its code. Raises `Draft.DoesNotExist` when it was
    thrown away, `tray.NotDescribed` when a picture came or lost its words in another tab,
    `phases.Closed` and `pace.TooFast`; the draft stays then.
    """
    idea_id, version_id = next_ids(1)[0]
    # Two at once: the second waits here for the first. The key of the idea is checked on commit.
    mine = Draft.objects.open().filter(pk=draft.pk).update(idea=idea_id, content={}, changed_at=timezone.now())
    if not mine:
        sent = Idea.objects.filter(draft=draft.pk).first()
        if sent is None:
            raise Draft.DoesNotExist
        return Receipt(sent, None)
    # Asked after the draft is taken: what was sent in time stays sent, however often the form comes.
    phases.require(phases.Act.SUBMIT, phases.Scope(*(version[name] for name in phases.Scope._fields)))
    pace.keep(sender.user, portal_state.at_this_moment())
    idea = _create(idea_id, version_id, version, sender.user)
    has_pictures = tray.take(draft, version_id)
    code = None if sender.user else codes.new_code()
    Authorship.objects.create(
        idea=idea, name_shown=sender.name_shown, byline=sender.byline, email=sender.email,
        language=sender.language, code_digest=codes.digest(code) if code else None,
    )  # fmt: skip
    wordings = _wordings(sender.language, has_pictures=has_pictures)
    Agreement.objects.bulk_create(
        Agreement(idea=idea, kind=kind, wording=wording) for kind, wording in wordings.items()
    )
    origins.keep(f"idea-{idea.pk}", sender.origin)
    record("idea.submitted", "idea", idea.pk, by=sender.user, version=version_id)
    return Receipt(idea, code)


def _wordings(language: str, *, has_pictures: bool) -> dict[str, str]:
    """What is agreed to: the form's wordings, and the pages as they are public now."""
    with translation.override(language):
        read = {str(kind): catalogue.wording(key) for kind, key in PAGES.items()}
    form = {**WORDINGS, **dict.fromkeys(tray.AGREEMENTS, tray.WORDING)} if has_pictures else WORDINGS
    return {**{str(kind): wording for kind, wording in form.items()}, **read}


@transaction.atomic
def put_together(content: dict[str, Any], *, by: User) -> Idea:
    """Publish an idea in words of the office, into which others are to go; `content` as for `submit`."""
    idea_id, version_id = next_ids(1)[0]
    idea, office = _create(idea_id, version_id, content, None, Source.COMMON), current_office()
    Authorship.objects.create(
        idea=idea, name_shown=Authorship.NameShown.FULL, byline=office.name if office else "",
        language=content["language"],
    )  # fmt: skip
    record("idea.put_together", "idea", idea.pk, by=by, version=version_id)
    lifecycle.publish(idea.pk, version_id=version_id, by=by)
    idea.refresh_from_db()
    return idea


def _create(
    idea_id: int, version_id: int, content: dict[str, Any], author: User | None, source: str = Source.ONLINE
) -> Idea:
    """The ids are known before: the idea must name its version and the version its idea."""
    year, (number,) = references.take()
    now = timezone.now()
    version = IdeaVersion(pk=version_id, idea_id=idea_id, number=1, **content)
    idea = Idea(
        pk=idea_id, reference_year=year, reference_number=number, author=author,
        status=Status.SUBMITTED, source=source, submitted_at=now, pending_since=now,
        pending_version=version, changed_at=now, **of_version(version),
    )  # fmt: skip
    idea.save(force_insert=True)
    version.save(force_insert=True)
    IdeaCounter.objects.create(idea=idea)
    return idea


def next_ids(count: int) -> list[tuple[int, int]]:
    """Ids for `count` ideas and their first versions, from the tables' own sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ideas_idea', 'id')),"
            " nextval(pg_get_serial_sequence('ideas_ideaversion', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return list(cursor.fetchall())


def find_by_code(code: str) -> Idea | None:
    """The idea of an Ideen-Code as typed, or None."""
    digest = codes.digest(code)
    if digest is None:
        return None
    return Idea.objects.filter(authorship__code_digest=digest).first()


@transaction.atomic
def claim(idea_id: int, *, user: User) -> bool:
    """Whoever is signed in and enters the code becomes the author; False when somebody is already."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)
    if idea.author_id is not None:
        return False
    idea.author = user
    idea.save(update_fields=["author"])
    record("idea.claimed", "idea", idea.pk, by=user)
    return True
