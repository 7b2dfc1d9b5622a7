"""The pages of exports: choose and download, fetch and cancel what was made, saved filters, the record of all."""

import csv
import io
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from reports import exports, files, jobs, policies, sheets
from reports.columns import DESCRIPTION, described
from reports.forms import ExportForm, SaveForm, in_words
from reports.models import Export, SavedFilter
from reports.spreadsheets import at_once
from texts.cleaning import number_in
from texts.stale import add_stale_error, is_stale, keeps_text

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN, LISTED = 10, 50


@keeps_text
def page(request: HttpRequest) -> HttpResponseBase:
    """GET shows what can be chosen and what was made; POST sends the file, or has it made."""
    user = _user(request)
    if request.method != "POST":
        return _page(request, ExportForm.filled_from(_chosen(request), user=user))
    form = ExportForm(request.POST, user=user)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, form, status=403)
    if not form.is_valid():
        return _page(request, form)
    rows = _counted(form, user)
    if rows is not None and form.order().format == Export.Format.XLSX and rows > settings.EXPORT_SHEET_ROWS:
        form.add_error("format", _too_long())
        return _page(request, form)
    if rows is not None and rows <= _most_at_once(form):
        return _at_once(form, user, rows)
    jobs.ask(form, by=user, rows=rows)
    messages.success(request, _("The file is being made. You get a mail when it is ready, and you can go on here."))
    return redirect("admin:reports_export_changelist")


def _too_long() -> str:
    most = number_format(settings.EXPORT_SHEET_ROWS, force_grouping=True)
    return _("An Excel file can hold at most %(most)s rows, and there are more. Please choose CSV.") % {"most": most}


def _most_at_once(form: ExportForm) -> int:
    sheet = form.order().format == Export.Format.XLSX
    most: int = settings.EXPORT_SHEET_AT_ONCE_ROWS if sheet else settings.EXPORT_STREAM_ROWS
    return most


def _counted(form: ExportForm, user: User) -> int | None:
    """Counted no further than the answer needs."""
    sheet = form.order().format == Export.Format.XLSX
    most = settings.EXPORT_SHEET_ROWS if sheet else settings.EXPORT_STREAM_ROWS
    return exports.count(form.order(), user, most=most + 1)


def _at_once(form: ExportForm, user: User, rows: int) -> HttpResponseBase:
    order = form.order()
    content: Any
    with transaction.atomic():
        export = jobs.written_down(form, by=user, rows=rows, state=Export.State.SENT)
        ended = partial(jobs.went_out, export.pk)
        make = at_once if order.format == Export.Format.XLSX else exports.stream
        content = make(order, user, ended=ended)
    return StreamingHttpResponse(content, content_type=TYPES[order.format], headers=_headers(export))


def _headers(export: Export) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{export.name}"', "Cache-Control": "no-store"}


@require_safe
def columns(request: HttpRequest, what: str) -> HttpResponse:
    """What the columns of a kind mean, as CSV."""
    if what not in Export.Kind.values:
        raise Http404
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerows([DESCRIPTION, *described(sheets.columns(what, is_public=False))])
    return HttpResponse(
        exports.BYTE_ORDER_MARK + out.getvalue().encode(),
        content_type=TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="spalten-{Export(kind=what).label}.csv"'},
    )


@require_safe
def list_jobs(request: HttpRequest) -> HttpResponse:
    """The list of what was made, for the script that keeps it up to date."""
    return TemplateResponse(request, "reports/_jobs.html", {"jobs": _jobs(_user(request))})


@require_POST
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to whoever asked for it and may still read all that is in it."""
    user = _user(request)
    export = _reachable(user, pk)
    if not policies.may_fetch(user, export):
        messages.error(request, _("What you may read has changed since this file was made. Please export it anew."))
        return redirect("admin:reports_export_changelist")
    file = files.opened(export)
    if file is None:
        messages.error(request, _("This file is no longer there. Please export it anew."))
        return redirect("admin:reports_export_changelist")
    jobs.fetched(export, by=user)
    return FileResponse(
        file, as_attachment=True, filename=export.name, content_type=TYPES[export.format],
        headers={"Cache-Control": "no-store"},
    )  # fmt: skip


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop what waits or is being made."""
    if jobs.cancel(_reachable(_user(request), pk)):
        messages.success(request, _("The export is cancelled."))
    else:
        messages.warning(request, _("This export has ended already."))
    return redirect("admin:reports_export_changelist")


def _reachable(user: User, pk: int) -> Export:
    return get_object_or_404(Export.objects.within_reach_of(user).made_by_a_worker(), pk=pk)


@keeps_text
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what is chosen under a name."""
    user = _user(request)
    form, saving = ExportForm(request.POST, user=user), SaveForm(request.POST, owner=user)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, form, saving=saving, status=403)
    # The purpose belongs to one export; here it is in nobody's way.
    if form.is_savable() and saving.is_valid():
        try:
            with transaction.atomic():
                SavedFilter.objects.create(owner=user, chosen=form.to_save(), **saving.cleaned_data)
        except IntegrityError:
            saving.add_error("name", SaveForm.taken())
        else:
            messages.success(request, _("The filter is saved."))
            return redirect("admin:reports_export_changelist")
    return _page(request, form, saving=saving)


@require_POST
def unsave(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own saved filter."""
    get_object_or_404(SavedFilter, pk=pk, owner=_user(request)).delete()
    messages.success(request, _("The filter is deleted."))
    return redirect("admin:reports_export_changelist")


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Everything that was ever exported, by whom and for what."""
    pages = Paginator(Export.objects.select_related("asked_by"), LISTED)
    page = pages.get_page(number_in(request.GET.get("p", "")) or 1)
    rows = [(export, in_words(export.filters)) for export in page]
    context = {"title": _("Record of exports"), "page": page, "rows": rows}
    return TemplateResponse(request, "reports/record.html", {**admin.site.each_context(request), **context})


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The filters of the address, or those of the saved filter that it names."""
    number = number_in(request.GET.get("filter", ""))
    saved = SavedFilter.objects.usable_by(_user(request)).filter(pk=number).first() if number else None
    return saved.chosen if saved else request.GET.dict()


def _page(
    request: HttpRequest, form: ExportForm, *, saving: SaveForm | None = None, status: int = 200
) -> TemplateResponse:
    user = _user(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Export"),
        "form": form,
        "saving": saving or SaveForm(owner=user),
        "saved": SavedFilter.objects.usable_by(user).select_related("owner"),
        "jobs": _jobs(user),
        "kinds": Export.Kind.choices,
        "may_read_record": policies.may_read_record(user),
        "keep_days": settings.EXPORT_KEEP_DAYS,
        "page_has_errors": bool(form.errors or (saving and saving.errors)),
    }
    return TemplateResponse(request, "reports/export.html", context, status=status)


def _jobs(user: User) -> list[Export]:
    return list(Export.objects.of(user).made_by_a_worker()[:SHOWN])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - behind the door
    return request.user
