"""The pages at the desk on which two ideas are put side by side and their merging is proposed, given up or undone."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ideas import lifecycle, merging
from ideas.facts import facts_of
from ideas.forms.merging import COMMON, HERE, MergeForm, PartnerForm
from ideas.models import Idea, Merge, Status
from ideas.pictures import showing
from ideas.search.similar import similar_to
from ideas.views import finding
from texts.stale import add_stale_error, is_stale, keeps_text

page = require_http_methods(["GET", "HEAD", "POST"])
MERGEABLE = frozenset({Status.SUBMITTED, Status.PUBLISHED})
# The address of what has gone into another idea leads there.
KNOWN_TO_ALL = frozenset({Status.PUBLISHED, Status.MERGED})
CHANGED = gettext_lazy("One of the texts has changed in the meantime. This is how it is now; nothing is proposed yet.")
REFUSALS = {
    merging.Why.NOT_PUBLIC: gettext_lazy("One of the two ideas is not public any more."),
    merging.Why.ENTANGLED: gettext_lazy(
        "One of the two ideas is part of another merging already. Please end that first."
    ),
}


@keeps_text
@page
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other idea; with its number in the address both side by side. POST proposes."""
    scope = Idea.objects.in_scope_of(request.user).select_related("pending_version", "released_version", "authorship")
    idea = get_object_or_404(scope, pk=pk)
    if idea.status not in MERGEABLE:
        messages.warning(request, _("Only public ideas and those that wait for their release can be merged."))
        return redirect("admin:ideas_idea_change", pk)
    if "other" not in request.GET:
        return _choose(request, idea, PartnerForm())
    form = PartnerForm(request.GET)
    if not form.is_valid():
        return _choose(request, idea, form)
    other = finding.by_reference(form.cleaned_data["other"], scope.filter(status=Status.PUBLISHED).exclude(pk=pk))
    if other is None:
        form.add_error("other", _("There is no other public idea of your districts and cities with this number."))
        return _choose(request, idea, form)
    return _compare(request, idea, other)


def as_told_to(user: Any, merges: QuerySet[Merge]) -> list[Any]:
    """Merges as their names stand on pages of one of the two ideas, with `is_mine` where the moderator opens both.

    Whoever is responsible for one idea has to know of the proposal. Of the other one they learn its number alone, as
    everybody does while it is public; of what is not, nothing.
    """
    found: list[Any] = list(merges)
    ids = {pk for row in found for pk in (row.source_id, row.target_id)}
    scope = set(Idea.objects.in_scope_of(user).with_ids(list(ids)).values_list("pk", flat=True))
    for row in found:
        row.is_mine = {row.source_id, row.target_id} <= scope
        row.name = " → ".join(
            each.reference if each.pk in scope or each.status in KNOWN_TO_ALL else _("an idea that is not public")
            for each in (row.source, row.target)
        )
    return found


def _choose(request: HttpRequest, idea: Idea, form: PartnerForm) -> HttpResponse:
    found = similar_to(idea, most=10)
    mine = set(Idea.objects.in_scope_of(request.user).with_ids([a.idea.pk for a in found]).values_list("pk", flat=True))
    context = {
        **admin.site.each_context(request),
        "title": _("Merge"),
        "page_has_errors": bool(form.errors),
        "idea": idea,
        "form": form,
        "open": as_told_to(request.user, Merge.objects.of(idea).proposed()),
        "similar": [alike for alike in found if alike.idea.pk in mine],
    }
    return render(request, "admin/desk/merge.html", context)


def _compare(request: HttpRequest, idea: Idea, other: Idea) -> HttpResponse:
    form = MergeForm(request.POST if request.method == "POST" else None, idea=idea, other=other)
    if is_stale(request):
        add_stale_error(form)
        return _side_by_side(request, idea, other, form, status=403)
    if not form.is_valid():
        return _side_by_side(request, idea, other, form)
    return _proposed(request, idea, other, form)


def _proposed(request: HttpRequest, idea: Idea, other: Idea, form: MergeForm) -> HttpResponse:
    if form.cleaned_data["seen"] != merging.seen(idea, other):
        return _anew(request, idea, other, form)
    waited = idea.status == Status.SUBMITTED
    try:
        _propose(request, idea, other, form)
    except lifecycle.VersionChanged:
        return _anew(request, idea, other, form)
    except lifecycle.MoveNotAllowed:
        messages.warning(request, REFUSALS[merging.Why.NOT_PUBLIC])
        return redirect("admin:ideas_idea_change", idea.pk)
    except merging.NotPossible as refusal:
        form.add_error(None, REFUSALS[refusal.why])
        return _side_by_side(request, idea, other, form)
    messages.success(request, _("Proposed. Both authors are told, and can object."))
    return redirect("admin:moderation_queueitem_changelist") if waited else redirect("admin:ideas_idea_change", idea.pk)


@transaction.atomic
def _propose(request: HttpRequest, idea: Idea, other: Idea, form: MergeForm) -> None:
    """What waits is released by it: merged are public ideas, and its author may object to that."""
    by: Any = request.user
    reason, way = form.cleaned_data["reason"], form.cleaned_data["way"]
    if idea.status == Status.SUBMITTED:
        lifecycle.publish(idea.pk, version_id=idea.pending_version_id or 0, by=by)
    if way == COMMON:
        words = {name: form.cleaned_data[name] for name in ("title", "text")}
        content = {**merging.together(idea, other), **words}
        merging.propose_common([idea.pk, other.pk], content=content, by=by, reason=reason)
    else:
        source, target = (other, idea) if way == HERE else (idea, other)
        merging.propose(source.pk, target.pk, by=by, reason=reason)


def _anew(request: HttpRequest, idea: Idea, other: Idea, typed: MergeForm) -> HttpResponse:
    messages.warning(request, CHANGED)
    form = MergeForm({**typed.cleaned_data, "seen": merging.seen(idea, other)}, idea=idea, other=other)
    return _side_by_side(request, idea, other, form, status=409)


def _side_by_side(request: HttpRequest, idea: Idea, other: Idea, form: MergeForm, *, status: int = 200) -> HttpResponse:
    sides = []
    for each in (idea, other):
        version = each.latest_version if each.status == Status.SUBMITTED else each.released_version
        if version:
            sides.append((each, version, facts_of(version), showing.of_version(version)))
    context = {
        **admin.site.each_context(request),
        "title": _("Merge"),
        "idea": idea,
        "sides": sides,
        "form": form,
        "open": as_told_to(request.user, Merge.objects.of(idea).proposed() | Merge.objects.of(other).proposed()),
        "days": settings.MERGE_OBJECTION_DAYS,
        "waits": idea.status == Status.SUBMITTED,
        "page_has_errors": bool(form.errors),
    }
    return render(request, "admin/desk/merge_compare.html", context, status=status)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a proposal up."""
    row = _mine(request, pk)
    try:
        merging.drop(row.pk, by=request.user)  # type: ignore[arg-type]
    except merging.Ended:
        messages.warning(request, _("Somebody was first: this merging has ended or is done already."))
    else:
        messages.success(request, _("Given up. Both authors are told."))
    return redirect("admin:ideas_merge_change", row.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the merged idea public by itself again."""
    row = _mine(request, pk)
    try:
        merging.undo(row.pk, by=request.user)  # type: ignore[arg-type]
    except merging.Ended:
        messages.warning(request, _("Somebody was first: this merging is not in force any more."))
    except merging.NotPossible:
        messages.warning(request, _("The common idea has gone into another one itself. Please undo that first."))
    else:
        messages.success(request, _("Undone. Both ideas are public by themselves again, and their authors are told."))
    return redirect("admin:ideas_merge_change", row.pk)


def _mine(request: HttpRequest, pk: int) -> Merge:
    return get_object_or_404(Merge.objects.in_scope_of(request.user), pk=pk)
