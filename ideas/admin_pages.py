"""What is done to one idea or comment in the administration: state, lock, unlock, remove."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ideas import decided, discussion, lifecycle
from ideas.models import Comment, Decision, Idea, Stage, Status
from ideas.preview import Step, Words, preview_page, step_of
from ideas.reasons import REASONS_LENGTH, ReasonsForm
from texts.fields import ParagraphsField
from texts.stale import add_stale_error, is_stale, keeps_text

page = require_http_methods(["GET", "HEAD", "POST"])


class StageForm(forms.Form):
    """The next state, from those that can follow."""

    stage = forms.ChoiceField(label=gettext_lazy("New state"), widget=forms.RadioSelect)
    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Published with the new state and sent to the author. Needed for a step back and for “not being pursued”."
        ),
        max_length=REASONS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = lifecycle.stage_moves(current)
        self.fields["stage"].choices = [pair for pair in Stage.choices if pair[0] in following]  # type: ignore[attr-defined]


@keeps_text
@page
def set_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the authorities do with a published idea."""
    idea = get_object_or_404(Idea.objects.in_scope_of(request.user), pk=pk)
    if not request.user.has_perm("ideas.set_stage"):
        raise PermissionDenied
    form = StageForm(request.POST if request.method == "POST" else None, current=idea.stage)
    if is_stale(request):
        add_stale_error(form)
        return _stage_page(request, idea, form, status=403)
    if form.is_valid() and _stage_set(request, idea, form):
        messages.success(request, _("The state is changed. The author is told."))
        return redirect("admin:ideas_idea_change", idea.pk)
    return _stage_page(request, idea, form)


def _stage_set(request: HttpRequest, idea: Idea, form: StageForm) -> bool:
    stage, reason = form.cleaned_data["stage"], form.cleaned_data["reason"]
    try:
        lifecycle.set_stage(idea.pk, stage=stage, by=request.user, reason=reason)  # type: ignore[arg-type]
    except lifecycle.ReasonMissing:
        form.add_error("reason", _("A step back and “not being pursued” need a reason."))
    except lifecycle.MoveNotAllowed as refusal:
        form.add_error(
            None,
            _("This is not possible: the idea is “%(status)s”, its state “%(stage)s”.")
            % {"status": refusal.idea.get_status_display(), "stage": refusal.idea.get_stage_display()},
        )
    else:
        return True
    return False


def _stage_page(request: HttpRequest, idea: Idea, form: StageForm, *, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Change the state"),
        "page_has_errors": bool(form.errors),
        "idea": idea,
        "form": form,
    }
    return render(request, "admin/desk/stage.html", context, status=status)


@keeps_text
@page
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published idea down."""
    idea = get_object_or_404(Idea.objects.in_scope_of(request.user), pk=pk)
    words = Words(
        "locked", _("Lock the idea"), _("Lock it, and tell the author"), _("The idea is locked. The author is told.")
    )
    return _refuse(request, idea, lifecycle.lock, words, back=reverse("admin:ideas_idea_change", args=[pk]))


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a locked idea again."""
    idea = get_object_or_404(Idea.objects.in_scope_of(request.user), pk=pk)
    try:
        lifecycle.unlock(idea.pk, by=request.user)  # type: ignore[arg-type]
    except lifecycle.MoveNotAllowed:
        idea.refresh_from_db()
        messages.warning(request, decided.told(idea))
    else:
        messages.success(request, _("The idea is published again. The author is told."))
    return redirect("admin:ideas_idea_change", idea.pk)


@keeps_text
@page
def remove_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published comment down; its place in the thread stays."""
    scope = Comment.objects.in_scope_of(request.user)
    comment = get_object_or_404(scope.select_related("idea", "author"), pk=pk)
    words = Words(
        "comment_removed", _("Remove the comment"), _("Remove it, and tell the author"),
        _("The comment is removed. The author is told."),
    )  # fmt: skip
    back = reverse("admin:ideas_comment_change", args=[pk])
    return _refuse(request, comment, discussion.remove, words, back=back)


def _refuse(
    request: HttpRequest,
    about: Idea | Comment,
    refusing: Callable[..., Decision],
    words: Words,
    *,
    back: str,
) -> HttpResponse:
    if about.status != Status.PUBLISHED:
        messages.warning(request, decided.told(about))
        return redirect(back)
    form = ReasonsForm(request.POST if request.method == "POST" else None, language=about.language)
    step = step_of(request, form)
    if step is Step.TYPING:
        return _reasons_page(request, about, form, words, back)
    if step is Step.PREVIEW:
        return preview_page(request, form, words, about)
    try:
        refusing(about.pk, by=request.user, **form.arguments)
    except (lifecycle.MoveNotAllowed, discussion.CommentDecided):
        about.refresh_from_db()
        messages.warning(request, decided.told(about))
    else:
        messages.success(request, words.done)
    return redirect(back)


def _reasons_page(
    request: HttpRequest, about: Idea | Comment, form: ReasonsForm, words: Words, back: str
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": words.title,
        "page_has_errors": bool(form.errors),
        "form": form,
        "comment": about if isinstance(about, Comment) else None,
        "idea": about.idea if isinstance(about, Comment) else about,
        "back": back,
    }
    return render(request, "admin/desk/reasons.html", context, status=403 if is_stale(request) else 200)
