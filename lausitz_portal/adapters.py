"""Where allauth meets the portal: mails become deliveries, drafts find their person."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from ideas import drafts
from notifications import secret_mails


class AccountAdapter(DefaultAccountAdapter):
    """Sends through the outbox, so that sign-in never waits for a mail server."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {"email": email, **self._common(), **context})
        user = context.get("user")
        secret_mails.enqueue(
            kind=template_prefix.rsplit("/", 1)[-1],
            to=email,
            subject=message.subject,
            body=str(message.body),
            user=user if isinstance(user, User) else None,
        )

    def _common(self) -> dict[str, Any]:
        return {"request": context.request}

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        drafts.claim_from_session(request, user=user)
        return super().post_login(request, user, **kwargs)
