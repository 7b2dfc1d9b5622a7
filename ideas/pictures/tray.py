"""The pictures of a draft: added, described, put in order, removed; taken over when it is sent.

An amendment has a draft of its own for its pictures (`Draft.amends`), which starts with those that
the latest version has. Every change locks the draft, so sending takes all or nothing of it.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import BinaryIO, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models import Agreement, Draft, DraftPicture, Idea, IdeaVersion, Picture, VersionPicture
from ideas.models.picture import ALTERNATIVE_LENGTH, MOST
from ideas.pictures import files
from ideas.pictures.encoding import Encoded, NotNow, NotTaken, encode
from texts.cleaning import clean_line, is_blank

# Of the first and the third agreement where there are pictures; a new wording takes a new name.
WORDING = "2026-11-pictures-2"
AGREEMENTS = (Agreement.Kind.LICENCE, Agreement.Kind.RIGHTS)
# A description that is much too long is kept as it is until its author has shortened it.
MOST_TYPED = 2000


class NotDescribed(ValueError):
    """A picture has no text alternative, or one that is too long."""


class Placed(NamedTuple):
    """A picture in its place, with the words for those who do not see it."""

    picture_id: uuid.UUID
    alternative: str


def of_idea(idea: Idea) -> Draft:
    """The tray for the next version of an idea, with the pictures of its latest one to start with."""
    with transaction.atomic():
        tray, is_new = Draft.objects.get_or_create(amends=idea)
        version = idea.latest_version
        if is_new and version:
            DraftPicture.objects.bulk_create(
                DraftPicture(draft=tray, picture_id=one.picture_id, position=position, alternative=one.alternative)
                for position, one in enumerate(of_version(version), start=1)
            )
    return tray


def open_of(idea: Idea) -> Draft | None:
    """The tray of an idea, where somebody has begun to change its pictures."""
    return Draft.objects.filter(amends=idea).first()


def of_version(version: IdeaVersion | None) -> list[Placed]:
    """What a version has, in its order."""
    if version is None:
        return []
    rows = VersionPicture.objects.filter(version=version).order_by("position")
    return [Placed(*row) for row in rows.values_list("picture_id", "alternative")]


def add(draft: Draft, sent: BinaryIO, size: int) -> Picture:
    """Draw a sent file anew and put it into the draft.

    Raises `NotTaken` and `NotNow` with a sentence, `files.StorageAway`, and `Draft.DoesNotExist` when the draft
    was sent or thrown away.
    """
    _check_room(draft)
    encoded = encode(sent, size)
    key = uuid.uuid4()
    files.write(key, encoded)
    try:
        return _put(draft, key, encoded)
    except BaseException:
        files.remove(key, encoded.widths)
        raise


def _check_room(draft: Draft) -> int:
    there = draft.pictures.count()
    if there >= MOST:
        raise NotNow(_("There are three pictures already. Remove one to add another."))
    return there


@transaction.atomic
def _put(draft: Draft, key: uuid.UUID, encoded: Encoded) -> Picture:
    locked = _locked(draft)
    there = _check_room(locked)
    if locked.pictures.filter(picture__digest=encoded.digest).exists():
        raise NotTaken(_("This picture is here already."))
    picture = Picture.objects.create(
        key=key, width=encoded.width, height=encoded.height, widths=encoded.widths,
        bytes=encoded.bytes, digest=encoded.digest,
    )  # fmt: skip
    DraftPicture.objects.create(draft=locked, picture=picture, position=there + 1)
    return picture


def _locked(draft: Draft) -> Draft:
    """The draft, not yet sent, touched and locked. Raises `Draft.DoesNotExist`."""
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk, idea=None)
    locked.changed_at = timezone.now()
    locked.save(update_fields=["changed_at"])
    return locked


@transaction.atomic
def describe(draft: Draft, alternatives: Mapping[str, str]) -> None:
    """Keep what was typed, by the names of the pictures. Raises `Draft.DoesNotExist`."""
    for placed in _locked(draft).pictures.select_related("picture"):
        typed = alternatives.get(placed.picture.name)
        if typed is not None:
            placed.alternative = clean_line(typed)[:MOST_TYPED]
            placed.save(update_fields=["alternative"])


@transaction.atomic
def remove(draft: Draft, name: str) -> bool:
    """Take a picture out; False when it is not there any more. Raises `Draft.DoesNotExist`."""
    locked = _locked(draft)
    gone = next((one for one in locked.pictures.select_related("picture") if one.picture.name == name), None)
    if gone is None:
        return False
    gone.delete()
    _number(locked.pictures.all())
    remove_unused([gone.picture_id])
    return True


@transaction.atomic
def move_up(draft: Draft, name: str) -> None:
    """Change places with the picture before. Raises `Draft.DoesNotExist`."""
    placed = list(_locked(draft).pictures.select_related("picture"))
    for at, one in enumerate(placed):
        if one.picture.name == name and at:
            placed.insert(at - 1, placed.pop(at))
            break
    _number(placed)


def _number(placed: Iterable[DraftPicture]) -> None:
    for position, one in enumerate(placed, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])


def problem(placed: DraftPicture) -> str | None:
    """What is wrong with a description, as a key of a sentence; None when it can be sent."""
    if is_blank(placed.alternative):
        return "required"
    return "too_long" if len(placed.alternative) > ALTERNATIVE_LENGTH else None


def is_ready(draft: Draft) -> bool:
    """Whether every picture is described."""
    return not any(problem(placed) for placed in draft.pictures.all())


def new_ones(draft: Draft, version: IdeaVersion | None) -> bool:
    """Whether there are pictures that the version has not."""
    before = {one.picture_id for one in of_version(version)}
    return any(placed.picture_id not in before for placed in draft.pictures.all())


def differs(draft: Draft, version: IdeaVersion | None) -> bool:
    """Whether sending the tray would change anything."""
    return [Placed(one.picture_id, one.alternative) for one in draft.pictures.all()] != of_version(version)


def held(draft: Draft | None, idea: Idea) -> Draft | None:
    """The idea's tray, locked; None when there is none or it was sent from another tab a moment ago."""
    return Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, amends=idea).first() if draft else None


def take(draft: Draft, version_id: int) -> bool:
    """Make the pictures of a locked draft those of a new version; False when there are none.

    Raises `NotDescribed`.
    """
    placed = list(draft.pictures.all())
    if any(problem(one) for one in placed):
        raise NotDescribed
    if placed:
        put(version_id, [Placed(one.picture_id, one.alternative) for one in placed])
        draft.pictures.all().delete()
    return bool(placed)


def share(draft: Draft, other: Draft) -> None:
    """Put the pictures of a draft into a new one, too."""
    DraftPicture.objects.bulk_create(
        DraftPicture(draft=other, picture_id=one.picture_id, position=one.position, alternative=one.alternative)
        for one in draft.pictures.all()
    )


def put(version_id: int, placed: Iterable[Placed]) -> None:
    """Give a new version its pictures."""
    VersionPicture.objects.bulk_create(
        VersionPicture(version_id=version_id, picture_id=one.picture_id, position=position, alternative=one.alternative)
        for position, one in enumerate(placed, start=1)
    )


@transaction.atomic
def throw_away(drafts: Iterable[Draft]) -> int:
    """Delete drafts with the pictures that no version has; returns how many drafts."""
    keys = [draft.pk for draft in drafts]
    pictures = list(DraftPicture.objects.filter(draft__in=keys).values_list("picture_id", flat=True))
    Draft.objects.filter(pk__in=keys).delete()
    remove_unused(pictures)
    return len(keys)


def remove_unused(keys: Iterable[uuid.UUID]) -> int:
    """Delete those of the pictures that are in no draft and no version; their files after commit."""
    with transaction.atomic():
        unused = list(Picture.objects.unused().filter(pk__in=list(keys)))
        Picture.objects.filter(pk__in=[picture.pk for picture in unused]).delete()
        for picture in unused:
            transaction.on_commit(lambda gone=picture: files.remove(gone.pk, gone.widths))  # type: ignore[misc]
    return len(unused)
