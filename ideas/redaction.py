"""Personal data about others, taken out of a text by a moderator: a marker stands in its place.

Pictures that show it go as a whole. Words and pictures are taken out of everything that is kept,
not only out of what is shown (GDPR, Art. 17 and 5 (1) c). Only `lifecycle.redact` and
`discussion.redact` call what writes here.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from ideas.models import Authorship, Comment, Idea, IdeaTranslation, IdeaVersion
from ideas.models.idea import FILE_REFERENCE_LENGTH, TITLE_LENGTH
from ideas.models.located import PLACE_LENGTH
from ideas.models.picture import ALTERNATIVE_LENGTH
from ideas.pictures import tray
from texts.markers import marker_in

# What of a version people have typed, and what else of it a new one repeats.
TYPED = ("title", "text", "place_name", "answer")
KEPT = ("language", "theme_ids", "authority_ids", "whole_region")
LONGEST = {"title": TITLE_LENGTH, "place_name": PLACE_LENGTH}


class Blackout:
    """Passages to be taken out: whole words, in any white space, in composed form (Unicode TR 15, NFC).

    And whole pictures; what others show is described without the passages. And the point on the ground, and the name
    that is shown as the author's.
    """

    def __init__(
        self, passages: Iterable[str], *, pictures: Iterable[uuid.UUID] = (), point: bool = False, name: bool = False
    ) -> None:
        self.name = name
        self._patterns = [_pattern(passage) for passage in passages]
        self.pictures = frozenset(pictures)
        self.point = point

    def concerns(self, *texts: str) -> bool:
        """Whether one of the passages stands in one of the texts."""
        return any(pattern.search(_composed(text)) for text in texts for pattern in self._patterns)

    def of(self, text: str, *, language: str) -> str:
        """`text` with a marker for each passage; as it was where there is none."""
        text = _composed(text)
        marker, kept, end = marker_in(language), [], 0
        for start, stop in self._spans(text):
            kept += [text[end:start], marker]
            end = stop
        return "".join([*kept, text[end:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where, in order; passages that overlap are one."""
        first, last = 0, 0
        for start, stop in sorted(match.span() for pattern in self._patterns for match in pattern.finditer(text)):
            if start >= last:
                if last:
                    yield first, last
                first = start
            last = max(last, stop)
        if last:
            yield first, last


def typed(about: IdeaVersion | Comment) -> dict[str, str]:
    """What people have typed, by the name of its column."""
    return {name: getattr(about, name) for name in (TYPED if isinstance(about, IdeaVersion) else ("text",))}


def blacked_out(about: IdeaVersion | Comment, blackout: Blackout) -> dict[str, str]:
    """The same without the passages."""
    return {name: blackout.of(text, language=about.language) for name, text in typed(about).items()}


def located(version: IdeaVersion, blackout: Blackout) -> dict[str, Any]:
    """Where it is then: a place whose name is taken out is not named by its municipality either."""
    return {
        "place_id": None if blackout.concerns(version.place_name) else version.place_id,
        "lon": None if blackout.point else version.lon,
        "lat": None if blackout.point else version.lat,
    }


def byline(about: IdeaVersion | Comment) -> str:
    """The name that is shown as the author's."""
    return about.byline if isinstance(about, Comment) else about.idea.authorship.byline


def words(about: IdeaVersion | Comment) -> list[str]:
    """All that people have typed, the descriptions of pictures too."""
    described = [placed.alternative for placed in tray.of_version(about)] if isinstance(about, IdeaVersion) else []
    return [*typed(about).values(), *described]


def concerns(version: IdeaVersion, blackout: Blackout) -> bool:
    """Whether a passage stands in what was typed, or it has one of the pictures or the point."""
    shows = any(placed.picture_id in blackout.pictures for placed in tray.of_version(version))
    return shows or (blackout.point and version.lat is not None) or blackout.concerns(*words(version))


def described(version: IdeaVersion, blackout: Blackout) -> list[tray.Placed]:
    """The pictures that stay, described without the passages."""
    return [
        placed._replace(alternative=blackout.of(placed.alternative, language=version.language)[:ALTERNATIVE_LENGTH])
        for placed in tray.of_version(version)
        if placed.picture_id not in blackout.pictures
    ]


def write_successor(version: IdeaVersion, blackout: Blackout) -> IdeaVersion:
    """The next version of the idea, without the passages; the caller holds the idea's row."""
    last = version.idea.versions.order_by("-number").values_list("number", flat=True)[0]
    content = {name: getattr(version, name) for name in KEPT} | _without(version, blackout)
    fresh = IdeaVersion.objects.create(idea_id=version.idea_id, number=last + 1, is_redaction=True, **content)
    tray.put(fresh.pk, described(version, blackout))
    return fresh


def erase(about: Idea | Comment, blackout: Blackout) -> None:
    """Takes passages and pictures out of all versions, and the passages out of all that was decided about `about`."""
    if isinstance(about, Idea):
        _erase_around(about, blackout)
    if blackout.name:
        _erase_name(about)
    for version in about.versions.all() if isinstance(about, Idea) else ():
        if concerns(version, blackout):
            content = _without(version, blackout)
            IdeaVersion.objects.filter(pk=version.pk).update(**content, erased_at=timezone.now())
            _erase_pictures(version, blackout)
    for decision in about.decisions.exclude(message=""):
        if blackout.concerns(decision.message):
            decision.message = blackout.of(decision.message, language=about.language)
            decision.save(update_fields=["message"])


def _erase_name(about: Idea | Comment) -> None:
    if isinstance(about, Comment):
        Comment.objects.filter(pk=about.pk).update(byline="")
    else:
        Authorship.objects.filter(idea=about).update(byline="", name_shown=Authorship.NameShown.NONE)


def _erase_around(idea: Idea, blackout: Blackout) -> None:
    """What the office wrote. A translation of words that go is deleted as a whole: a name has other forms in it."""
    gone = [version.pk for version in idea.versions.all() if blackout.concerns(*words(version))]
    for translation in IdeaTranslation.objects.filter(idea=idea):
        if translation.version_id in gone or blackout.concerns(translation.title, translation.text):
            translation.delete()
    for row in idea.retaggings.all():
        if blackout.concerns(row.reason):
            row.reason = blackout.of(row.reason, language=idea.language)
            row.save(update_fields=["reason"])
    if blackout.concerns(idea.file_reference):
        idea.file_reference = blackout.of(idea.file_reference, language=idea.language)[:FILE_REFERENCE_LENGTH]
        idea.save(update_fields=["file_reference"])


def _erase_pictures(version: IdeaVersion, blackout: Blackout) -> None:
    for picture_id, alternative in described(version, blackout):
        version.pictures.filter(picture=picture_id).exclude(alternative=alternative).update(alternative=alternative)
    version.pictures.filter(picture__in=blackout.pictures).delete()


def _without(version: IdeaVersion, blackout: Blackout) -> dict[str, Any]:
    """Its columns, no longer than they can be: a marker may be longer than what it stands for."""
    words = {name: text[: LONGEST.get(name)] for name, text in blacked_out(version, blackout).items()}
    return words | located(version, blackout)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _pattern(passage: str) -> re.Pattern[str]:
    words = _composed(passage).split()
    # Only where the passage itself ends with a letter or digit can a word go on; a mark belongs to its letter.
    before = r"(?<!\w)" if re.match(r"\w", words[0]) else ""
    after = r"(?![\w\u0300-\u036f])" if re.search(r"[\w\u0300-\u036f]\Z", words[-1]) else ""
    return re.compile(before + r"\s+".join(map(re.escape, words)) + after)
