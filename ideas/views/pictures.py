"""The pictures of a draft or of an amendment: one page, one form. Every button keeps what was typed."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.limits import exceeded
from ideas import drafts, policies
from ideas.models import Draft, DraftPicture
from ideas.models.picture import ALTERNATIVE_LENGTH, MOST
from ideas.pictures import tray
from ideas.pictures.encoding import NotNow, NotTaken
from ideas.pictures.files import StorageAway
from ideas.pictures.showing import Shown, shown
from ideas.views.kept import ERRORS
from ideas.views.status import own
from pages import portal_state
from texts.cleaning import clean_line
from texts.stale import is_stale, keeps_text

# A class at school or a stall at a market shares one connection.
SENT_PER_HOUR = 180
# In the address of a page that says which words are missing.
FIELD = "alternative-"


class Way(NamedTuple):
    """Where the page is, and where one comes from and goes to."""

    here: str
    back: str
    onward: str
    onward_label: str


class Row(NamedTuple):
    """A picture on the page, with its description as typed and what is wrong with it."""

    number: int
    picture: Shown
    typed: str
    error: str


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Pictures of an idea that is being written."""
    draft = drafts.find_or_reopen(request, key)
    if draft is None:
        return _without_draft(request, key)
    if draft.idea:
        return redirect("ideas:thanks", key=draft.pk)
    here, back, onward = (reverse(f"ideas:{name}", args=[draft.pk]) for name in ("pictures", "write_on", "check"))
    return _answer(request, draft, Way(here, back, onward, _("Continue")))


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_amendment(request: HttpRequest, reference: str) -> HttpResponse:
    """Pictures of the next version of an idea; they are sent together with its text."""
    idea = own(request, reference)
    if idea is None:
        return _without_access(request)
    draft = tray.open_of(idea)
    amend = reverse("ideas:amend", args=[idea.reference])
    if draft is None or not policies.is_changeable(idea):
        return redirect(amend)
    here = reverse("ideas:amend_pictures", args=[idea.reference])
    return _answer(request, draft, Way(here, amend, amend, _("Back to the text")))


def _without_draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The session is gone; what belongs to an account waits there."""
    if request.method != "POST":
        raise Http404
    if not request.user.is_authenticated and Draft.objects.open().filter(pk=key, user__isnull=False).exists():
        messages.warning(
            request,
            _("You are not signed in any more. Please sign in: your draft and the pictures sent so far are kept."),
        )
        return redirect_to_login(request.path)
    messages.warning(request, _("You were away for a while. Please start again. We could not keep the pictures."))
    return redirect("ideas:write")


def _without_access(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        sentence = _(
            "Your session has ended. The pictures sent so far are kept. "
            "Sign in or enter your idea code, then choose “Change”."
        )
        messages.warning(request, sentence)
    return redirect("ideas:status")


def _answer(request: HttpRequest, draft: Draft, way: Way) -> HttpResponse:
    if request.method != "POST":
        return _page(request, draft, way)
    if is_stale(request):
        messages.error(
            request, _("This page was open for too long. Your descriptions are still here. Please send them once more.")
        )
        return _page(request, draft, way, typed=_typed(request), status=403)
    try:
        return redirect(_after(request, draft, way))
    except Draft.DoesNotExist:  # sent or thrown away in another tab a moment ago
        return redirect(way.here)


def _after(request: HttpRequest, draft: Draft, way: Way) -> str:
    """Does what the button says; the address of the page that follows."""
    tray.describe(draft, _typed(request))
    was_sent = _add_all(request, draft)
    if name := request.POST.get("remove"):
        if tray.remove(draft, name):
            messages.success(request, _("The picture is removed."))
    elif name := request.POST.get("up"):
        tray.move_up(draft, name)
    elif "next" in request.POST and not was_sent:
        return way.onward if tray.is_ready(draft) else f"{way.here}?{ERRORS}"
    elif "add" in request.POST and not was_sent:
        messages.error(request, _("Please choose a picture first."))
    return way.here


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix(FIELD): str(text) for name, text in request.POST.items() if name.startswith(FIELD)}


def _add_all(request: HttpRequest, draft: Draft) -> bool:
    """Takes what can be taken and says what cannot; whether anything was sent."""
    sent: list[Any] = request.FILES.getlist("pictures")
    dropped: list[tuple[str, bool]] = getattr(request, "dropped_files", [])
    for name, is_large in dropped:
        if is_large:
            _say(request, [name], _("The file is larger than 10 MB. Please choose a smaller picture."))
    left = [one.name for one in sent] + [name for name, is_large in dropped if not is_large]
    why = _("We look at ten files at a time. If there is still room, please choose these once more.")
    added = 0
    try:
        for one in sent:
            added += _add(request, draft, one)
            left.pop(0)
    except NotNow as refused:
        why = str(refused.sentence)
    if left:
        _say(request, left, why)
    _say_added(request, added)
    return bool(sent or dropped)


def _say_added(request: HttpRequest, added: int) -> None:
    if added:
        messages.success(
            request,
            ngettext(
                "%(count)s picture added. Please describe it.", "%(count)s pictures added. Please describe them.", added
            )
            % {"count": added},
        )


def _add(request: HttpRequest, draft: Draft, sent: Any) -> bool:
    """Whether the file is taken; says why not. Raises `NotNow`, `Draft.DoesNotExist`."""
    if exceeded(request, "picture", times=SENT_PER_HOUR, seconds=3600):
        raise NotNow(_("Many pictures have come from your connection within an hour. Please try later."))
    try:
        tray.add(draft, sent.file, sent.size)
    except NotNow:
        raise
    except NotTaken as refused:
        _say(request, [sent.name], str(refused.sentence))
    except StorageAway:
        _say(request, [sent.name], _("We could not keep the picture. Please try again later. Your text is safe."))
    else:
        return True
    return False


def _say(request: HttpRequest, names: Iterable[str], sentence: str) -> None:
    messages.error(request, f"{', '.join(clean_line(name or '')[:60] for name in names)}: {sentence}")


def _page(
    request: HttpRequest, draft: Draft, way: Way, *, typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    rows = list(_rows(draft, typed or {}, is_checked=ERRORS in request.GET))
    said = [(message.level_tag, str(message)) for message in messages.get_messages(request)]
    context = {
        "way": way,
        "state": portal_state.shown(),
        "window": draft.content.get("window", ""),
        "rows": rows,
        "room": MOST - len(rows),
        "most": MOST,
        "limit": ALTERNATIVE_LENGTH,
        "errors": [text for tag, text in said if tag == "error"],
        "notes": [text for tag, text in said if tag != "error"],
        "has_missing": any(row.error for row in rows),
        "page_has_errors": any(row.error for row in rows) or any(tag == "error" for tag, _text in said),
    }
    return render(request, "ideas/pictures.html", context, status=status)


def _rows(draft: Draft, typed: dict[str, str], *, is_checked: bool) -> Iterator[Row]:
    for number, placed in enumerate(draft.pictures.select_related("picture"), start=1):
        words = typed.get(placed.picture.name, placed.alternative)
        error = _error(placed) if is_checked else ""
        yield Row(number, shown(placed.picture, words), words, error)


def _error(placed: DraftPicture) -> str:
    match tray.problem(placed):
        case "required":
            return _("Please say what can be seen in the picture.")
        case "too_long":
            return _("Please use at most %(most)s characters.") % {"most": ALTERNATIVE_LENGTH}
    return ""
