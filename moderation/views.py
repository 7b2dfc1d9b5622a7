"""Reports by readers: anybody, without an account and without JavaScript."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import origins
from accounts.limits import exceeded
from accounts.models import User
from ideas import references
from ideas.models import Comment, Idea
from ideas.views import kept
from moderation import cases, complaints
from moderation.models import Report
from moderation.public_forms import ReportForm
from texts.languages import Language
from texts.stale import add_stale_error, is_stale, keeps_text

REPORTS_PER_HOUR = 10


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_idea(request: HttpRequest, reference: str) -> HttpResponse:
    """Report an idea that everybody can read."""
    number = references.parse(reference)
    if number is None:
        raise Http404
    public = Idea.objects.public().select_related("authorship", "released_version")
    idea = get_object_or_404(public, reference_year=number[0], reference_number=number[1])
    return _report(request, idea)


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a comment that everybody can read."""
    comments = Comment.objects.published().filter(idea__in=Idea.objects.public()).select_related("idea")
    return _report(request, get_object_or_404(comments, pk=pk))


@never_cache
@require_safe
def reported(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The receipt and, later, the answer; whoever has reported has this address and nobody else.

    It says nothing about what was reported: the text may not be there for everybody any more.
    """
    report = get_object_or_404(Report.objects.select_related("case__decision"), form_key=key)
    complaint = report.complaints.first()
    decision = report.case.decision
    can_complain = complaint is None and decision is not None and complaints.is_contestable(decision, report=report)
    context = {"report": report, "case": report.case, "complaint": complaint, "can_complain": can_complain}
    return render(request, "moderation/report_state.html", context)


def _report(request: HttpRequest, about: Idea | Comment) -> HttpResponse:
    name = f"report-{type(about).__name__.lower()}-{about.pk}"
    asked = _asked(request, about)
    if request.method != "POST":
        form = ReportForm(kept.wrong(request, name), initial=kept.typed_into(request, name), **asked)
        return _page(request, about, form)
    form = ReportForm(request.POST, **asked)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, about, form, status=403)
    if not form.is_valid():
        kept.keep(request, name, form)
        return kept.say_what_is_wrong(request)
    if exceeded(request, "report", times=REPORTS_PER_HOUR, seconds=3600):
        kept.keep(request, name, form)
        form.add_error(None, _("Too many reports came in a short time. Please call us or try again in an hour."))
        return _page(request, about, form, status=429)
    filed = cases.report(
        about,
        part=form.cleaned_data.get("part") or Report.Part.TEXT,
        rule=form.chosen_rule,
        text=form.cleaned_data["text"],
        reporter=_reporter(request, form),
        form_key=form.cleaned_data["form_key"],
    )
    kept.forget(request, name)
    return redirect("moderation:reported", key=filed.form_key)


def _asked(request: HttpRequest, about: Idea | Comment) -> dict[str, Any]:
    """What the form asks beside the text: what there is to be meant, and how somebody without an account is reached."""
    if isinstance(about, Comment):
        found: dict[str, Any] = {"name": about.byline}
    else:
        version = about.released_version
        has_pictures = version is not None and version.pictures.exists()
        found = {"has_pictures": has_pictures, "name": about.authorship.byline if hasattr(about, "authorship") else ""}
    return {**found, "asks_email": not request.user.is_authenticated}


def _reporter(request: HttpRequest, form: ReportForm) -> cases.Reporter:
    return cases.Reporter(
        user=request.user if isinstance(request.user, User) else None,
        email=form.cleaned_data.get("email", ""),
        language=get_language() or Language.GERMAN,
        origin=origins.mark_of(request),
    )


def _page(request: HttpRequest, about: Idea | Comment, form: ReportForm, *, status: int = 200) -> HttpResponse:
    comment = about if isinstance(about, Comment) else None
    context = {
        "form": form,
        "comment": comment,
        "idea": comment.idea if comment else about,
        "page_has_errors": bool(form.errors),
    }
    return render(request, "moderation/report_form.html", context, status=status)
