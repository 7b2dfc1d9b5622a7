"""What error pages say: what happened, what one can do, and who helps; in the language of their address.

Those for 500 and 503 come from the process's memory alone: no database, no session, no context.
"""

from typing import Any, NamedTuple

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_from_path, gettext, gettext_lazy as _, override

from pages.notices import last_known_notices
from pages.office import last_known_office
from texts.languages import answerable

log = structlog.get_logger("portal.errors")
_GO_BACK = _("Please go back with your browser’s back button. What you have typed is usually still there.")
# When not even a template can be read.
_PLAIN = (
    "Da ist bei uns etwas schiefgegangen. Bitte versuchen Sie es in ein paar Minuten noch einmal.\n"
    "Something went wrong on our side. Please try again in a few minutes.\n"
)


class Words(NamedTuple):
    """The sentences of one error page; `way_on` is what one can do."""

    title: str | Promise
    heading: str | Promise
    lead: str | Promise
    way_on: str | Promise = ""


STALE, READ_ONLY, TOO_LARGE, BROKEN, BUSY = "stale", "read only", 413, 500, 503
WORDS: dict[int | str, Words] = {
    400: Words(
        _("Request not understood"),
        _("We could not read this request"),
        _("Something in the address or in the form was not as we expect it."),
        _GO_BACK,
    ),
    403: Words(
        _("No access"),
        _("You may not open this page"),
        _("This page is for certain people only. Perhaps you need to sign in with another account."),
        _("If you think that this is a mistake, please call us."),
    ),
    STALE: Words(
        _("Open for too long"),
        _("This page was open for too long"),
        _("Nothing was saved. Please go back, load the page anew and start again."),
        _("If you read this again and again, please allow cookies for this portal in your browser."),
    ),
    404: Words(
        _("Page not found"),
        _("We did not find this page"),
        _("The address may be mistyped, or the page is no longer there."),
        _("An idea that was withdrawn or locked is no longer public either."),
    ),
    405: Words(
        _("Not possible in this way"),
        _("This address does not open by itself"),
        _("It belongs to a button on another page. Nothing was changed."),
        _("Please go back to that page and press the button there."),
    ),
    TOO_LARGE: Words(
        _("Too large"),
        _("That was too large for us"),
        _("Your text or your pictures are larger than we can take."),
        _(
            "Please go back with your browser’s back button. What you have typed is usually still there. "
            "Shorten the text or choose smaller pictures, then send again."
        ),
    ),
    429: Words(
        _("Please wait a moment"),
        _("Too many attempts in a short time"),
        _("To protect the portal we pause now. Please wait ten minutes and try again."),
        _GO_BACK,
    ),
    READ_ONLY: Words(
        _("Not possible at the moment"),
        _("We cannot take this at the moment"),
        _("At the moment you can only read in the portal. Nothing was sent and nothing was changed."),
        _("We do not know yet when it goes on. Please try again in a few minutes."),
    ),
    BROKEN: Words(
        _("Something went wrong"),
        _("Something went wrong on our side"),
        _("The mistake is ours, not yours. We see it in our records and look after it."),
        _("Please try again in a few minutes."),
    ),
    BUSY: Words(
        _("Not reachable at the moment"),
        _("The portal is overloaded or under maintenance"),
        _("Please try again in a minute. What was saved before is not lost."),
    ),
}


def page(request: HttpRequest, status: int, *, about: int | str = 0) -> HttpResponse:
    """The page for `status`, inside the portal's frame; `about` chooses other words for it."""
    with override(_language(request)):
        return render(request, "errors/page.html", _context(request, about or status), status=status)


def page_read_only(request: HttpRequest, refused: dict[str, Any], *, end: str) -> HttpResponse:
    """503 with what was typed; `refused` is for `errors/_refused.html`, `end` when it goes on, as far as known."""
    with override(_language(request)):
        context = _context(request, READ_ONLY)
        if end:
            goes_on = gettext("It probably goes on from %(end)s.") % {"end": end}
            context["error"] = context["error"]._replace(way_on=goes_on)
        return render(request, "errors/read_only.html", {**context, "refused": refused}, status=503)


def page_alone(request: HttpRequest, status: int) -> HttpResponse:
    """The page for `BROKEN` or `BUSY`; never fails, whatever else is broken."""
    try:
        with override(_language(request)):
            context = {**_context(request, status), "office": last_known_office(), "notices": last_known_notices()}
            return HttpResponse(render_to_string("errors/alone.html", context), status=status)
    except Exception:
        log.exception("error_page.broken")
        return HttpResponse(_PLAIN, status=status, content_type="text/plain; charset=utf-8")


def _context(request: HttpRequest, about: int | str) -> dict[str, Any]:
    words = WORDS[about]
    if about in {BROKEN, BUSY} and request.method == "POST":
        words = words._replace(way_on=_GO_BACK)
    return {
        "error": words,
        "missing": about == 404,
        "now": timezone.now(),
        "incident": structlog.contextvars.get_contextvars().get("request_id") if about == BROKEN else None,
    }


def _language(request: HttpRequest) -> str:
    """What broke early broke before the language was chosen, with that of an earlier request still active."""
    return answerable(get_language_from_path(request.path_info))
