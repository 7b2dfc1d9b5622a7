"""Threats and self-harm: what the project office does, and the one action that goes with it.

Reached by one key from everywhere at the desk. Nothing here refuses somebody who may need help by
a rule; what was written is kept as evidence, and only those in charge of emergencies may read it.
"""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ideas import decided
from ideas.models import Comment, Idea, Rule, Status
from ideas.preview import Step, Words, preview_page, step_of
from ideas.reasons import addressee
from moderation import deciding, pages, queue
from moderation.forms import ThreatForm, WordsForm
from moderation.models import Procedure
from moderation.tickets import Ticket
from texts.stale import is_stale, keeps_text

# The rule a threat breaks, if staff have not switched it off.
THREATENING = "respekt"


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Steps and contacts, whatever it is about."""
    return _page(request, {"procedures": Procedure.objects.all()})


@require_safe
def about(request: HttpRequest, key: str) -> HttpResponse:
    """The same, with the way to act for one text; also for what does not wait (any more)."""
    found = _about(request, key)
    context = _of(found, key) | {
        "procedures": Procedure.objects.all(),
        "told": "" if _shows(found) else decided.told(found),
    }
    return _page(request, context)


@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def withhold(request: HttpRequest, key: str, procedure: str) -> HttpResponse:
    """Not shown, and the author spoken to, once the mail was seen."""
    chosen = get_object_or_404(Procedure, key=procedure)
    found = _about(request, key)
    if not _shows(found):
        messages.warning(request, decided.told(found))
        return redirect("admin:moderation_queueitem_emergency_about", key=key)
    form = _form(request, chosen, found)
    step = step_of(request, form) if request.method == "POST" else Step.TYPING
    if step is Step.TYPING:
        context = _of(found, key) | {
            "procedure": chosen, "form": form, "page_has_errors": bool(form.errors),
            "by_mail": addressee(found).by_mail,
        }  # fmt: skip
        return _page(request, context, template="withhold", status=403 if is_stale(request) else 200)
    if step is Step.PREVIEW:
        return preview_page(request, form, _words(chosen, found), found)
    item = queue.find(pages.moderator_of(request), key)
    try:
        deciding.withhold(_ticket(key), by=pages.moderator_of(request), procedure=chosen.key, **form.arguments)
    except deciding.AlreadyDecided:
        return pages.too_late(request, key)
    _confirm(request, by_mail=addressee(found).by_mail)
    return pages.go_on(request, item)


def _confirm(request: HttpRequest, *, by_mail: bool) -> None:
    if by_mail:
        messages.success(request, _("Nobody can read it any more. The author is written to, those in charge are told."))
        return
    sentence = _(
        "Nobody can read it any more. Those in charge are told. There is no e-mail address: "
        "the author reads your words only with the idea code."
    )
    messages.warning(request, sentence)


def _about(request: HttpRequest, key: str) -> Idea | Comment:
    """What the key stands for. 404 for what is not this moderator's, and for what is no key."""
    queue.find(pages.moderator_of(request), key)
    return queue.thing(_ticket(key))


def _ticket(key: str) -> Ticket:
    ticket = Ticket.parse(f"{key}:0")
    assert ticket is not None  # noqa: S101 - `queue.find` has read the key
    return ticket


def _shows(found: Idea | Comment) -> bool:
    """Whether it waits or is public, so that there is something to take away."""
    if isinstance(found, Comment):
        return found.status in {Comment.Status.PENDING, Comment.Status.PUBLISHED}
    return found.status in {Status.SUBMITTED, Status.PUBLISHED}


def _form(request: HttpRequest, procedure: Procedure, found: Idea | Comment) -> ThreatForm | WordsForm:
    data = request.POST if request.method == "POST" else None
    message = procedure.message_in(addressee(found).language)
    if procedure.cites_rule:
        rule = Rule.objects.filter(key=THREATENING, is_active=True).values_list("key", flat=True).first()
        return ThreatForm(data, initial={"facts": message, "rule": rule})
    return WordsForm(data, initial={"words": message})


def _words(procedure: Procedure, found: Idea | Comment) -> Words:
    if isinstance(found, Comment):
        kind = "comment_removed" if procedure.cites_rule else "comment_withheld"
    elif procedure.cites_rule:
        kind = "locked" if found.status == Status.PUBLISHED else "rejected"
    else:
        kind = "withheld"
    return Words(kind, procedure.title, _("Do not show it, and write to the author"), "")


def _of(found: Idea | Comment, key: str) -> dict[str, Any]:
    table, idea = ("comment", found.idea) if isinstance(found, Comment) else ("idea", found)
    back = reverse(f"admin:ideas_{table}_change", args=[found.pk])
    return {"key": key, "reference": idea.reference, "is_comment": table == "comment", "back": back}


def _page(
    request: HttpRequest, context: dict[str, Any], *, template: str = "emergency", status: int = 200
) -> HttpResponse:
    surroundings = {**admin.site.each_context(request), "title": _("Emergency")}
    return render(request, f"moderation/{template}.html", {**surroundings, **context}, status=status)
