"""Pictures as templates show them: addresses in every size, with measures and words."""

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from ideas.models import Draft, DraftPicture, IdeaVersion, Picture, VersionPicture

# The largest file that is named where a browser knows no `srcset`.
PLAIN_WIDTH = 960


class Shown(NamedTuple):
    """All that an `<img>` needs; equal values look equal."""

    name: str
    alternative: str
    width: int
    height: int
    webp: str
    jpeg: str
    address: str


def of_version(version: IdeaVersion) -> tuple[Shown, ...]:
    """The pictures of a version, in their order."""
    placed = VersionPicture.objects.filter(version=version).select_related("picture").order_by("position")
    return _shown(placed)


def of_versions(versions: Iterable[IdeaVersion]) -> dict[int, tuple[Shown, ...]]:
    """The same of many versions, in one query."""
    found: dict[int, list[VersionPicture]] = {}
    placed = VersionPicture.objects.filter(version__in=versions).select_related("picture").order_by("position")
    for one in placed:
        found.setdefault(one.version_id, []).append(one)
    return {pk: _shown(pictures) for pk, pictures in found.items()}


def of_draft(draft: Draft) -> tuple[Shown, ...]:
    """The pictures of a draft, in their order."""
    return _shown(draft.pictures.select_related("picture").order_by("position"))


def shown(picture: Picture, alternative: str) -> Shown:
    """One picture with its words."""
    plain = max([width for width in picture.widths if width <= PLAIN_WIDTH], default=picture.width)
    return Shown(
        name=picture.name,
        alternative=alternative,
        width=picture.width,
        height=picture.height,
        webp=_srcset(picture, "webp"),
        jpeg=_srcset(picture, "jpg"),
        address=_address(picture, plain, "jpg"),
    )


def _shown(placed: Iterable[DraftPicture | VersionPicture]) -> tuple[Shown, ...]:
    return tuple(shown(one.picture, one.alternative) for one in placed)


def _address(picture: Picture, width: int, kind: str) -> str:
    return reverse("picture_file", args=[picture.name, width, kind])


def _srcset(picture: Picture, kind: str) -> str:
    return ", ".join(f"{_address(picture, width, kind)} {width}w" for width in picture.widths)
