"""The pages on which one item is decided. Every POST carries the version that was read."""

from collections.abc import Callable, Collection
from functools import partial, wraps

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from ideas.models import Decision
from ideas.reasons import QuestionForm, ReasonsForm
from moderation import deciding, desk, listing, queue, reading, sharing, undoing
from moderation.forms import AnswerForm, ComplaintForm, CorrectionForm, ReleaseForm
from moderation.models import Case, DeskItem, QueueItem
from moderation.tickets import Ticket
from moderation.workdays import Wait

Kind = DeskItem.Kind
# Which decisions there are for which kind of item.
EVERY = frozenset(Kind)
RELEASABLE = frozenset({Kind.IDEA, Kind.AMENDMENT, Kind.COMMENT, Kind.EDIT})
ASKABLE = frozenset({Kind.IDEA})
SPAMMABLE = frozenset({Kind.IDEA, Kind.COMMENT})
CORRECTABLE = frozenset({Kind.IDEA, Kind.AMENDMENT})
CASES = frozenset({Kind.CASE})
COMPLAINTS = frozenset({Kind.COMPLAINT})
# Sentences that somebody writes here.
TYPED = ("facts", "question", "reasons", "answer", "words")
CHANGED = gettext_lazy("The text was changed while you were reading. This is the new text; nothing is decided yet.")
REPORTED_AGAIN = gettext_lazy("Somebody else has reported it while you were reading; nothing is decided yet.")


def waiting(kinds: Collection[str]) -> Callable[..., Callable[[HttpRequest, str], HttpResponse]]:
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
@waiting(EVERY)
def show(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """One item with its decisions."""
    sharing.open_item(item.key, by=moderator_of(request))
    return page(request, item)


@require_safe
@waiting(EVERY)
def skip(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """The item behind this one."""
    return go_on(request, item)


@require_safe
@waiting(EVERY)
def before(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """The item in front of this one."""
    earlier = queue.one_before(moderator_of(request), item)
    if earlier is None:
        messages.info(request, _("Nothing waits in front of this."))
    return redirect("admin:moderation_queueitem_show", key=(earlier or item).key)


@require_POST
@waiting(RELEASABLE)
def release(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Publish what was read."""
    done = _("Released: “%(title)s”.")
    if item.kind != Kind.IDEA:
        return decide(request, item, deciding.release, done=done)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return page(request, item, release_form=form)
    lead = form.lead_authority_id
    decision = partial(deciding.release, lead_authority_id=lead, office_leads=lead is None)
    return decide(request, item, decision, done=done)


@require_POST
@waiting(SPAMMABLE)
def discard(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Set aside as spam; no mail."""
    return decide(request, item, deciding.discard, done=_("Set aside as spam: “%(title)s”."))


@require_POST
@waiting(CASES)
def settle(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Answer a case without touching the text: it keeps the rules, or it is gone already."""
    upheld = "upheld" in request.POST
    form = AnswerForm(request.POST, auto_id="answer_%s")
    if not form.is_valid():
        return page(request, item, answer_form=form)
    outcome = Case.Outcome.UPHELD if upheld else Case.Outcome.DISMISSED
    decision = partial(deciding.settle, outcome=outcome, message=form.cleaned_data["answer"])
    return decide(request, item, decision, done=_("Answered: “%(title)s”."))


@require_POST
@waiting(EVERY)
def assign(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Give the item to somebody in charge of it, or to nobody."""
    idea = reading.idea_of(item)
    to = next((user for user in desk.in_charge_of(idea) if str(user.pk) == request.POST.get("to")), None)
    if to is None and request.POST.get("to"):
        raise Http404
    sharing.assign(Ticket.of(item), to=to, by=moderator_of(request), idea=idea)
    messages.success(request, _("Assigned to %(name)s.") % {"name": to} if to else _("Assigned to nobody."))
    return redirect("admin:moderation_queueitem_show", key=item.key)


def decide(
    request: HttpRequest,
    item: QueueItem,
    decision: Callable[..., Decision | None],
    *,
    done: str,
    **typed: forms.Form,
) -> HttpResponse:
    """One decision about what was read, then the next item."""
    try:
        taken = decision(was_read(request, item), by=moderator_of(request))
    except deciding.AlreadyDecided:
        return too_late(request, item.key)
    except deciding.TextChanged:
        return changed(request, item, **typed)
    sharing.leave(item.key)
    messages.success(request, done % {"title": item.title})
    return go_on(request, item, taken)


def was_read(request: HttpRequest, item: QueueItem) -> Ticket:
    """The item with the version that stood on the page the decision comes from."""
    ticket = Ticket.parse(f"{item.key}:{request.POST.get('version', '')}")
    return ticket or Ticket(Ticket.of(item).table, item.object_id, 0)


def _title(item: QueueItem, reference: str) -> str:
    """Names the idea as one, and what is only about it."""
    kind = capfirst(item.kind_label)
    if item.kind in {Kind.COMMENT, Kind.EDIT, Kind.CASE, Kind.COMPLAINT}:
        return _("%(kind)s on the idea %(reference)s") % {"kind": kind, "reference": reference}
    return f"{kind} {reference}"


def page(request: HttpRequest, item: QueueItem, *, status: int = 200, **typed: forms.Form) -> HttpResponse:
    now, moderator = reading.read(item), moderator_of(request)
    listing.add_notes([item], moderator)
    context = {
        **admin.site.each_context(request),
        "title": _title(item, now.idea.reference),
        "item": item,
        "reading": now,
        "wait": Wait.since(item.since),
        "notes": listing.signals(item),
        "undo": undoing.offer(request),
        "people": desk.in_charge_of(now.idea),
        "release_form": ReleaseForm(version=now.version) if item.kind == Kind.IDEA else None,
        "question_form": QuestionForm(auto_id="question_%s", language=item.language) if item.kind in ASKABLE else None,
        "reasons_form": ReasonsForm(auto_id="reasons_%s", language=item.language),
        "correction_form": _correction(now) if item.kind in CORRECTABLE else None,
        "answer_form": AnswerForm(auto_id="answer_%s") if item.kind in CASES else None,
        "complaint_form": ComplaintForm(auto_id="complaint_%s") if item.kind in COMPLAINTS else None,
        "can_release": item.kind in RELEASABLE,
        "can_discard": item.kind in SPAMMABLE,
        "can_refuse": item.kind in RELEASABLE or (item.kind in CASES and now.is_public),
        "redactable": now.redactable,
        "spam_days": settings.SPAM_RESTORE_DAYS,
        "page_has_errors": any(form.errors for form in typed.values()),
        **typed,
    }
    return render(request, "moderation/item_decide.html", context, status=status)


def _correction(now: reading.Reading) -> CorrectionForm | None:
    return CorrectionForm(version=now.version, auto_id="correct_%s") if now.version else None


def changed(request: HttpRequest, item: QueueItem, **typed: forms.Form) -> HttpResponse:
    """The new text, and what was typed; nothing has been decided."""
    fresh = queue.find(moderator_of(request), item.key)
    if fresh is None:
        return too_late(request, item.key)
    messages.warning(request, REPORTED_AGAIN if item.kind == Kind.CASE else CHANGED)
    return page(request, fresh, status=409, **typed)


def too_late(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody else was first: who, what and when, and what was typed in vain; then the oldest item.

    Whoever was first themselves, by a second click, can take it back as after the first.
    """
    ticket = Ticket.parse(f"{key}:0")
    if ticket is None:
        raise Http404
    if mine := undoing.just_now(queue.thing(ticket), by=moderator_of(request)):
        messages.success(request, _("You have just decided this: %(what)s.") % {"what": mine.get_kind_display()})
        return go_on(request, None, mine)
    messages.warning(request, queue.outcome(ticket))
    if typed := [text for name in TYPED if (text := request.POST.get(name, "").strip())]:
        messages.info(request, _("You had written: %(text)s") % {"text": " – ".join(typed)})
    return go_on(request, None)


def go_on(request: HttpRequest, item: QueueItem | None, *taken: Decision | None) -> HttpResponse:
    """To what waits behind `item`, None for the oldest; there `taken` can be taken back."""
    following = queue.next_after(moderator_of(request), item)
    if following is None:
        messages.info(request, _("Nothing is waiting any more."))
        return redirect(undoing.offered(reverse("admin:moderation_queueitem_changelist"), taken))
    return redirect(undoing.offered(reverse("admin:moderation_queueitem_show", args=[following.key]), taken))
