"""Reports by readers: anybody, without an account and without JavaScript."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import exceeded
from accounts.models import User
from ideas import references
from ideas.models import Comment, Idea
from ideas.views import kept
from moderation import desk
from moderation.forms import ReportForm
from moderation.models import Report
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
    idea = get_object_or_404(Idea.objects.public(), reference_year=number[0], reference_number=number[1])
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
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt: a number, and what happens next. It says nothing about what was reported."""
    report = get_object_or_404(Report.objects.only("pk"), pk=pk)
    return render(request, "moderation/report_thanks.html", {"number": report.pk})


def _report(request: HttpRequest, about: Idea | Comment) -> HttpResponse:
    name = f"report-{type(about).__name__.lower()}-{about.pk}"
    if request.method != "POST":
        return _page(request, about, ReportForm(kept.wrong(request, name), initial=kept.typed_into(request, name)))
    form = ReportForm(request.POST)
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
    filed = desk.report(
        about,
        rule=form.chosen_rule,
        text=form.cleaned_data["text"],
        reporter=request.user if isinstance(request.user, User) else None,
        form_key=form.cleaned_data["form_key"],
    )
    kept.forget(request, name)
    return redirect("moderation:reported", pk=filed.pk)


def _page(request: HttpRequest, about: Idea | Comment, form: ReportForm, *, status: int = 200) -> HttpResponse:
    comment = about if isinstance(about, Comment) else None
    context = {
        "form": form,
        "comment": comment,
        "idea": comment.idea if comment else about,
        "page_has_errors": bool(form.errors),
    }
    return render(request, "moderation/report_form.html", context, status=status)
