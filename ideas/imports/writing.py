"""Writes checked rows as ideas: in file order, in one transaction, with one journal entry.

The references are taken before that transaction, so that a long import does not hold up the
people who send an idea meanwhile; one that fails leaves a gap in the numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, references
from ideas.imports.checking import Item
from ideas.models import Authorship, Idea, IdeaCounter, IdeaVersion, Source, Status
from ideas.submission import next_ids
from journal.record import record

BATCH = 500


class NotInScope(Exception):
    """The moderator is not responsible for all of these ideas."""


class ImportedMeanwhile(Exception):
    """Another import has brought one of these ids since they were checked."""


@dataclass(frozen=True)
class _Numbered:
    item: Item
    pk: int
    version_id: int
    reference: tuple[int, int]


def write(items: Sequence[Item], *, release_by: User | None, progress: Callable[[int], object]) -> list[str]:
    """Write the ideas and return their references.

    With `release_by` they are published as that moderator's decisions, otherwise they wait.
    `progress` is told the number of rows written since it last was. Raises `NotInScope`,
    `ImportedMeanwhile`; then nothing is written.
    """
    if not items:
        return []
    year, numbers = references.take(len(items))
    ids = next_ids(len(items))
    numbered = [
        _Numbered(item, pk, version_id, (year, number))
        for item, number, (pk, version_id) in zip(items, numbers, ids, strict=True)
    ]
    try:
        _write(numbered, release_by, progress)
    except IntegrityError as error:
        if "external_id" in str(error):
            raise ImportedMeanwhile from error
        raise
    return [f"{year}-{entry.reference[1]:05d}" for entry in numbered]


@transaction.atomic
def _write(numbered: Sequence[_Numbered], release_by: User | None, progress: Callable[[int], object]) -> None:
    for start in range(0, len(numbered), BATCH):
        batch = numbered[start : start + BATCH]
        _insert(batch)
        if release_by:
            _release([entry.pk for entry in batch], release_by)
        progress(len(batch))
    first, last = numbered[0].pk, numbered[-1].pk
    released = release_by is not None
    record(
        "idea.imported", "import", first, by=release_by, count=len(numbered), first=first, last=last, released=released
    )


def _release(idea_ids: list[int], by: User) -> None:
    if Idea.objects.in_scope_of(by).filter(pk__in=idea_ids).count() != len(idea_ids):
        raise NotInScope
    lifecycle.publish_all(idea_ids, by=by)


def _insert(batch: Sequence[_Numbered]) -> None:
    now = timezone.now()
    versions = [IdeaVersion(pk=e.version_id, idea_id=e.pk, number=1, **e.item.content) for e in batch]
    # Foreign keys are checked at commit: the version comes before its idea.
    IdeaVersion.objects.bulk_create(versions)
    Idea.objects.bulk_create(
        Idea(
            pk=entry.pk, reference_year=entry.reference[0], reference_number=entry.reference[1],
            status=Status.SUBMITTED, source=Source.IMPORT, submitted_at=now, pending_since=now, changed_at=now,
            pending_version_id=entry.version_id, **lifecycle.of_version(version),
        )
        for entry, version in zip(batch, versions, strict=True)
    )  # fmt: skip
    IdeaCounter.objects.bulk_create(IdeaCounter(idea_id=entry.pk) for entry in batch)
    Authorship.objects.bulk_create(
        Authorship(
            idea_id=entry.pk, language=entry.item.content["language"],
            external_id=entry.item.external_id, source_url=entry.item.source_url,
        )
        for entry in batch
    )  # fmt: skip
