"""A ticket says what was read: an item of the desk together with the version of its text."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from ideas.models import Comment, Idea
from moderation.models import DeskItem

_KEY = r"(idea|comment|report)-([1-9][0-9]{0,17})"
_TICKET = re.compile(rf"{_KEY}:([0-9]{{1,18}})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Ticket:
    """`table` is idea, comment or report; `version` as in `DeskItem`."""

    table: str
    pk: int
    version: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The ticket written as "idea-17:42", or None."""
        match = _TICKET.fullmatch(text)
        return cls(match[1], int(match[2]), int(match[3])) if match else None

    @classmethod
    def of(cls, item: DeskItem) -> Self:
        return cls(item.key.partition("-")[0], item.object_id, item.version)

    @property
    def key(self) -> str:
        return f"{self.table}-{self.pk}"

    def __str__(self) -> str:
        return f"{self.key}:{self.version}"


def wording(about: Idea | Comment) -> int:
    """The version of what is public: an idea's released version, or when a comment got its words (µs)."""
    if isinstance(about, Comment):
        return ((about.edited_at or about.created_at) - _EPOCH) // timedelta(microseconds=1)
    return about.released_version_id or 0
