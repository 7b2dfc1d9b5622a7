"""Deliveries, to be watched by staff: what arrived, what waits and what was given up, never its text."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _, ngettext

from notifications import naming, outbox, preview_pages, sending_again
from notifications.models import Delivery

FAILING, OVERDUE = "failing", "overdue"


class TroubleFilter(admin.SimpleListFilter):
    """What did not get through, and what nobody has taken."""

    title = _("trouble")
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(FAILING, _("failed, is tried again")), (OVERDUE, _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = queryset
        if self.value() == FAILING:
            found = queryset.failing()
        elif self.value() == OVERDUE:
            found = queryset.overdue()
        return found


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    """Read only, but for sending again what was given up."""

    list_display = ("created_at", "mail", "who", "status", "attempts", "due_at", "sent_at", "last_error")
    list_filter = ("status", TroubleFilter)
    list_select_related = ("user", "entry")
    show_full_result_count = False
    ordering = ("-id",)
    change_list_template = "notifications/delivery_list.html"
    fields = (
        "mail", "who", "entry", "language", "status", "created_at", "due_at", "attempts", "sent_at", "last_error",
    )  # fmt: skip
    actions = ("send_again",)

    @admin.display(description=_("mail"), ordering="kind")
    def mail(self, delivery: Delivery) -> str:
        return naming.mail(delivery)

    def get_urls(self) -> list[URLPattern]:
        return [
            *preview_pages.urls(self.admin_site),
            *sending_again.urls(self.admin_site),
            *super().get_urls(),
        ]

    @admin.display(description=_("recipient"))
    def who(self, delivery: Delivery) -> str:
        return naming.recipient(delivery)

    @admin.action(description=_("Send again what was given up"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        chosen = list(queryset)
        sent = [delivery for delivery in chosen if outbox.retry(delivery)]
        for delivery in sent:
            self.log_change(request, delivery, str(_("sent again")))
        if sent:
            text = ngettext("%(count)d mail is sent again.", "%(count)d mails are sent again.", len(sent))
            self.message_user(request, text % {"count": len(sent)}, messages.SUCCESS)
        if len(sent) < len(chosen):
            text = ngettext(
                "%(count)d mail was left alone: it was not given up, or its code is no longer valid.",
                "%(count)d mails were left alone: they were not given up, or their codes are no longer valid.",
                len(chosen) - len(sent),
            )
            self.message_user(request, text % {"count": len(chosen) - len(sent)}, messages.WARNING)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Asked by Django for the action."""
        return request.user.has_perm("notifications.resend")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False
