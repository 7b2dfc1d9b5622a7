"""Which drafts and ideas a browser session may open without an account."""

import uuid

from django.http import HttpRequest

from accounts.models import User
from ideas import submission
from ideas.models import Draft

DRAFTS = "drafts"
MOST_KEPT = 10


def remember(request: HttpRequest, draft: Draft) -> None:
    """Let this session open the draft again."""
    keys = [key for key in request.session.get(DRAFTS, []) if key != str(draft.pk)]
    request.session[DRAFTS] = [*keys, str(draft.pk)][-MOST_KEPT:]


def may_open(request: HttpRequest, draft: Draft) -> bool:
    """Its person, or while it has none, the session that wrote it."""
    if draft.user_id is not None:
        return request.user.is_authenticated and draft.user_id == request.user.pk
    return str(draft.pk) in request.session.get(DRAFTS, [])


def claim_from_session(request: HttpRequest, *, user: User) -> None:
    """On sign-in: what was typed before belongs to the person from now on."""
    keys = [uuid.UUID(key) for key in request.session.get(DRAFTS, [])]
    if keys:
        submission.claim_drafts(keys, user=user)
