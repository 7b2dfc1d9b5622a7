"""The pages on which the office changes tags, gives a file reference and translates. Each carries what was read."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ideas import curating, decided, lifecycle, translating
from ideas.facts import facts_of
from ideas.forms.curating import FileReferenceForm, RetagForm, TranslationForm
from ideas.models import Idea, IdeaTranslation, IdeaVersion, Status
from ideas.preview import Step, carried, step_of
from ideas.reasons import addressee
from texts.languages import Language
from texts.stale import add_stale_error, is_stale, keeps_text
from themes.catalogue import authorities_by_id

PERMISSION = "ideas.curate"
CHANGED = gettext_lazy(
    "Somebody has changed this idea in the meantime. This is how it is now; nothing of yours is saved yet."
)
page = require_http_methods(["GET", "HEAD", "POST"])


def _found(request: HttpRequest, pk: int) -> Idea:
    """The idea, where this person is responsible for it. Raises `Http404`, `PermissionDenied`."""
    scope = Idea.objects.in_scope_of(request.user)
    related = ("released_version", "pending_version", "lead_authority", "author")
    idea = get_object_or_404(scope.select_related(*related), pk=pk)
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return idea


def _render(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {**admin.site.each_context(request), **context}
    return render(request, f"admin/desk/{name}.html", context, status=status)


def _status(request: HttpRequest) -> int:
    return 403 if is_stale(request) else 200


def _typed(request: HttpRequest, *, seen: str) -> QueryDict:
    """What was sent, as if it had been written to what is there now."""
    data = request.POST.copy()
    data["seen"] = seen
    return data


@keeps_text
@page
def retag(request: HttpRequest, pk: int) -> HttpResponse:
    """Themes, regions, place and lead: typed, looked at beside what was, then changed."""
    idea = _found(request, pk)
    version = curating.wording(idea)
    if version is None:
        messages.warning(request, _not_now(idea))
        return redirect("admin:ideas_idea_change", pk)
    form = RetagForm(request.POST if request.method == "POST" else None, idea=idea, version=version)
    step = step_of(request, form)
    if step is Step.TYPING:
        return _retag_page(request, idea, form, status=_status(request))
    if step is Step.PREVIEW and form.cleaned_data["seen"] != curating.state(idea):
        return _retag_anew(request, idea, form)
    return _retag(request, idea, version, form, is_preview=step is Step.PREVIEW)


def _retag(
    request: HttpRequest, idea: Idea, version: IdeaVersion, form: RetagForm, *, is_preview: bool
) -> HttpResponse:
    if is_preview and (rows := _changes(idea, version, form)):
        return _retag_preview(request, idea, version, form, rows)
    user: Any = request.user
    try:
        curating.retag(
            idea.pk, seen=form.cleaned_data["seen"], tags=form.tags, lead_authority_id=form.lead_authority_id,
            by=user, reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except lifecycle.VersionChanged:
        return _retag_anew(request, idea, form)
    except lifecycle.MoveNotAllowed as refusal:
        messages.warning(request, _not_now(refusal.idea))
        return redirect("admin:ideas_idea_change", idea.pk)
    except curating.NothingChanged:
        form.add_error(None, _("Nothing is different from what it was. Please change something, or go back."))
        return _retag_page(request, idea, form)
    messages.success(request, _("Changed. The author is told."))
    is_mine = Idea.objects.in_scope_of(request.user).filter(pk=idea.pk).exists()
    return redirect("admin:ideas_idea_change", idea.pk) if is_mine else redirect("admin:ideas_idea_changelist")


def _changes(idea: Idea, version: IdeaVersion, form: RetagForm) -> list[curating.Change]:
    lead = idea.lead_authority
    if "lead" in form.fields and form.lead_authority_id != idea.lead_authority_id:
        lead = authorities_by_id().get(form.lead_authority_id or 0)
    return curating.changes(version, curating.proposed(version, form.tags), idea.lead_authority, lead)


def _retag_anew(request: HttpRequest, idea: Idea, typed: RetagForm) -> HttpResponse:
    """How it is now; of what was typed the reason stays."""
    idea.refresh_from_db()
    version = curating.wording(idea)
    if version is None:
        messages.warning(request, _not_now(idea))
        return redirect("admin:ideas_idea_change", idea.pk)
    messages.warning(request, CHANGED)
    form = RetagForm(idea=idea, version=version, initial={"reason": typed.cleaned_data["reason"]})
    return _retag_page(request, idea, form, status=409)


def _retag_page(request: HttpRequest, idea: Idea, form: RetagForm, *, status: int = 200) -> HttpResponse:
    context = {"title": _("Change themes, places and lead"), "idea": idea, "form": form}
    return _render(request, "retag", {**context, "page_has_errors": bool(form.errors)}, status=status)


def _retag_preview(
    request: HttpRequest, idea: Idea, version: IdeaVersion, form: RetagForm, rows: list[curating.Change]
) -> HttpResponse:
    waiting = idea.pending_version if idea.status == Status.PUBLISHED else None
    theirs = curating.tags_of(waiting) if waiting else {}
    context = {
        "title": _("Change themes, places and lead"),
        "idea": idea,
        "changes": rows,
        "note": form.whereabouts.note,
        "reason": form.cleaned_data["reason"],
        "addressee": addressee(idea),
        "goes_away": curating.goes_away_from(request.user, form.tags),  # type: ignore[arg-type]
        "waits": waiting is not None,
        "keeps_own": bool(waiting) and curating.carried(theirs, curating.tags_of(version), form.tags) != form.tags,
        "hidden": list(carried({name: form.cleaned_data[name] for name in form.fields})),
    }
    return _render(request, "retag_preview", context)


def _not_now(idea: Idea) -> str:
    if idea.status in curating.RETAGGABLE:
        return decided.told(idea)
    return _("This is not possible: the idea is “%(status)s”.") % {"status": idea.get_status_display()}


@keeps_text
@page
def file_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the administration keeps its papers about the idea."""
    idea = _found(request, pk)
    start = {"file_reference": idea.file_reference, "seen": idea.file_reference}
    form = FileReferenceForm(request.POST if request.method == "POST" else None, initial=start)
    if is_stale(request):
        add_stale_error(form)
    elif form.is_valid() and _file_reference_set(request, idea, form):
        messages.success(request, _("The file reference is saved."))
        return redirect("admin:ideas_idea_change", pk)
    context = {"title": _("File reference"), "idea": idea, "form": form, "page_has_errors": bool(form.errors)}
    return _render(request, "file_reference", context, status=_status(request))


def _file_reference_set(request: HttpRequest, idea: Idea, form: forms.Form) -> bool:
    user: Any = request.user
    seen, text = form.cleaned_data["seen"], form.cleaned_data["file_reference"]
    try:
        curating.set_file_reference(idea.pk, seen=seen, text=text, by=user)
    except lifecycle.VersionChanged as refusal:
        now = refusal.idea.file_reference or "–"
        form.add_error(
            "file_reference", _("Somebody has changed this in the meantime. Now it is: %(now)s") % {"now": now}
        )
        form.data = _typed(request, seen=refusal.idea.file_reference)
        return False
    return True


@require_safe
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """Which languages an idea can be read in, with all wordings there were."""
    idea, version = _published(request, pk)
    now = {row.language: row for row in translating.of_version(version)}
    rows = IdeaTranslation.objects.filter(idea=idea).select_related("by", "version")
    context = {
        "title": _("Translations"),
        "idea": idea,
        "languages": [
            (code, label, now.get(code), translating.state(version, code))
            for code, label in Language.choices
            if code != version.language
        ],
        "rows": rows,
        "version": version,
    }
    return _render(request, "translations", context)


def _published(request: HttpRequest, pk: int) -> tuple[Idea, IdeaVersion]:
    """Only what everybody reads is translated. Raises `Http404`."""
    idea = _found(request, pk)
    if idea.status != Status.PUBLISHED or idea.released_version is None:
        raise Http404
    return idea, idea.released_version


@keeps_text
@page
def translate(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Write or change a translation beside the original; looked at before everybody reads it."""
    idea, version = _published(request, pk)
    if language not in Language.values or language == version.language:
        raise Http404
    last = next((row for row in translating.of_version(version) if row.language == language), None)
    start = {"title": last.title, "text": last.text} if last else {}
    start["seen"] = translating.state(version, language)
    data = request.POST if request.method == "POST" else None
    form = TranslationForm(data, initial=start, version=version, language=language)
    step = step_of(request, form)
    if step is Step.PREVIEW:
        return _translation_page(request, idea, form, language, "translation_preview")
    if step is Step.SENDING and _translated(request, idea, form, language):
        messages.success(request, _("The translation is public."))
        return redirect("admin:ideas_idea_translations", pk)
    status = 409 if step is Step.SENDING else _status(request)
    return _translation_page(request, idea, form, language, "translate", last=last, status=status)


def _translated(request: HttpRequest, idea: Idea, form: TranslationForm, language: str) -> bool:
    user: Any = request.user
    version = idea.released_version
    try:
        translating.translate(idea.pk, language=language, by=user, **form.cleaned_data)
    except (translating.ChangedMeanwhile, translating.NotPossible):
        form.add_error(None, _("The text or its translation was changed in the meantime. Yours is still here."))
        fresh = Idea.objects.select_related("released_version").get(pk=idea.pk).released_version or version
        if fresh:
            idea.released_version = fresh
            form.data = _typed(request, seen=translating.state(fresh, language))
        return False
    return True


def _translation_page(
    request: HttpRequest, idea: Idea, form: TranslationForm, language: str, name: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    version = idea.released_version
    assert version is not None  # noqa: S101 - `_published` has found it
    context = {
        **more,
        "title": _("Translation: %(language)s") % {"language": Language(language).label},
        "idea": idea,
        "version": version,
        "facts": facts_of(version),
        "form": form,
        "language": language,
        "page_has_errors": bool(form.errors),
    }
    if name.endswith("preview"):
        context["shown"] = translating.Translated(language, form.cleaned_data["title"], form.cleaned_data["text"])
        context["hidden"] = list(carried(form.cleaned_data))
    return _render(request, name, context, status=status)


@require_POST
def remove_translation(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Take a translation down; its wording stays in the history."""
    idea, version = _published(request, pk)
    user: Any = request.user
    if language in {row.language for row in translating.of_version(version)}:
        seen = request.POST.get("seen", "")
        try:
            translating.translate(idea.pk, language=language, seen=seen, title="", text="", by=user)
        except (translating.ChangedMeanwhile, translating.NotPossible):
            messages.warning(request, CHANGED)
        else:
            messages.success(request, _("The translation is taken down."))
    return redirect("admin:ideas_idea_translations", pk)
