"""Send mails again that were given up: one, or all at once. Pressed twice it is done once."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from notifications import outbox
from notifications.models import Delivery

PERMISSIONS = ("notifications.view_delivery", "notifications.resend")


def urls(site: AdminSite) -> list[URLPattern]:
    """Addresses for the administration, behind its door."""
    name = "notifications_delivery_send"
    return [
        path("send-again/", site.admin_view(send_all), name=f"{name}_all"),
        path("<int:pk>/send-again/", site.admin_view(send_one), name=f"{name}_one"),
    ]


@require_POST
def send_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail, if it still is given up."""
    user = _permitted(request)
    delivery = get_object_or_404(Delivery, pk=pk)
    sent = int(outbox.retry(delivery))
    return _told(request, user, sent, object_id=str(delivery.pk), object_repr=str(delivery))


@require_POST
def send_all(request: HttpRequest) -> HttpResponse:
    """All that are given up at this moment and can be written again."""
    user = _permitted(request)
    sent = outbox.retry_all()
    return _told(request, user, sent, object_repr=_sent(sent))


def _permitted(request: HttpRequest) -> Any:
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    return request.user


def _sent(number: int) -> str:
    return ngettext("%(count)d mail is sent again.", "%(count)d mails are sent again.", number) % {"count": number}


def _told(request: HttpRequest, user: Any, sent: int, **about: str) -> HttpResponse:
    """Written down and said; then the overview."""
    if sent:
        kind = ContentType.objects.get_for_model(Delivery)
        LogEntry.objects.create(
            user=user, content_type=kind, action_flag=CHANGE, change_message=_("sent again"), **about
        )
        messages.success(request, _sent(sent))
    else:
        messages.info(request, _("There is nothing to send again: it is on its way already, or cannot be repeated."))
    return redirect("admin:index")
