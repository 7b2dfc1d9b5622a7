"""The pages on which one item is decided. Every POST carries the version that was read."""

from collections.abc import Callable, Collection
from functools import partial, wraps

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from ideas.models import Comment
from ideas.preview import Step, Words, preview_page, step_of
from ideas.reasons import QuestionForm, ReasonsForm
from moderation import deciding, queue, reading
from moderation.forms import ReleaseForm
from moderation.models import DeskItem, QueueItem, Report
from moderation.tickets import Ticket
from texts.stale import is_stale, keeps_text

Kind = DeskItem.Kind
# Which decisions there are for which kind of item.
EVERY = frozenset(Kind)
RELEASABLE = frozenset({Kind.IDEA, Kind.AMENDMENT, Kind.COMMENT, Kind.EDIT})
ASKABLE = frozenset({Kind.IDEA})
SPAMMABLE = frozenset({Kind.IDEA, Kind.COMMENT})
REPORTS = frozenset({Kind.REPORT})
CHANGED = gettext_lazy(
    "The author changed the text while you were reading. This is the new text; nothing is decided yet."
)


def _waiting(kinds: Collection[str]) -> Callable[..., Callable[[HttpRequest, str], HttpResponse]]:
    """Finds the item for this moderator, if it is one of `kinds`; tells who decided when it no longer waits."""

    def decorate(view: Callable[[HttpRequest, QueueItem], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
        @wraps(view)
        def found(request: HttpRequest, key: str) -> HttpResponse:
            item = queue.find(moderator_of(request), key)
            if item is None:
                return too_late(request, key)
            if item.kind not in kinds:
                raise Http404
            return view(request, item)

        return found

    return decorate


def moderator_of(request: HttpRequest) -> User:
    """Who is signed in at the desk."""
    assert isinstance(request.user, User)  # noqa: S101 - the admin site lets nobody else in
    return request.user


@require_safe
@_waiting(EVERY)
def show(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """One item with its decisions."""
    return _page(request, item)


@require_safe
@_waiting(EVERY)
def skip(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """The item behind this one."""
    return go_on(request, item)


@require_POST
@_waiting(RELEASABLE)
def release(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Publish what was read."""
    done = _("Released: “%(title)s”.")
    if item.kind != Kind.IDEA:
        return _decide(request, item, deciding.release, done=done)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, item, release_form=form)
    lead = form.lead_authority_id
    decision = partial(deciding.release, lead_authority_id=lead, office_leads=lead is None)
    return _decide(request, item, decision, done=done)


@require_POST
@_waiting(SPAMMABLE)
def discard(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Set aside as spam; no mail."""
    return _decide(request, item, deciding.discard, done=_("Set aside as spam: “%(title)s”."))


@require_POST
@_waiting(REPORTS)
def settle(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Answer a report without touching the text: nothing found, or done already."""
    upheld = "upheld" in request.POST
    decision = partial(deciding.settle, outcome=Report.Outcome.UPHELD if upheld else Report.Outcome.DISMISSED)
    return _decide(request, item, decision, done=_("Report answered: “%(title)s”."))


@keeps_text
@require_POST
@_waiting(ASKABLE)
def ask(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """A question to the author, once its mail was seen."""
    form = QuestionForm(request.POST, auto_id="question_%s")
    words = Words("returned", _("Question to the author"), _("Send the question"), _("Asked about “%(title)s”."))
    return _previewed(request, item, "question_form", form, deciding.ask, words)


@keeps_text
@require_POST
@_waiting(RELEASABLE)
def refuse(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Not publish, once the mail was seen."""
    kind = {Kind.IDEA: "rejected", Kind.AMENDMENT: "amendment_rejected"}.get(Kind(item.kind), "comment_removed")
    words = Words(kind, _("Do not publish"), _("Do not publish, and tell the author"), _("Not published: “%(title)s”."))
    return _previewed(request, item, "reasons_form", _reasons(request), deciding.refuse, words)


@keeps_text
@require_POST
@_waiting(REPORTS)
def uphold(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Lock the reported idea or remove the reported comment, once the mail was seen."""
    if isinstance(queue.thing(Ticket.of(item)), Comment):
        words = Words("comment_removed", _("Remove the comment"), _("Remove it, and tell the author"), _("Removed."))
    else:
        words = Words("locked", _("Lock the idea"), _("Lock it, and tell the author"), _("Locked: “%(title)s”."))
    return _previewed(request, item, "reasons_form", _reasons(request), deciding.uphold, words)


def _reasons(request: HttpRequest) -> ReasonsForm:
    return ReasonsForm(request.POST, auto_id="reasons_%s")


def _previewed(
    request: HttpRequest,
    item: QueueItem,
    name: str,
    form: QuestionForm | ReasonsForm,
    decision: Callable[..., object],
    words: Words,
) -> HttpResponse:
    step = step_of(request, form)
    if step is Step.TYPING:
        return _page(request, item, status=403 if is_stale(request) else 200, **{name: form})
    if _read(request, item).version != item.version:
        return _changed(request, item, **{name: form})
    if step is Step.SENDING:
        return _decide(request, item, partial(decision, **form.arguments), done=words.done, **{name: form})
    return preview_page(request, form, words, queue.thing(Ticket.of(item)), version=item.version)


def _decide(
    request: HttpRequest,
    item: QueueItem,
    decision: Callable[..., object],
    *,
    done: str,
    **typed: forms.Form,
) -> HttpResponse:
    """One decision about what was read, then the next item."""
    try:
        decision(_read(request, item), by=moderator_of(request))
    except deciding.AlreadyDecided:
        return too_late(request, item.key)
    except deciding.TextChanged:
        return _changed(request, item, **typed)
    messages.success(request, done % {"title": item.title})
    return go_on(request, item)


def _read(request: HttpRequest, item: QueueItem) -> Ticket:
    """The item with the version that stood on the page the decision comes from."""
    ticket = Ticket.parse(f"{item.key}:{request.POST.get('version', '')}")
    return ticket or Ticket(Ticket.of(item).table, item.object_id, 0)


def _title(item: QueueItem, reference: str) -> str:
    """Names the idea as one, and what is only about it."""
    kind = capfirst(item.get_kind_display())
    if item.kind in {Kind.COMMENT, Kind.EDIT, Kind.REPORT}:
        return _("%(kind)s on the idea %(reference)s") % {"kind": kind, "reference": reference}
    return f"{kind} {reference}"


def _page(request: HttpRequest, item: QueueItem, *, status: int = 200, **typed: forms.Form) -> HttpResponse:
    now = reading.read(item)
    context = {
        **admin.site.each_context(request),
        "title": _title(item, now.idea.reference),
        "item": item,
        "reading": now,
        "release_form": ReleaseForm(version=now.version) if item.kind == Kind.IDEA else None,
        "question_form": QuestionForm(auto_id="question_%s") if item.kind in ASKABLE else None,
        "reasons_form": ReasonsForm(auto_id="reasons_%s"),
        "can_release": item.kind in RELEASABLE,
        "can_discard": item.kind in SPAMMABLE,
        "spam_days": settings.SPAM_RESTORE_DAYS,
        "page_has_errors": any(form.errors for form in typed.values()),
        **typed,
    }
    return render(request, "moderation/item_decide.html", context, status=status)


def _changed(request: HttpRequest, item: QueueItem, **typed: forms.Form) -> HttpResponse:
    """The new text, and what was typed; nothing has been decided."""
    fresh = queue.find(moderator_of(request), item.key)
    if fresh is None:
        return too_late(request, item.key)
    messages.warning(request, CHANGED)
    return _page(request, fresh, status=409, **typed)


def too_late(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody else was first: who, what and when; then the oldest item."""
    ticket = Ticket.parse(f"{key}:0")
    if ticket is None:
        raise Http404
    messages.warning(request, queue.outcome(ticket))
    return go_on(request, None)


def go_on(request: HttpRequest, item: QueueItem | None) -> HttpResponse:
    """To what waits behind `item`; None for the oldest."""
    following = queue.next_after(moderator_of(request), item)
    if following is None:
        messages.info(request, _("Nothing is waiting any more."))
        return redirect("admin:moderation_queueitem_changelist")
    return redirect("admin:moderation_queueitem_show", key=following.key)
