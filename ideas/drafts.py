"""Which drafts a browser session may open without an account, and how typing goes on in one.

Two windows may write into one draft. What is saved by pressing a button wins over what was there;
what is saved while typing never replaces the words of another window, but becomes a draft of its own.
"""

import hashlib
import json
import uuid
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from ideas import keeping, submission
from ideas.models import Draft
from ideas.phases import BERLIN
from ideas.pictures import tray

DRAFTS = "drafts"
MOST_KEPT = 10


def remember(request: HttpRequest, draft: Draft) -> None:
    """Let this session open the draft again."""
    keys = [key for key in request.session.get(DRAFTS, []) if key != str(draft.pk)]
    request.session[DRAFTS] = [*keys, str(draft.pk)][-MOST_KEPT:]
    if not request.user.is_authenticated:
        # The session is the only way to it: it lives as long as the draft, and no shorter than it did for others.
        end = datetime.combine(keeping.last_day(draft), time.max, tzinfo=BERLIN)
        request.session.set_expiry(max(end, request.session.get_expiry_date()))


def of_session(request: HttpRequest) -> list[Draft]:
    """What this browser may go on writing, latest first; of somebody signed in their own."""
    if isinstance(request.user, User):
        return list(Draft.objects.open().filter(user=request.user).order_by("-changed_at")[:MOST_KEPT])
    keys = request.session.get(DRAFTS, [])
    return list(Draft.objects.open().filter(pk__in=keys, user=None).order_by("-changed_at")) if keys else []


def kept_until(request: HttpRequest, draft: Draft | None) -> date:
    """The last day on which this person can go on with a draft; without one, if it is saved today."""
    if draft is None or draft.changed_at is None:
        return keeping.last_day(Draft())
    last = keeping.last_day(draft)
    if draft.user_id is not None:
        return last
    # A phase that was put off since keeps the draft longer than the session, until it is saved once more.
    return min(last, timezone.localdate(request.session.get_expiry_date(), BERLIN))


def may_open(request: HttpRequest, draft: Draft) -> bool:
    """Its person, or while it has none, the session that wrote it."""
    if draft.user_id is not None:
        return request.user.is_authenticated and draft.user_id == request.user.pk
    return str(draft.pk) in request.session.get(DRAFTS, [])


def find(request: HttpRequest, key: uuid.UUID) -> Draft | None:
    """The draft, if this person may open it."""
    draft = Draft.objects.filter(pk=key).first()
    return draft if draft and may_open(request, draft) else None


def find_or_begin(request: HttpRequest, key: uuid.UUID) -> Draft:
    """The draft under `key`, or a new one: the session may be gone, the text is in the request."""
    draft = Draft.objects.filter(pk=key).first()
    if draft is None:
        return Draft(pk=key, content={})
    return draft if may_open(request, draft) or _is_of_this_page(request, draft) else Draft(content={})


def find_or_reopen(request: HttpRequest, key: uuid.UUID) -> Draft | None:
    """The draft, if this person may open it, also when the session is gone and the page knows its window's name."""
    draft = Draft.objects.filter(pk=key).first()
    if draft is None or may_open(request, draft):
        return draft
    if not _is_of_this_page(request, draft):
        return None
    remember(request, draft)
    return draft


def _is_of_this_page(request: HttpRequest, draft: Draft) -> bool:
    """The first answer may be lost, and the new session with it; nobody else knows the window's name."""
    window = request.POST.get("window", "")
    return bool(window) and draft.user_id is None and draft.content.get("window") == window


def keep(request: HttpRequest, key: uuid.UUID | None, content: dict[str, Any]) -> Draft:
    """Save what was typed under `key`, or under a new one, and let this session open it again."""
    user = request.user if isinstance(request.user, User) else None
    saved = submission.save_draft(key, content=content, user=user)
    remember(request, saved)
    return saved


def wording(draft: Draft) -> str:
    """Another one for other words; pictures that came in the meantime change nothing in it."""
    words = {name: value for name, value in draft.content.items() if name != "window"}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:32]


def is_changed_elsewhere(draft: Draft, *, window: str, seen: str) -> bool:
    """Whether another window has saved other words in `draft` since this one last did, or since it was opened.

    A window knows its own saves by its name: an answer may have been lost on the way.
    """
    return bool(draft.content) and draft.content.get("window") != window and wording(draft) != seen


def keep_apart(request: HttpRequest, draft: Draft, content: dict[str, Any]) -> Draft:
    """Save what was typed beside `draft`, in one of its own with the same pictures."""
    saved = keep(request, None, content)
    tray.share(draft, saved)
    return saved


def claim_from_session(request: HttpRequest, *, user: User) -> None:
    """On sign-in: what was typed before belongs to the person from now on."""
    keys = [uuid.UUID(key) for key in request.session.get(DRAFTS, [])]
    if keys:
        submission.claim_drafts(keys, user=user)
