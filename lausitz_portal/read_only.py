"""While the portal is read only, whatever would write is answered with an explanation and what was typed.

One place for all: what is not named in `OPEN` is refused, so a new address cannot be forgotten.
"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ReadOnlySqlTransaction

from accounts.limits import RETRY_AFTER
from lausitz_portal import error_pages
from pages import portal_state
from pages.models import PortalState
from texts.cleaning import clean

Handler = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Sign-in and sign-out, how the portal looks, finding one's idea and others like it; staff work on in the admin.
OPEN = frozenset(
    {
        "account_login", "account_logout", "account_request_login_code", "account_confirm_login_code",
        "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
        "pages:display", "ideas:status", "ideas:status_close", "ideas:similar",
    }
)  # fmt: skip
OPEN_NAMESPACES = frozenset({"admin"})
# Addresses where people write: their pages say above the form that nothing can be sent, or only slowly.
WRITING = frozenset(
    {
        "ideas:write", "ideas:write_on", "ideas:check", "ideas:amend", "ideas:withdraw", "ideas:merge",
        "ideas:discard_draft",
        "ideas:autosave", "ideas:pictures", "ideas:amend_pictures",
        "ideas:comment", "ideas:comment_edit", "ideas:comment_withdraw", "ideas:support", "ideas:take_back",
        "moderation:report_idea", "moderation:report_comment", "moderation:complain", "moderation:complain_as_reader",
        "pages:contact", "pages:barrier",
        "accounts:profile", "account_signup", "account_email", "account_email_verification_sent",
        "account_change_password", "account_set_password", "account_reset_password",
        "account_confirm_password_reset_code", "account_complete_password_reset",
        "mfa_deactivate_totp", "mfa_generate_recovery_codes",
    }
)  # fmt: skip
# What people write in sentences, in the order of the forms; shown to be copied.
SENTENCES = {
    "title": _("Title"), "text": _("Your text"), "message": _("Your message"), "answer": _("Your answer"),
    "words": _("Your text"), "place": _("Place"), "name": _("Name"), "alternative": _("Picture in words"),
}  # fmt: skip
SECRET = ("password", "code", "csrfmiddlewaretoken")
RETRY_SECONDS = 600


class ReadOnlyMiddleware:
    """Refuses what writes while the switch says so, and when the database itself takes no writes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if request.method in SAFE or _is_open(request):
            return None
        try:
            state = portal_state.at_this_moment()
        except DatabaseError:
            return None  # the view says itself what it cannot do
        return _explained(request, state) if state.is_read_only else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """PostgreSQL refuses writes itself, for instance while another server takes over."""
        if not isinstance(error.__cause__, ReadOnlySqlTransaction):
            return None
        request.session.modified = False
        return _explained(request, PortalState(mode=PortalState.Mode.READ_ONLY))


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.view_name in OPEN or bool(OPEN_NAMESPACES & set(match.namespaces)))


def _kind(name: str) -> str:
    """Of a field with sentences; those of pictures end in the picture's name."""
    kind = name.partition("-")[0]
    return kind if kind in SENTENCES else ""


def _explained(request: HttpRequest, state: PortalState) -> HttpResponse:
    """503 with what was typed: to be copied, and in a form that sends it once more."""
    typed = [(name, clean(text)) for name, texts in request.POST.lists() for text in texts]
    kept = [(name, text) for name, text in typed if not any(secret in name for secret in SECRET)]
    refused = {
        "reason": state.reason,
        "kept": kept,
        "has_files": bool(request.FILES),
        "typed": [(SENTENCES[kind], text) for name, text in kept if (kind := _kind(name)) and text.strip()],
    }
    setattr(request, RETRY_AFTER, _seconds(state))
    return error_pages.page_read_only(request, refused, end=state.end)


def _seconds(state: PortalState) -> int:
    """Until the expected end, at most a day (RFC 9110, 10.2.3)."""
    left = (state.until - timezone.now()).total_seconds() if state.until else 0
    return min(int(left), 86_400) if left > 0 else RETRY_SECONDS
