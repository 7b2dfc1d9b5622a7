"""A ticket says what was read: an item of the desk together with the version of its text."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from ideas.models import Comment, Idea
from moderation.models import DeskItem

TABLES = ("idea", "comment", "case", "complaint")
_TICKET = re.compile(rf"({'|'.join(TABLES)})-([1-9][0-9]{{0,17}}):([0-9]{{1,18}})(?::([0-9]{{1,18}}))?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Ticket:
    """`table` is one of `TABLES`; `version` as in `DeskItem`; of a case also the wording that is reported."""

    table: str
    pk: int
    version: int
    wording: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The ticket written as "idea-17:42" or "case-5:9:1234", or None."""
        match = _TICKET.fullmatch(text)
        if match is None or (match[4] and match[1] != "case"):
            return None
        return cls(match[1], int(match[2]), int(match[3]), int(match[4]) if match[4] else None)

    @classmethod
    def of(cls, item: DeskItem) -> Self:
        found = cls.parse(item.ticket)
        if found is None:
            raise ValueError(f"{item.ticket} is no ticket.")
        return found

    @property
    def key(self) -> str:
        return f"{self.table}-{self.pk}"

    def __str__(self) -> str:
        ending = "" if self.wording is None else f":{self.wording}"
        return f"{self.key}:{self.version}{ending}"


def wording(about: Idea | Comment) -> int:
    """The version of what is public: an idea's released version, or when a comment got its words (µs)."""
    if isinstance(about, Comment):
        return ((about.edited_at or about.created_at) - _EPOCH) // timedelta(microseconds=1)
    return about.released_version_id or 0
