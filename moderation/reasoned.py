"""Decisions that need words: nothing goes out before its mail was seen."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideas.models import Comment, Decision
from ideas.preview import Step, Words, preview_page, step_of
from ideas.reasons import QuestionForm, ReasonsForm
from moderation import deciding, pages, queue, reading
from moderation.forms import ComplaintForm, CorrectionForm
from moderation.models import DeskItem, QueueItem
from moderation.tickets import Ticket
from texts.stale import is_stale, keeps_text

Kind = DeskItem.Kind


@keeps_text
@require_POST
@pages.waiting(pages.ASKABLE)
def ask(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """A question to the author, once its mail was seen."""
    form = QuestionForm(request.POST, auto_id="question_%s", language=item.language)
    words = Words("returned", _("Question to the author"), _("Send the question"), _("Asked about “%(title)s”."))
    return _previewed(request, item, "question_form", form, deciding.ask, words)


@keeps_text
@require_POST
@pages.waiting(pages.RELEASABLE)
def refuse(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Not publish, once the mail was seen."""
    kind = {Kind.IDEA: "rejected", Kind.AMENDMENT: "amendment_rejected"}.get(Kind(item.kind), "comment_removed")
    words = Words(kind, _("Do not publish"), _("Do not publish, and tell the author"), _("Not published: “%(title)s”."))
    return _previewed(request, item, "reasons_form", _reasons(request, item), deciding.refuse, words)


@keeps_text
@require_POST
@pages.waiting(pages.CASES)
def uphold(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Lock the reported idea or remove the reported comment, once the mail was seen."""
    if isinstance(queue.thing(Ticket.of(item)), Comment):
        words = Words("comment_removed", _("Remove the comment"), _("Remove it, and tell the author"), _("Removed."))
    else:
        words = Words("locked", _("Lock the idea"), _("Lock it, and tell the author"), _("Locked: “%(title)s”."))
    return _previewed(request, item, "reasons_form", _reasons(request, item), deciding.uphold, words)


@keeps_text
@require_POST
@pages.waiting(pages.CORRECTABLE)
def correct(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Release with other words, once the difference and the mail were seen."""
    version = reading.version_of(item)
    form = CorrectionForm(request.POST, version=version, auto_id="correct_%s")
    words = Words(
        "corrected", _("Release with a correction"), _("Release, and tell the author"), _("Released: “%(title)s”.")
    )
    above = partial(reading.corrected, version, form)
    return _previewed(request, item, "correction_form", form, deciding.correct, words, above=above)


@keeps_text
@require_POST
@pages.waiting(pages.COMPLAINTS)
def answer(request: HttpRequest, item: QueueItem) -> HttpResponse:
    """Decide a complaint, once its mail was seen."""
    form = ComplaintForm(request.POST, auto_id="complaint_%s")
    words = Words(
        "complaint_rejected", _("Answer the complaint"), _("Decide, and tell them"), _("The complaint is answered.")
    )
    if form.is_valid() and form.is_upheld:
        words = replace(words, kind="complaint_upheld")
    return _previewed(request, item, "complaint_form", form, deciding.answer_complaint, words)


def _reasons(request: HttpRequest, item: QueueItem) -> ReasonsForm:
    return ReasonsForm(request.POST, auto_id="reasons_%s", language=item.language)


def _previewed(
    request: HttpRequest,
    item: QueueItem,
    name: str,
    form: Any,
    decision: Callable[..., Decision | None],
    words: Words,
    above: Callable[[], SafeString] = SafeString,
) -> HttpResponse:
    step = step_of(request, form)
    if step is Step.TYPING:
        return pages.page(request, item, status=403 if is_stale(request) else 200, **{name: form})
    if pages.was_read(request, item) != Ticket.of(item):
        return pages.changed(request, item, **{name: form})
    if step is Step.SENDING:
        return pages.decide(request, item, partial(decision, **form.arguments), done=words.done, **{name: form})
    about = queue.thing(Ticket.of(item))
    return preview_page(request, form, words, about, to=reading.told(item, about), above=above(), version=item.read)
