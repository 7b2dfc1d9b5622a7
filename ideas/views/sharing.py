"""A published idea to pass on: on paper, and as the picture beside a link."""

import hashlib
from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ideas import article, picture, timeline
from ideas.facts import facts_of
from ideas.models import Idea, IdeaVersion
from ideas.pictures import showing
from ideas.sheet import parts
from ideas.views import finding
from pages.office import current_office
from themes.catalogue import authorities_by_id

# An idea that is locked must not be shown on by caches for long.
PICTURE_SECONDS = 300


@require_safe
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """One idea on one A4 page, for the club's chair, the clerk and the press."""
    idea = _public(reference)
    version = idea.released_version
    if version is None:
        raise Http404
    pictures = showing.of_version(version)
    # Short, and it stays right when the title changes: it leads on to the idea's own address.
    address = settings.PORTAL_URL + reverse("ideas:detail_by_reference", args=[idea.reference])
    context = {
        "idea": idea,
        "facts": facts_of(version),
        "byline": article.byline(idea.authorship),
        "lead": authorities_by_id().get(idea.lead_authority_id or 0) or idea.lead_authority,
        "office": current_office(),
        "now": timezone.now(),
        "address": address,
        "qr": _qr(address),
        "pictures": pictures,
        **_texts(idea, version, has_pictures=bool(pictures)),
    }
    return render(request, "ideas/sheet.html", context)


@require_safe
def share_picture(request: HttpRequest, reference: str) -> HttpResponse:
    """The picture that messengers show beside a link, drawn anew only when something on it has changed."""
    idea = _public(reference)
    themes = facts_of(idea).themes[:1]
    card = picture.Card(
        title=idea.title,
        number=_("No. %(reference)s") % {"reference": idea.reference},
        theme=themes[0].label if themes else "",
        slot=themes[0].slot if themes else None,
        portal=_("Ideas for the Lausitz of tomorrow"),
    )
    etag = f'"{hashlib.sha256(repr((picture.DESIGN, card)).encode()).hexdigest()[:32]}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(picture.png(card), content_type="image/png")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response  # type: ignore[no-any-return]


def _public(reference: str) -> Idea:
    """The idea, published; for everybody else's eyes than the public's its own page is enough."""
    ideas = Idea.objects.public().select_related("counter", "authorship", "released_version", "lead_authority")
    idea = finding.by_reference(reference, ideas)
    if idea is None:
        raise Http404
    return idea


def _texts(idea: Idea, version: IdeaVersion, *, has_pictures: bool) -> dict[str, Any]:
    """The text and the latest reason that was given, as far as they fit."""
    events = timeline.events(idea, list(timeline.decisions_shown(idea)))
    answered = next((event for event in events if event.reason), None)
    reason = answered.reason if answered else ""
    text, answer = parts(version.title, version.text, reason, has_pictures=has_pictures)
    return {"text": text, "answered": answered, "answer": answer}


def _qr(address: str) -> SafeString:
    """The address as a QR code; its light modules and margin belong to it (ISO/IEC 18004)."""
    code = segno.make_qr(address, error="m")
    # Drawn from the address's characters alone, nothing of them in it.
    drawn = code.svg_inline(omitsize=True, light="#fff", svgclass="sheet__qr", lineclass=None)
    return SafeString(drawn)
