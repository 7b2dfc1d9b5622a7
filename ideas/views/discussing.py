"""Writing and editing a comment. Whatever goes wrong, the text comes back to the person."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import origins
from accounts.limits import RETRY_AFTER, exceeded
from accounts.models import User
from ideas import discussion, pace, phases, policies, thread
from ideas.forms.discussion import CommentEditForm, CommentForm
from pages import portal_state
from texts.cleaning import number_in
from ideas.models import Comment, Idea, Status
from ideas.views import finding, kept, said
from texts.stale import add_stale_error, is_stale, keeps_text

# Of one person, and of all behind one address, which may be a whole authority.
COMMENTS_PER_HOUR, COMMENTS_FROM_THERE = 20, 200
_KEPT = gettext_lazy("Your text is kept. Please sign in; then you can send it.")


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a comment; who is not signed in writes first and signs in then."""
    try:
        idea = finding.readable(reference, request.user)
    except Http404:
        return _closed(request, status=404)
    if isinstance(request.user, User) and not policies.may_comment(request.user, idea):
        return _closed(request, status=403)
    if request.method == "POST":
        return _send(request, idea)
    start = kept.typed_into(request, idea.reference)
    return _comment_page(request, idea, CommentForm(kept.wrong(request, idea.reference), initial=start))


def _send(request: HttpRequest, idea: Idea) -> HttpResponse:
    form = CommentForm(request.POST)
    if is_stale(request):
        add_stale_error(form)
        return _comment_page(request, idea, form, status=403)
    if not form.is_valid():
        kept.keep(request, idea.reference, form)
        return kept.say_what_is_wrong(request)
    if not isinstance(request.user, User):
        kept.keep(request, idea.reference, form)
        messages.info(request, _KEPT)
        return redirect_to_login(request.get_full_path())
    if _too_many(request, request.user):
        kept.keep(request, idea.reference, form)
        form.add_error(None, _("You have written many contributions within an hour. Please try again a little later."))
        return _comment_page(request, idea, form, status=429)
    return _write(request, request.user, idea, form)


def _too_many(request: HttpRequest, user: User) -> bool:
    by_person = exceeded(request, "comment", times=COMMENTS_PER_HOUR, seconds=3600, person=user)
    return by_person or exceeded(request, "comment", times=COMMENTS_FROM_THERE, seconds=3600)


def _write(request: HttpRequest, user: User, idea: Idea, form: CommentForm) -> HttpResponse:
    try:
        written = discussion.write(
            idea, author=user, answers=_answered(request, idea), origin=origins.mark_of(request), **form.cleaned_data
        )
    except discussion.ThreadClosed:
        return _closed(request, status=403)
    except phases.Closed as closed:
        form.add_error(None, closed.sentence)
        return _comment_page(request, idea, form, status=409)
    except pace.TooFast as refusal:
        setattr(request, RETRY_AFTER, refusal.seconds)
        form.add_error(None, refusal.sentence)
        return _comment_page(request, idea, form, status=429)
    kept.forget(request, idea.reference)
    sentence = _("Thank you! Your contribution has arrived. It appears once it has been released.")
    if written.status == Comment.Status.PUBLISHED:
        sentence = _("Your contribution is published. Thank you!")
    said.done(request, sentence, at=thread.anchor(written.pk))
    # The latest contribution is the first of the page; an answer may stand anywhere.
    return redirect(written if written.parent_id else f"{idea.get_absolute_url()}#{thread.anchor(written.pk)}")


def _answered(request: HttpRequest, idea: Idea) -> Comment | None:
    """The comment that is answered; None when there is none or it is gone."""
    if "antwort" not in request.GET:
        return None
    return idea.comments.published().filter(pk=number_in(request.GET["antwort"])).first()


def _comment_page(request: HttpRequest, idea: Idea, form: CommentForm, *, status: int = 200) -> HttpResponse:
    answered = _answered(request, idea)
    typed = kept.typed_into(request, idea.reference)
    context = {
        "idea": idea,
        "form": form,
        "answered": answered,
        "answered_name": thread.name_of(answered) if answered else "",
        "answered_gone": "antwort" in request.GET and answered is None,
        "page_has_errors": bool(form.errors),
        "closed": phases.closed(phases.Act.COMMENT, phases.Scope.of(idea)),
        "is_kept": request.user.is_authenticated and not form.errors and bool(typed.get("text")),
    }
    return render(request, "ideas/comment_form.html", context, status=status)


def _closed(request: HttpRequest, *, status: int) -> HttpResponse:
    """Nobody can write here (any more). What was typed is shown to be copied, nothing of the idea.

    Raises `Http404` when nothing was typed and the idea cannot be read.
    """
    if request.method != "POST" and status == 404:
        raise Http404
    return render(request, "ideas/comment_closed.html", {"typed": request.POST.get("text", "")}, status=status)


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's comment within settings.COMMENT_EDIT_MINUTES."""
    if not isinstance(request.user, User):
        if request.method == "POST":
            kept.keep(request, f"comment-{pk}", CommentEditForm(request.POST))
            messages.info(request, _KEPT)
        return redirect_to_login(request.get_full_path())
    try:
        comment = _own(request.user, pk)
    except Http404:
        return _closed(request, status=404)
    if request.method == "POST":
        return _change(request, request.user, comment)
    start = {"text": comment.text, **kept.typed_into(request, f"comment-{pk}")}
    form = CommentEditForm(kept.wrong(request, f"comment-{pk}"), initial=start)
    return _edit_page(request, comment, form)


def _own(user: User, pk: int) -> Comment:
    """One's comment on a published idea. Raises `Http404`, and `PermissionDenied` for others' comments."""
    public = Comment.objects.shown_to(user).filter(idea__status=Status.PUBLISHED)
    comment = get_object_or_404(public.select_related("idea"), pk=pk)
    if comment.author_id != user.pk:
        raise PermissionDenied
    return comment


def _change(request: HttpRequest, user: User, comment: Comment) -> HttpResponse:
    form = CommentEditForm(request.POST)
    if is_stale(request):
        add_stale_error(form)
        return _edit_page(request, comment, form, status=403)
    if not policies.may_edit_comment(user, comment):
        return _edit_page(request, comment, form)
    if not form.is_valid():
        kept.keep(request, f"comment-{comment.pk}", form)
        return kept.say_what_is_wrong(request)
    try:
        discussion.edit(comment.pk, by=user, text=form.cleaned_data["text"])
    except discussion.CommentDecided:  # a moderator has removed personal data a moment ago
        comment.refresh_from_db()
        return _edit_page(request, comment, form)
    kept.forget(request, f"comment-{comment.pk}")
    said.done(request, _("Your contribution is changed."), at=thread.anchor(comment.pk))
    return redirect(comment)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's comment back, after one more question."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    comment = _own(request.user, pk)
    if request.method != "POST":
        return render(request, "ideas/comment_withdraw.html", {"comment": comment, "idea": comment.idea})
    try:
        discussion.withdraw(comment.pk, by=request.user)
    except discussion.CommentDecided:
        messages.info(request, _("This contribution cannot be withdrawn any more."))
    else:
        messages.success(request, _("Your contribution is withdrawn."))
    return redirect(f"{comment.idea.get_absolute_url()}#diskussion")


def _edit_page(request: HttpRequest, comment: Comment, form: CommentEditForm, *, status: int = 200) -> HttpResponse:
    in_time = policies.may_edit_comment(request.user, comment)
    context = {
        "comment": comment,
        "idea": comment.idea,
        "form": form,
        "in_time": in_time,
        "is_held": policies.is_held(comment, portal_state.shown()),
        "minutes": settings.COMMENT_EDIT_MINUTES,
        "page_has_errors": bool(form.errors),
    }
    return render(request, "ideas/comment_edit.html", context, status=status if in_time else 403)
