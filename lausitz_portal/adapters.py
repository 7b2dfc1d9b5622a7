"""Where allauth meets the portal: mails become deliveries, drafts find their person."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import gettext as _, gettext_lazy

from accounts.limits import origin_of
from accounts.models import EMAIL_LENGTH, User
from ideas import drafts
from ideas.views import access
from notifications import secret_mails


@dataclass(frozen=True)
class Site:
    """What allauth's mails call the place they come from."""

    name: str
    domain: str


def _portal() -> Site:
    return Site(name=_("Ideas for the Lausitz of tomorrow"), domain=urlsplit(settings.PORTAL_URL).netloc)


def _to_a_new_code(request: HttpRequest) -> HttpResponse:
    """After the last wrong code: what happened, on the page that sends a new one."""
    match = request.resolver_match
    page = match.url_name if match else None
    here = _("Here you can have a new code sent to you.")
    if page == "account_confirm_password_reset_code":
        target, way = "account_reset_password", here
    elif page == "account_confirm_login_code":
        target, way = "account_request_login_code", here
    elif request.user.is_authenticated:
        target, way = "account_email", _("Please enter your new e-mail address once more to get a new code.")
    else:
        target, way = "account_login", _("Sign in with your password, then we send you a new code.")
    said = _("This code was wrong several times. To protect your account it is no longer valid.")
    messages.error(request, f"{said} {way}")
    return redirect(target)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Sends through the outbox, so that sign-in never waits for a mail server."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": gettext_lazy("This e-mail address already belongs to your account."),
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not correct. Please check both."
        ),
        "too_many_login_attempts": format_lazy(
            gettext_lazy("Too many attempts in a short time. Please wait {minutes} minutes and try again."),
            minutes=settings.LIMIT_MINUTES,
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth counts its limits by: a keyed digest, so that no address stands in the cache."""
        return origin_of(request)

    def add_message(self, request: HttpRequest, *args: Any, message: Any = None, **kwargs: Any) -> None:
        """As allauth's, which says as a message that there were too many attempts only after the last wrong code.

        Raises `ImmediateHttpResponse` then: allauth would lead to signing in, whatever the code was for.
        """
        if message is self.error_messages["too_many_login_attempts"]:
            raise ImmediateHttpResponse(_to_a_new_code(request))
        super().add_message(request, *args, message=message, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        common = {"email": email, "request": allauth_context.request, "current_site": _portal()}
        message = self.render_mail(template_prefix, email, {**common, **context})
        user = context.get("user")
        secret_mails.enqueue(
            kind=template_prefix.rsplit("/", 1)[-1],
            to=email,
            subject=message.subject,
            body=str(message.body),
            user=user if isinstance(user, User) else None,
        )

    def clean_email(self, email: str) -> str:
        """Refuses what is longer than the column; allauth would cut the end off and go on."""
        MaxLengthValidator(EMAIL_LENGTH)(email)
        cleaned: str = super().clean_email(email)
        return cleaned

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        drafts.claim_from_session(request, user=user)
        # Perhaps somebody else sat here before; one's own idea is taken over by its code.
        access.close(request)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response
