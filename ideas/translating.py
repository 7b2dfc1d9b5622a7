"""The office's translations of released texts.

A translation belongs to the words it was made of. When its author's new text is released, nobody sees the
translation of the old one any more: what somebody no longer says must not go on being said in Polish. A successor
in the same words takes it over.
"""

from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from ideas.models import Idea, IdeaTranslation, IdeaVersion, Status
from ideas.search import indexing
from journal.record import record


class Translated(NamedTuple):
    """What a version says in another language."""

    language: str
    title: str
    text: str

    @property
    def name(self) -> str:
        """Of the language, in that of the page."""
        return str(IdeaTranslation(language=self.language).get_language_display())


class NotPossible(Exception):
    """The idea is not published, or the language is its own."""


class ChangedMeanwhile(Exception):
    """The text or its translation is not the one that was read."""


def of_version(version: IdeaVersion) -> tuple[Translated, ...]:
    """Its translations, in the order of the languages' codes."""
    rows = IdeaTranslation.objects.latest_of(version)
    return tuple(Translated(row.language, row.title, row.text) for row in rows if row.title)


def state(version: IdeaVersion, language: str) -> str:
    """What a form has to be about when it comes back: the text, and the last wording of its translation."""
    last = IdeaTranslation.objects.filter(version=version, language=language).first()
    return f"{version.pk}-{last.pk if last else 0}"


@transaction.atomic
def translate(idea_id: int, *, language: str, seen: str, title: str, text: str, by: User) -> IdeaTranslation:
    """Say in `language` what is released; without words the translation is taken down.

    `seen` is the `state` somebody wrote to. The same words sent twice are one wording.
    Raises `NotPossible`, `ChangedMeanwhile`.
    """
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)
    version = idea.released_version
    if idea.status != Status.PUBLISHED or version is None or language == version.language:
        raise NotPossible
    last = IdeaTranslation.objects.filter(version=version, language=language).first()
    if last and (last.title, last.text) == (title, text):
        return last
    if seen != state(version, language):
        raise ChangedMeanwhile
    row = IdeaTranslation.objects.create(
        idea=idea, version=version, language=language, title=title, text=text, by=by
    )  # fmt: skip
    indexing.index([idea.pk])
    verb = "idea.translated" if title else "idea.translation_removed"
    record(verb, "idea", idea.pk, by=by, translation=row.pk, language=language)
    return row


def follow(before: IdeaVersion | None, after: IdeaVersion) -> None:
    """Let the translations of a version go on with its successor, where that says the same."""
    if before and before.pk != after.pk and _words(before) == _words(after):
        IdeaTranslation.objects.filter(version=before).update(version=after)


def _words(version: IdeaVersion) -> tuple[str, str, str]:
    return version.title, version.text, version.language
