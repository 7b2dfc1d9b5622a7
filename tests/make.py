"""Things for tests, made through the portal's own services, so that they are as they are in life."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from ideas import discussion, facets, lifecycle, merging, ranks, spam, submission
from ideas.models import Authorship, Comment, Decision, Draft, Idea, Rule, Status
from moderation import cases
from moderation.models import Report
from pages import tickets
from pages.models import Ticket
from texts import memory
from themes.models import Authority, Membership, Theme

PASSWORD = "Lausitzer-Seenland-7"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)


def user(email: str = "", *, groups: Sequence[str] = (), authorities: Sequence[str] = (), **fields: Any) -> User:
    """An account with a verified address; in `groups` it is staff, for `authorities` a moderator."""
    email = email or f"mensch{next(_numbers)}@example.org"
    made = User.objects.create_user(email, PASSWORD, **{"is_staff": bool(groups), **fields})
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    for name in groups:
        made.groups.add(Group.objects.get(name=name))
    for slug in authorities:
        Membership.objects.create(user=made, authority=Authority.objects.get(slug=slug))
    return made


def content(
    title: str = "",
    *,
    themes: Sequence[str] = ("mobilitaet-digitales",),
    authorities: Sequence[str] = (),
    **fields: Any,
) -> dict[str, Any]:
    """The columns of a version."""
    return {
        "title": title or f"Rufbus nach {next(_numbers)} Uhr",
        "text": "Wer in Lübben im Kino war, kommt ohne Auto nicht heim.",
        "language": "de",
        "theme_ids": sorted(Theme.objects.filter(slug__in=themes).values_list("id", flat=True)),
        "authority_ids": sorted(Authority.objects.filter(slug__in=authorities).values_list("id", flat=True)),
        "whole_region": False,
        "place_name": "",
        "place_id": None,
        "lon": None,
        "lat": None,
        **fields,
    }


def sender(author: User | None = None, **fields: Any) -> submission.Sender:
    return submission.Sender(
        **{
            "user": author,
            "name": author.display_name if author else "",
            "name_shown": Authorship.NameShown.NONE,
            "email": "",
            "language": "de",
            **fields,
        }
    )


def receipt(
    title: str = "",
    *,
    author: User | None = None,
    guest: dict[str, Any] | None = None,
    draft: Draft | None = None,
    **fields: Any,
) -> submission.Receipt:
    """A submitted idea and its code; `draft` may have pictures."""
    draft = draft or Draft.objects.create(user=author)
    return submission.submit(draft, version=content(title, **fields), sender=sender(author, **(guest or {})))


def idea(
    title: str = "",
    *,
    status: str = Status.PUBLISHED,
    author: User | None = None,
    by: User | None = None,
    guest: dict[str, Any] | None = None,
    **fields: Any,
) -> Idea:
    """An idea brought to `status` by the moves that lead there."""
    made = receipt(title, author=author, guest=guest, **fields).idea
    version_id = made.pending_version_id
    assert version_id is not None
    staff = by or user(groups=["Moderation"])
    rule = Rule.objects.get(key="werbung")
    if status in {Status.PUBLISHED, Status.LOCKED}:
        lifecycle.publish(made.pk, version_id=version_id, by=staff)
    if status == Status.LOCKED:
        lifecycle.lock(made.pk, by=staff, rule=rule, facts="Der Text wirbt für eine Firma.")
    if status == Status.RETURNED:
        lifecycle.ask(made.pk, version_id=version_id, by=staff, question="Welche Strecke meinen Sie?")
    if status == Status.REJECTED:
        lifecycle.reject(made.pk, version_id=version_id, by=staff, rule=rule, facts="Der Text wirbt für eine Firma.")
    if status == Status.SPAM:
        lifecycle.discard(made.pk, version_id=version_id, by=staff)
    if status == Status.WITHDRAWN:
        lifecycle.withdraw(made.pk, by=author)
    if status == Status.MERGED:
        lifecycle.publish(made.pk, version_id=version_id, by=staff)
        merge = merging.propose(
            made.pk,
            idea(by=staff, authorities=fields.get("authorities", ())).pk,
            by=staff,
            reason="Beide wollen dasselbe.",
        )
        merging.carry_out(merge.pk)
    made.refresh_from_db()
    assert made.status == status
    return made


def restored(thing: Idea | Comment, *, by: User) -> list[Decision]:
    """Brought back from spam, as the desk does it; nothing where it is none."""
    idea = isinstance(thing, Idea)
    return spam.restore([thing.pk] if idea else [], [] if idea else [thing.pk], since=EPOCH, by=by)


def census() -> None:
    """What the beat does every few seconds: orders follow the counters, ideas are counted."""
    ranks.refresh()
    ranks.refresh_moving()
    facets.count()
    memory.forget()


def ticket(message: str = "Wo finde ich die Karte?", **fields: Any) -> Ticket:
    """A message to the office, from somebody without an account."""
    content = {"name": "Gerda Gast", "email": "gerda@example.org", "message": message, **fields}
    kind, language = content.pop("kind", Ticket.Kind.CONTACT), content.pop("language", "de")
    return tickets.file(kind, content=content, language=language, user=None, form_key=uuid.uuid4())


def comment(
    on: Idea,
    *,
    author: User,
    text: str = "",
    answers: Comment | None = None,
    publish: bool = True,
) -> Comment:
    """A comment, other words each time; released unless `publish` is False."""
    text = text or f"Das fehlt auch in Straupitz, zum {Comment.objects.count() + 1}. Mal."
    made = discussion.write(on, author=author, text=text, language="de", form_key=uuid.uuid4(), answers=answers)
    if publish and made.status == Comment.Status.PENDING:
        discussion.release(made.pk, by=None)
        made.refresh_from_db()
    return made


def report(
    about: Idea | Comment, *, by: User | None = None, text: str = "Bitte ansehen.", rule: Rule | None = None,
    email: str = "", part: str = "text",
) -> Report:  # fmt: skip
    """What a reader reports, with or without an account."""
    reporter = cases.Reporter(user=by, email=email)
    return cases.report(about, part=part, rule=rule, text=text, reporter=reporter, form_key=uuid.uuid4())


def answer(report: Report, *, by: User, outcome: str = "upheld") -> None:
    """Close the case of a report without touching what it is about."""
    with transaction.atomic():
        cases.close(cases.hold(report.case_id, read=None), by=by, outcome=outcome, decision=None)
