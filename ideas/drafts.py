"""Which drafts and ideas a browser session may open without an account."""

import uuid

from django.conf import settings
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
    if not request.user.is_authenticated:
        # The session is the only way to it: it lives as long as the draft.
        request.session.set_expiry(settings.DRAFT_DAYS * 24 * 3600)


def of_session(request: HttpRequest) -> list[Draft]:
    """What this browser may go on writing, latest first; of somebody signed in their own."""
    if isinstance(request.user, User):
        return list(Draft.objects.open().filter(user=request.user).order_by("-changed_at")[:MOST_KEPT])
    keys = request.session.get(DRAFTS, [])
    return list(Draft.objects.open().filter(pk__in=keys, user=None).order_by("-changed_at")) if keys else []


def may_open(request: HttpRequest, draft: Draft) -> bool:
    """Its person, or while it has none, the session that wrote it."""
    if draft.user_id is not None:
        return request.user.is_authenticated and draft.user_id == request.user.pk
    return str(draft.pk) in request.session.get(DRAFTS, [])


def find(request: HttpRequest, key: uuid.UUID) -> Draft | None:
    """The draft of this key, if this browser may open it."""
    draft = Draft.objects.filter(pk=key).first()
    return draft if draft and may_open(request, draft) else None


def claim_from_session(request: HttpRequest, *, user: User) -> None:
    """On sign-in: what was typed before belongs to the person from now on."""
    keys = [uuid.UUID(key) for key in request.session.get(DRAFTS, [])]
    if keys:
        submission.claim_drafts(keys, user=user)
