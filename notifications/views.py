"""The mails of the demo, to be read in the browser; elsewhere these addresses do not exist."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.framed import framed, framing
from texts.languages import Language

SHOWN = 200
# One name in one folder: no separator, and no dot in front.
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,99}", re.ASCII)


@dataclass(frozen=True)
class KeptMail:
    """A file of the demo's mail server."""

    name: str
    subject: str
    to: str
    at: datetime | None
    language: str
    body: str
    html: str


@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first."""
    files = sorted(_folder().glob("*.eml"), reverse=True)[:SHOWN]
    mails = [kept for file in files if (kept := _read(file)) is not None]
    return render(request, "notifications/mail_list.html", {"mails": mails})


@never_cache
@require_safe
@framing
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text and, in a frame, as HTML."""
    return render(request, "notifications/mail_detail.html", {"mail": _kept(name)})


@never_cache
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in the frame."""
    kept = _kept(name)
    if not kept.html:
        raise Http404
    return framed(kept.html)


def _kept(name: str) -> KeptMail:
    folder = _folder()
    kept = _read(folder / f"{name}.eml") if _NAME.fullmatch(name) else None
    if kept is None:
        raise Http404
    return kept


def _folder() -> Path:
    if not settings.DEMO or settings.PORTAL_MAIL_DIR is None:
        raise Http404
    return Path(settings.PORTAL_MAIL_DIR)


def _read(file: Path) -> KeptMail | None:
    """The mail in `file`; None for what is not a file of the folder (any more)."""
    try:
        if file.is_symlink():
            return None
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
    except OSError:
        return None
    return KeptMail(
        name=file.stem,
        subject=str(message.get("Subject", "")),
        to=", ".join(str(address) for address in message.get_all("X-Envelope-To", [])),
        at=_date(str(message.get("Date", ""))),
        language=_language(str(message.get("Content-Language", ""))),
        body=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _date(text: str) -> datetime | None:
    """The moment; a date of zone -0000 is one in UTC that says nothing of its place (RFC 5322, 3.3)."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _language(text: str) -> str:
    return text if text in Language.values else ""


def _part(message: EmailMessage, kind: Literal["plain", "html"]) -> str:
    part = message.get_body(preferencelist=(kind,))
    content = part.get_payload(decode=True) if part else None
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
