"""Where an idea stands, for the person who sent it: by code, by link from a mail, or signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import exceeded
from accounts.models import User
from ideas import curating, keeping, lifecycle, links, merging, policies, references, submission, timeline
from ideas.facts import facts_of
from ideas.forms.idea import CodeForm, IdeaForm, initial_of
from ideas.models import Decision, Draft, Idea, Merge, Status
from ideas.pictures import showing, tray
from ideas.views import access, kept
from texts.cleaning import number_in
from texts.stale import add_stale_error, is_stale, keeps_text

CODES_PER_HOUR = 30


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an Ideen-Code. Signed in, the idea becomes part of the account."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _enter_page(request, form)
    if is_stale(request):
        add_stale_error(form)
        return _enter_page(request, form, status=403)
    if not form.is_valid():
        return _enter_page(request, form)
    idea = submission.find_by_code(form.cleaned_data["code"])
    if idea is None:
        return _unknown_code(request, form)
    access.grant(request, idea)
    if isinstance(request.user, User) and submission.claim(idea.pk, user=request.user):
        messages.success(request, _("This idea now belongs to your account."))
    return redirect("ideas:status_idea", reference=idea.reference)


def _unknown_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """Only wrong codes count: many people of one library may look after their ideas."""
    if exceeded(request, "code", times=CODES_PER_HOUR, seconds=3600):
        form.add_error(
            None, _("Too many attempts in a short time. Please try again in an hour or call the project office.")
        )
        return _enter_page(request, form, status=429)
    form.add_error("code", _("We do not know this code. Please compare it with the one you wrote down."))
    return _enter_page(request, form)


@never_cache
@require_safe
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail. Opening it changes nothing but what this browser may see."""
    idea_id = links.read_token(token)
    idea = Idea.objects.filter(pk=idea_id).first() if idea_id else None
    if idea is None:
        messages.warning(request, _("This link is no longer valid. Please enter your idea code."))
        return redirect("ideas:status")
    access.grant(request, idea)
    return redirect("ideas:status_idea", reference=idea.reference)


@never_cache
@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """One's idea: where it is, what was decided and why, what one can do."""
    idea = own(request, reference)
    if idea is None:
        return redirect("ideas:status")
    version = idea.latest_version
    context = {
        "idea": idea,
        "version": version,
        "facts": facts_of(version or idea),
        "pictures": showing.of_version(version) if version else (),
        "events": timeline.of_sender(idea),
        "question": _question(idea),
        "merges": Merge.objects.of(idea).filter(state__in=[Merge.State.PROPOSED, Merge.State.DONE]),
        "amendment_waits": idea.status == Status.PUBLISHED and idea.pending_version is not None,
        "can_change": policies.is_changeable(idea),
        "is_opened_by_code": not _is_author(request, idea),
        "spoken_to": _is_spoken_to(idea),
    }
    return render(request, "ideas/status_detail.html", context)


def _is_spoken_to(idea: Idea) -> bool:
    """Withheld without a rule: somebody who may need help reads our words, not remedies against a refusal."""
    last = idea.decisions.order_by("-id").first() if idea.evidence_since else None
    return last is not None and last.kind == Decision.Kind.WITHHELD


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """A guest is done; the idea can be opened again with the code."""
    access.close(request)
    messages.success(request, _("Done. Your idea can be opened in this browser only with the code again."))
    return redirect("ideas:status")


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, reference: str) -> HttpResponse:
    """Change one's idea or answer a question; what is released stays up until the new text is."""
    idea = own(request, reference)
    if idea is None:
        return _amend_without_access(request, reference)
    if not policies.is_changeable(idea):
        messages.warning(request, _("This idea cannot be changed any more."))
        return redirect("ideas:status_idea", reference=reference)
    if request.method != "POST":
        typed = access.kept_amendment(request, reference)
        if typed and kept.ERRORS in request.GET:
            return _amend_page(request, idea, IdeaForm.of_typed(typed, **_asked(idea)))
        form = IdeaForm(initial=typed or initial_of(idea.latest_version), **_asked(idea))
        return _amend_page(request, idea, form)
    form = IdeaForm(request.POST, **_asked(idea))
    if "pictures" in request.POST and not is_stale(request):
        access.keep_amendment(request, idea.reference, form.as_typed)
        tray.of_idea(idea)
        return redirect("ideas:amend_pictures", reference=reference)
    return _amend(request, idea, form)


def _question(idea: Idea) -> Decision | None:
    """The question that waits for an answer."""
    if idea.status != Status.RETURNED:
        return None
    return idea.decisions.filter(kind=Decision.Kind.RETURNED).order_by("id").last()


def _asked(idea: Idea) -> dict[str, Any]:
    """What the form asks beside the text, and whether pictures answer it."""
    pictures, before = tray.open_of(idea), idea.latest_version
    return {
        "asked_about": idea.pending_version if idea.status == Status.RETURNED else None,
        "pictures_differ": pictures is not None and tray.differs(pictures, before),
        "new_pictures": pictures is not None and tray.new_ones(pictures, before),
    }


def _amend(request: HttpRequest, idea: Idea, form: IdeaForm) -> HttpResponse:
    if is_stale(request):
        add_stale_error(form)
        return _amend_page(request, idea, form, status=403)
    if not form.is_valid():
        access.keep_amendment(request, idea.reference, form.as_typed)
        return kept.say_what_is_wrong(request)
    answer, base_id = form.cleaned_data.get("answer", ""), number_in(str(form.data.get("base", "")))
    sent: dict[str, Any] = {"content": form.version, "answer": answer, "pictures": tray.open_of(idea)}
    try:
        curating.amend(idea.pk, base_id=base_id, by=_user(request), **sent)
    except tray.NotDescribed:
        access.keep_amendment(request, idea.reference, form.as_typed)
        return redirect(f"{reverse('ideas:amend_pictures', args=[idea.reference])}?{kept.ERRORS}")
    except lifecycle.MoveNotAllowed:
        form.add_error(None, _("Somebody has decided on this idea in the meantime. Your text is still here."))
        return _amend_page(request, idea, form, status=409)
    access.forget_amendment(request, idea.reference)
    if idea.status == Status.RETURNED:
        messages.success(request, _("Thank you. Your answer is with the moderators."))
    else:
        messages.success(request, _("Thank you. Your new text is with the moderators."))
    if note := form.whereabouts.note:
        messages.info(request, note)
    return redirect("ideas:status_idea", reference=idea.reference)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one's idea back, after one more question."""
    idea = own(request, reference)
    if idea is None:
        return redirect("ideas:status")
    if request.method != "POST":
        return render(request, "ideas/idea_withdraw.html", {"idea": idea})
    try:
        merging.withdraw(idea.pk, by=_user(request))
    except lifecycle.MoveNotAllowed:
        messages.info(request, _("This idea cannot be withdrawn any more, or you have already withdrawn it."))
    else:
        messages.success(request, _("Your idea is withdrawn."))
    return redirect("ideas:status_idea", reference=reference)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My ideas and drafts."""
    user = _user(request)
    assert user is not None  # noqa: S101 - login_required
    drafts = Draft.objects.open().filter(user=user).order_by("-changed_at")[:50]
    context = {
        "ideas": Idea.objects.by(user).with_counts().select_related("pending_version").order_by("-id")[:200],
        "drafts": [(draft, keeping.last_day(draft)) for draft in drafts],
    }
    return render(request, "ideas/mine.html", context)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _is_author(request: HttpRequest, idea: Idea) -> bool:
    return request.user.is_authenticated and idea.author_id == request.user.pk


def own(request: HttpRequest, reference: str) -> Idea | None:
    """The idea if it is this person's. Somebody signed in gets a 404 for what is not; a guest, who
    may only have to enter the code, gets None, whether the number exists or not.
    """
    parsed = references.parse(reference)
    idea = None
    if parsed:
        idea = (
            Idea.objects.select_related("authorship", "pending_version", "released_version", "counter")
            .filter(reference_year=parsed[0], reference_number=parsed[1])
            .first()
        )
    if idea and access.is_own(request, idea):
        return idea
    if request.user.is_authenticated:
        raise Http404
    return None


def _enter_page(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "ideas/status_enter.html", {"form": form, "page_has_errors": bool(form.errors)}, status=status
    )


def _amend_page(request: HttpRequest, idea: Idea, form: IdeaForm, *, status: int = 200) -> HttpResponse:
    pictures, version = tray.open_of(idea), idea.latest_version
    context = {
        "idea": idea,
        "form": form,
        "question": _question(idea),
        "pictures": showing.of_draft(pictures) if pictures else showing.of_version(version) if version else (),
        # Which version they began with: the office may change tags while somebody writes.
        "base": form.data.get("base") or form.initial.get("base") or (version.pk if version else ""),
        "page_has_errors": bool(form.errors),
    }
    return render(request, "ideas/idea_amend.html", context, status=status)


def _amend_without_access(request: HttpRequest, reference: str) -> HttpResponse:
    """The session is gone: the text waits in the new one until the code is entered again."""
    if request.method == "POST":
        access.keep_amendment(request, reference, IdeaForm(request.POST).as_typed)
        messages.warning(
            request,
            _("Your session has ended. Your text is kept. Sign in or enter your idea code, then choose “Change”."),
        )
    return redirect("ideas:status")
