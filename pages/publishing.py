"""Everything that happens to a page: one function a verb, each with its entry in the journal.

Whoever calls forgets what is remembered (`texts.memory.forget`) afterwards, to see the change at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from accounts.models import User
from journal.record import record
from pages import required
from pages.models import FormerAddress, Page, PageVersion
from texts.languages import Language

Appendix = list[dict[str, Any]]


class NotPossible(Exception):
    """The page is not in a state in which this can be done."""


class PartsMissing(Exception):
    """The law or the portal wants parts that the text lacks; `parts` names them."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


class GermanMissing(Exception):
    """There would be no German text to fall back to."""


class WrittenMeanwhile(Exception):
    """Somebody else has saved a version while this one was being written; `newest` is it."""

    def __init__(self, newest: PageVersion) -> None:
        super().__init__(str(newest))
        self.newest = newest


@transaction.atomic
def write(
    page: Page, *, language: str, title: str, body: str, note: str, by: User, seen: int | None = None
) -> PageVersion:
    """A new draft; whatever was there before stays. A form sent twice is one draft.

    `seen` is the key of the newest version when the writer began (0: there was none, None: not asked for).
    Raises `WrittenMeanwhile` for a newer one.
    """
    _locked(page.pk)
    newest = page.versions.filter(language=language).first()
    if seen is not None and newest and newest.pk > seen:
        if (newest.title, newest.body, newest.note, newest.created_by_id) == (title, body, note, by.pk):
            return newest
        raise WrittenMeanwhile(newest)
    return _write(page, language=language, title=title, body=body, note=note, by=by)


@transaction.atomic
def restore(version: PageVersion, *, note: str, by: User) -> PageVersion:
    """A new draft with the words of an earlier version."""
    _locked(version.page_id)
    return _write(
        version.page, language=version.language, title=version.title, body=version.body, note=note, by=by
    )  # fmt: skip


@transaction.atomic
def publish(version_id: int, *, by: User, at: datetime | None = None) -> PageVersion:
    """Make a draft public now, or at a time to come.

    Raises `NotPossible` for what is or was public or is discarded and for removed pages, `PartsMissing`, and
    `GermanMissing`.
    """
    version = _version(version_id)
    if version.is_published or version.page.removed_at:
        raise NotPossible
    parts = required.missing(version.page.key, version.body)
    if parts:
        raise PartsMissing(parts)
    if version.language != Language.GERMAN and not _is_there_in_german(version.page, at):
        raise GermanMissing
    when = Greatest(Value(at), Now()) if at else Now()
    PageVersion.objects.filter(pk=version.pk).update(published_at=when)
    version.refresh_from_db()
    verb = "page.scheduled" if version.is_scheduled else "page.published"
    record(verb, "page", version.page_id, by=by, version=version.pk)
    return version


@transaction.atomic
def cancel(version_id: int, *, by: User) -> None:
    """Take back a time that was set; raises `NotPossible` once it has come."""
    version = _version(version_id)
    if not PageVersion.objects.filter(pk=version.pk, published_at__gt=Now()).update(published_at=None):
        raise NotPossible
    record("page.cancelled", "page", version.page_id, by=by, version=version.pk)


@transaction.atomic
def discard(version_id: int, *, by: User) -> None:
    """Delete a draft for good; raises `NotPossible` for what is or was public and what has a time set."""
    version = _version(version_id)
    if not version.is_draft:
        raise NotPossible
    version.delete()
    record("page.discarded", "page", version.page_id, by=by, version=version_id)


@transaction.atomic
def keep_address(page_id: int, *, new: str) -> None:
    """Let the address of a page lead to it when it is about to get a new one; call it before saving that."""
    old = _locked(page_id).slug
    if old != new:
        FormerAddress.objects.update_or_create(slug=old, defaults={"page_id": page_id})


@transaction.atomic
def unpublish(page_id: int, *, by: User) -> None:
    """Nothing published so far is shown any more; raises `NotPossible` for pages the portal refers to."""
    _change(page_id, "page.unpublished", by=by, unpublished_at=Now())


@transaction.atomic
def remove(page_id: int, *, by: User) -> None:
    """The address answers that the page is gone (410); raises `NotPossible` as `unpublish`."""
    _change(page_id, "page.removed", by=by, removed_at=Now())


@transaction.atomic
def bring_back(page_id: int, *, by: User) -> None:
    """A removed page is as it was before."""
    _change(page_id, "page.restored", by=by, removed_at=None)


@transaction.atomic
def reviewed(page_id: int, *, by: User) -> None:
    """Somebody has looked at it: what it says is right today."""
    Page.objects.filter(pk=page_id).update(reviewed_on=timezone.localdate(), reminded_at=None)
    record("page.reviewed", "page", page_id, by=by)


@transaction.atomic
def change_appendix(key: str, appendix: Mapping[str, Appendix], *, by: User | None) -> None:
    """New versions of a built-in page that shows `appendix`, by language; drafts show the new one from now on."""
    page = Page.objects.select_for_update().get(key=key)
    public = {version.pk for version in PageVersion.objects.public().filter(page=page)}
    for language, rules in appendix.items():
        versions = page.versions.filter(language=language)
        versions.not_yet_public().update(appendix=rules)
        shown = versions.filter(pk__in=public).first()
        if shown and shown.appendix != rules:
            new = PageVersion.objects.create(
                page=page, language=language, number=_next(page, language), title=shown.title, body=shown.body,
                appendix=rules, created_by=by, published_at=Now(),
            )  # fmt: skip
            record("page.published", "page", page.pk, by=by, version=new.pk)


@transaction.atomic
def remind_of_reviews() -> int:
    """One entry in the journal for all public pages due that nobody was reminded of yet; returns how many."""
    public = PageVersion.objects.public().values("page_id")
    waiting = Page.objects.review_due().filter(reminded_at=None, pk__in=list(public.values_list("page_id", flat=True)))
    due = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if due:
        Page.objects.filter(pk__in=due).update(reminded_at=Now())
        record("page.review_due", "page", due[0], pages=due)
    return len(due)


def _locked(page_id: int) -> Page:
    return Page.objects.select_for_update().get(pk=page_id)


def _version(version_id: int) -> PageVersion:
    """With its page, which is locked before the version is read; raises `NotPossible` when it is discarded."""
    found = PageVersion.objects.filter(pk=version_id)
    page = Page.objects.select_for_update().filter(pk__in=found.values("page_id")).first()
    version = found.first()
    if page is None or version is None:
        raise NotPossible
    version.page = page
    return version


def _write(page: Page, *, language: str, title: str, body: str, note: str, by: User) -> PageVersion:
    # The first text in a language starts with the German rules; staff who change a rule bring its own.
    before = page.versions.filter(language=language).first() or page.versions.filter(language=Language.GERMAN).first()
    version = PageVersion.objects.create(
        page=page, language=language, number=_next(page, language), title=title, body=body, note=note,
        appendix=before.appendix if before else [], created_by=by,
    )  # fmt: skip
    record("page.drafted", "page", page.pk, by=by, version=version.pk)
    return version


def _next(page: Page, language: str) -> int:
    last: int = page.versions.filter(language=language).aggregate(last=Max("number"))["last"] or 0
    return last + 1


def _is_there_in_german(page: Page, at: datetime | None) -> bool:
    return PageVersion.objects.public(at).filter(page=page, language=Language.GERMAN).exists()


def _change(page_id: int, verb: str, *, by: User, **values: Any) -> None:
    changed = Page.objects.filter(pk=page_id, key="").update(**values)
    if not changed:
        raise NotPossible
    record(verb, "page", page_id, by=by)
