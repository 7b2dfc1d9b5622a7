"""The export's page in the administration."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from journal.record import record
from reports import exports
from reports.forms import COMMENTS, ExportForm
from reports.models import Export


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin[Export]):
    """One page in the place of a list: what to export under which filters. GET shows it, POST sends the file."""

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.page), name="reports_export_changelist")]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return exports.may_export(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return exports.may_export(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Export | None = None) -> bool:
        return False

    def page(self, request: HttpRequest) -> HttpResponseBase:
        if not exports.may_export(request.user):
            raise PermissionDenied
        form = ExportForm(request.POST) if request.method == "POST" else ExportForm.filled_from(request.GET.dict())
        if form.is_valid():
            return _download(request, form)
        context = {**self.admin_site.each_context(request), "title": _("Export"), "form": form}
        return TemplateResponse(request, "reports/export.html", context)


def _download(request: HttpRequest, form: ExportForm) -> StreamingHttpResponse:
    what = form.cleaned_data["what"]
    if what == COMMENTS:
        name, stream = "kommentare", exports.of_comments(form.comments(request))
    else:
        name, stream = "ideen", exports.of_ideas(form.ideas(request))
    with transaction.atomic():
        record("export.made", "export", 0, by=request.user, what=what)
    return StreamingHttpResponse(
        stream,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )
