"""The report on a page that prints well, and as a file; what is asked for stands in the address."""

from typing import Any

from django.contrib import admin
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled

from accounts.models import User
from reports.council import document, figures, method
from reports.council.form import CouncilForm


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form, and the report when it was filled in."""
    form = _form(request)
    report = None
    if form.is_valid():
        try:
            report = figures.of(form.asked(), _user(request))
        except OperationalError as error:
            explain(form, error)
    return _page(request, form, report)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as a Word document; what is wrong is said on the page."""
    form = _form(request)
    if not form.is_valid():
        return _page(request, form, None)
    asked = form.asked()
    try:
        content = document.made(asked, _user(request))
    except OperationalError as error:
        explain(form, error)
        return _page(request, form, None)
    return HttpResponse(
        content,
        content_type=document.TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{asked.file_name}"', "Cache-Control": "no-store",
        },
    )  # fmt: skip


def _form(request: HttpRequest) -> CouncilForm:
    return CouncilForm(request.GET or None, user=_user(request))


def explain(form: CouncilForm, error: OperationalError) -> None:
    """Say that it was too much, where that is what was wrong."""
    if not isinstance(error.__cause__, QueryCanceled):
        raise error
    form.add_error(None, _("That is too much to count at once. Please choose a shorter period or one region."))


def _page(request: HttpRequest, form: CouncilForm, report: figures.Report | None) -> TemplateResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Report for a council"),
        "form": form,
        "report": report,
        "page_has_errors": bool(form.errors),
    }
    if report:
        context |= {"method": method.sentences(report), "waiting": method.waiting(report)}
    return TemplateResponse(request, "reports/council.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - behind the door
    return request.user
