"""Where allauth meets the portal: mails become deliveries, drafts find their person."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import EMAIL_LENGTH, User
from ideas import drafts
from notifications import secret_mails


@dataclass(frozen=True)
class Site:
    """What allauth's mails call the place they come from."""

    name: str
    domain: str


def _portal() -> Site:
    return Site(name=_("Ideas for the Lausitz of tomorrow"), domain=urlsplit(settings.PORTAL_URL).netloc)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Sends through the outbox, so that sign-in never waits for a mail server."""

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
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response
