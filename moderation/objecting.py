"""Complaints by authors and readers: through the link in the mail, with or without an account.

An author comes with the right to see the idea's own page (`ideas.views.access`) or as who wrote the comment, a reader
with the address of the receipt. Somebody else who is not signed in learns at most that a number is about a comment.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from ideas.models import Decision
from ideas.views import access, kept
from moderation import complaints
from moderation.models import Complaint, Report
from moderation.public_forms import ComplainForm
from texts.stale import add_stale_error, is_stale, keeps_text

page = require_http_methods(["GET", "HEAD", "POST"])


@keeps_text
@never_cache
@page
def by_author(request: HttpRequest, pk: int) -> HttpResponse:
    """About what was decided on one's own idea or comment."""
    decision = Decision.objects.standing().select_related("idea", "comment__idea", "rule").filter(pk=pk).first()
    if decision is None or not _is_own(request, decision):
        if request.user.is_authenticated:
            raise Http404
        # A guest may only have to enter the code; of a comment somebody has to sign in.
        is_comment = decision is not None and decision.comment_id is not None
        return redirect_to_login(request.get_full_path()) if is_comment else redirect("ideas:status")
    return _complain(request, decision, None)


@keeps_text
@never_cache
@page
def by_reader(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """About the answer to one's report."""
    report = get_object_or_404(Report.objects.select_related("case__decision__rule"), form_key=key)
    if report.case.decision is None or report.case.decision.undone_at:
        return redirect("moderation:reported", key=key)
    return _complain(request, report.case.decision, report)


def _is_own(request: HttpRequest, decision: Decision) -> bool:
    if decision.comment:
        return request.user.is_authenticated and decision.comment.author_id == request.user.pk
    return decision.idea is not None and access.is_own(request, decision.idea)


def _complain(request: HttpRequest, decision: Decision, report: Report | None) -> HttpResponse:
    complaint = Complaint.objects.filter(decision=decision, report=report).first()
    if complaint or not complaints.is_contestable(decision, report=report):
        if request.method == "POST":
            return redirect(request.path)
        context = {"decision": decision, "report": report, "complaint": complaint}
        return render(request, "moderation/complaint_state.html", context)
    name = f"complaint-{decision.pk}-{report.pk if report else 0}"
    if request.method != "POST":
        form = ComplainForm(kept.wrong(request, name), initial=kept.typed_into(request, name))
        return _page(request, decision, report, form)
    form = ComplainForm(request.POST)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, decision, report, form, status=403)
    if not form.is_valid():
        kept.keep(request, name, form)
        return kept.say_what_is_wrong(request)
    by = request.user if isinstance(request.user, User) else None
    try:
        complaints.file(decision, text=form.cleaned_data["text"], by=by, report=report)
    except complaints.NotContestable:
        messages.warning(request, _("This decision has just been taken back."))
    kept.forget(request, name)
    return redirect(request.path)


def _page(
    request: HttpRequest, decision: Decision, report: Report | None, form: ComplainForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "decision": decision, "report": report, "page_has_errors": bool(form.errors)}
    return render(request, "moderation/complaint_form.html", context, status=status)
