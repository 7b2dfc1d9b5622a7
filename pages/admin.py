"""The project office in the administration: one row, changed, never added or deleted; the rest beside it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pages.models import Office
from pages.notice_admin import NoticeAdmin
from pages.switch_admin import PortalStateAdmin
from pages.ticket_admin import TicketAdmin
from texts import memory
from texts.fields import TranslatedFormField

__all__ = ["NoticeAdmin", "OfficeAdmin", "PortalStateAdmin", "TicketAdmin"]


class OfficeForm(ModelForm[Office]):
    hours_texts = TranslatedFormField(label=_("Telephone hours"))
    funding_notes = TranslatedFormField(label=_("Funding note"), long=True)

    class Meta:
        model = Office
        fields = (
            "name", "organisation", "street", "city", "phone", "hours_texts", "email", "press_email", "funding_notes",
        )  # fmt: skip


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin[Office]):
    """Seen at once in this process, within seconds in the others."""

    form = OfficeForm
    view_on_site = False

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        memory.forget()
