"""Writing to the office: a question, or a barrier. Nobody needs an account, and nothing typed is lost."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import exceeded
from accounts.models import User
from pages import addresses, tickets
from pages.models import Ticket
from pages.ticket_forms import BarrierForm, TicketForm
from texts.languages import answerable
from texts.stale import add_stale_error, is_stale, keeps_text

# A class at school or a library shares one connection.
TICKETS_PER_HOUR = 20
# In the address of the form: the page somebody came from.
PAGE = "seite"


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """The office's address, and a form."""
    return _answer(request, TicketForm, "pages/contact.html")


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def barrier(request: HttpRequest) -> HttpResponse:
    """Something on the portal does not work for somebody (feedback as of EN 301 549 and Directive 2016/2102)."""
    return _answer(request, BarrierForm, "pages/barrier.html")


@never_cache
@require_safe
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The receipt: a number, and what happens next. It says nothing of what was written."""
    ticket = get_object_or_404(Ticket, form_key=key)
    context = {"ticket": ticket, "working_days": settings.TICKET_WORKING_DAYS}
    return render(request, "pages/ticket_thanks.html", context)


def _answer(request: HttpRequest, kind: type[TicketForm], template: str) -> HttpResponse:
    host = request.get_host()
    if request.method != "POST":
        return _page(request, kind(host=host, initial=_preset(request)), template)
    form = kind(request.POST, host=host)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, form, template, status=403)
    if not form.is_valid():
        return _page(request, form, template)
    if exceeded(request, "ticket", times=TICKETS_PER_HOUR, seconds=3600) or tickets.are_too_many():
        form.add_error(None, _("Too many messages came in a short time. Please call us or try again in an hour."))
        return _page(request, form, template, status=429)
    ticket = tickets.file(
        kind.kind,
        content=form.content,
        language=answerable(get_language() or "de"),
        user=request.user if isinstance(request.user, User) else None,
        form_key=form.cleaned_data["form_key"],
    )
    return redirect("pages:ticket_sent", key=ticket.form_key)


def _preset(request: HttpRequest) -> dict[str, Any]:
    came_from = request.GET.get(PAGE) or request.META.get("HTTP_REFERER", "")
    preset = {"page": addresses.known(came_from, host=request.get_host())[:300]}
    if isinstance(request.user, User):
        preset |= {"name": request.user.display_name, "email": request.user.email}
    return preset


def _page(request: HttpRequest, form: TicketForm, template: str, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "page_has_errors": bool(form.errors),
        "working_days": settings.TICKET_WORKING_DAYS,
        "kept_days": settings.TICKET_DAYS,
    }
    return render(request, template, context, status=status)
