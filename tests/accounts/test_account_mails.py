"""All mails about an account: one frame, and nothing that identifies a connection."""

from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts.models import User
from notifications import mail
from notifications.models import Delivery

pytestmark = pytest.mark.django_db

# Those of allauth's mails that the portal never sends: passkeys, links instead of codes, an address merely confirmed.
NEVER = {"webauthn_added", "webauthn_removed", "password_reset_key", "email_confirm"}
MAILS = sorted(
    f"{path.parts[-3]}/email/{path.name.removesuffix('_message.txt')}"
    for path in (Path(allauth.__file__).parent / "templates").glob("*/email/*_message.txt")
    if path.parts[-3] in {"account", "mfa"} and path.name != "base_message.txt"
    and path.name.removesuffix("_message.txt") not in NEVER
)  # fmt: skip
CODES = {"login_code", "password_reset_code", "email_confirmation", "email_confirmation_signup"}


def sent(prefix: str, citizen: User, language: str = "en") -> tuple[str, str]:
    """Subject and text of such a mail as it leaves."""
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.77", headers={"User-Agent": "Rechner von Katrin"})
    context = {
        "user": citizen, "code": "BCDF-GHJK", "request": request, "timestamp": timezone.now(), "ip": "192.0.2.77",
        "user_agent": "Rechner von Katrin", "from_email": "alt@example.org", "to_email": "neu@example.org",
        "deleted_email": "alt@example.org", "signup_url": "https://portal.example/konto/signup/",
        "password_reset_url": "https://portal.example/konto/password/reset/",
    }  # fmt: skip
    with translation.override(language):
        get_adapter(request).send_mail(prefix, citizen.email, context)
    message = mail.written(Delivery.objects.latest("id"))
    assert message
    return str(message.subject), str(message.body)


def test_all_kinds_are_known() -> None:
    assert len(MAILS) == 14
    assert {prefix.rsplit("/", 1)[-1] for prefix in MAILS} >= CODES


@pytest.mark.parametrize("prefix", MAILS)
def test_every_mail_greets_and_closes_as_all_mails_do(prefix: str, citizen: User) -> None:
    subject, text = sent(prefix, citizen)
    assert subject
    assert text.startswith("Hello,\n\n")
    assert [text.count(part) for part in ("Hello", "Kind regards\nProjektbüro", "\n-- \nProjektbüro")] == [1, 1, 1]
    assert [line for line in text.splitlines() if len(line) > mail.WIDTH] == []
    assert ("192.0.2.77" in text, "Rechner von Katrin" in text, "<" in text) == (False, False, False)


@pytest.mark.parametrize("prefix", MAILS)
def test_codes_and_only_codes_say_how_long_they_are_valid(prefix: str, citizen: User) -> None:
    _, text = sent(prefix, citizen)
    has_code = prefix.rsplit("/", 1)[-1] in CODES
    assert ("BCDF-GHJK" in text, f"valid for {settings.CODE_MINUTES} minutes" in text) == (has_code, has_code)
