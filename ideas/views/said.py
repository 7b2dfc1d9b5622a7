"""What the request before has to say, told where its reader is led to: at the element the address names."""

from typing import NamedTuple, Self

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest


def done(request: HttpRequest, sentence: str, *, at: str) -> None:
    """Confirm on the next page, at its element with the id `at`."""
    messages.success(request, sentence, extra_tags=at)


class Said(NamedTuple):
    """The sentences of a page: those with a place of their own, and the others, which stand on top."""

    placed: dict[str, str]
    others: list[Message]

    @classmethod
    def to(cls, request: HttpRequest) -> Self:
        said = list(messages.get_messages(request))
        return cls(
            {str(one.extra_tags): str(one) for one in said if one.extra_tags},
            [one for one in said if not one.extra_tags],
        )
