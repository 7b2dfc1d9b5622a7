"""Banners in the administration: written, looked at, planned."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from pages import catalogue
from pages.models import Notice
from pages.models.notice import TEXT_LENGTH
from texts import memory
from texts.fields import TranslatedFormField, in_language
from texts.languages import offered


class NoticeForm(forms.ModelForm[Notice]):
    texts = TranslatedFormField(label=gettext_lazy("Text"), long=True, limit=TEXT_LENGTH)

    class Meta:
        model = Notice
        fields = ("kind", "texts", "link", "starts_at", "ends_at")

    def clean_link(self) -> str:
        """What is in a banner stands on every page: it must not lead to a page that is not there."""
        link: str = self.cleaned_data["link"]
        if catalogue.leads_nowhere(link):
            raise forms.ValidationError(
                _("There is no public page of this portal at %(link)s. Please check the address."),
                params={"link": link}, code="nowhere",
            )  # fmt: skip
        return link


class WhenFilter(admin.SimpleListFilter):
    """Shown now, later, or no longer."""

    title = gettext_lazy("when")
    parameter_name = "when"
    template = "admin/desk/filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", _("now")), ("planned", _("planned")), ("past", _("past"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        reads = {"now": Notice.objects.now, "planned": Notice.objects.planned, "past": Notice.objects.past}
        read = reads.get(self.value() or "")
        return queryset.filter(pk__in=read().values("pk")) if read else queryset


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """Seen at once in this process, within seconds in the others."""

    form = NoticeForm
    list_display = ("__str__", "kind", "when", "starts_at", "ends_at")
    list_filter = (WhenFilter,)
    ordering = ("-starts_at",)
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/pages/notice/change_form.html"
    # One field with a name, where the admin's own has two without.
    formfield_overrides: ClassVar = {
        DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
    }

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview)
        return [path("preview/", preview, name="pages_notice_preview"), *super().get_urls()]

    @admin.display(description=gettext_lazy("when"))
    def when(self, notice: Notice) -> str:
        if notice.ends_at and notice.ends_at <= timezone.now():
            return _("past")
        return _("planned") if notice.starts_at > timezone.now() else _("now")

    @property
    def preview(self) -> Any:
        return require_POST(self._preview)

    def _preview(self, request: HttpRequest) -> HttpResponse:
        """What was typed as citizens will see it, in each language; nothing is saved."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = self.get_form(request)(request.POST)
        form.is_valid()
        notice: Any = form.instance
        texts = form.cleaned_data.get("texts") or {}
        shown = [(code, name, in_language(texts, code)) for code, name in offered()]
        context = {"notice": notice, "shown": shown, "form": form}
        return render(request, "admin/pages/notice/preview.html", context)

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        memory.forget()

    def delete_model(self, request: HttpRequest, obj: Notice) -> None:
        super().delete_model(request, obj)
        memory.forget()
