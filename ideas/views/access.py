"""Which ideas this browser may open as their sender: by account, by code or by a link from a mail."""

import time
import uuid
from typing import Any

from django.http import HttpRequest

from ideas.models import Idea

GRANTED = "own_ideas"
CODES = "idea_codes"
AMENDMENTS = "amendments"
MOST_KEPT = 20
# Computers in libraries are shared; two hours are enough to read and to answer.
SECONDS = 2 * 3600


def grant(request: HttpRequest, idea: Idea) -> None:
    """Remember for `SECONDS` that this session has shown the idea to be its own."""
    others = {pk: until for pk, until in _granted(request).items() if pk != str(idea.pk)}
    request.session[GRANTED] = dict([*others.items(), (str(idea.pk), time.time() + SECONDS)][-MOST_KEPT:])


def close(request: HttpRequest) -> None:
    """Whoever comes to this browser next finds no idea and no code in it."""
    for name in (GRANTED, CODES):
        request.session.pop(name, None)


def is_granted(request: HttpRequest, idea: Idea) -> bool:
    """Whether a code or a link has opened the idea here, not long ago."""
    until: float = _granted(request).get(str(idea.pk), 0)
    return until > time.time()


def _granted(request: HttpRequest) -> dict[str, float]:
    granted: dict[str, float] = request.session.get(GRANTED, {})
    return granted


def is_own(request: HttpRequest, idea: Idea) -> bool:
    """The author's account, or a session that entered the code or came by the mail's link."""
    if request.user.is_authenticated and idea.author_id == request.user.pk:
        return True
    return is_granted(request, idea)


def remember_code(request: HttpRequest, draft_key: uuid.UUID, code: str) -> None:
    """So that the thanks page can be reloaded; only in this session, never in the idea."""
    codes = dict(list(request.session.get(CODES, {}).items())[-MOST_KEPT:])
    request.session[CODES] = {**codes, str(draft_key): code}


def code_of(request: HttpRequest, draft_key: uuid.UUID) -> str:
    code = request.session.get(CODES, {}).get(str(draft_key), "")
    return str(code)


def keep_amendment(request: HttpRequest, reference: str, typed: dict[str, Any]) -> None:
    """Text typed into a session that has ended; shown again once the person is known."""
    request.session[AMENDMENTS] = {reference: typed}


def kept_amendment(request: HttpRequest, reference: str) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(AMENDMENTS, {}).get(reference)
    return kept


def forget_amendment(request: HttpRequest, reference: str) -> None:
    if AMENDMENTS in request.session:
        del request.session[AMENDMENTS]
