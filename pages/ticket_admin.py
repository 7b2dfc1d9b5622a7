"""Messages to the office in the administration: a list, and a page where each is answered or closed."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from journal import words
from journal.models import Entry
from pages import addresses, tickets
from pages.models import Ticket
from pages.ticket_forms import AnswerForm, AssignForm, CloseForm
from texts.door import guarded
from texts.stale import add_stale_error, is_stale, keeps_text

FIRST_WORDS = 140


def may_answer(user: Any) -> bool:
    """Whether somebody may read and answer what people write to the office."""
    return bool(user.has_perm(tickets.PERMISSION))


class FoldedFilter(admin.ChoicesFieldListFilter):
    """One of a column's choices, folded until it is needed."""

    template = "admin/desk/filter.html"


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin[Ticket]):
    """What waits stands first, the oldest on top; nothing is added, changed or deleted by hand."""

    list_display = ("headline", "waited", "what", "state", "looked_after_by")
    list_display_links = None
    list_filter = (("status", FoldedFilter), ("kind", FoldedFilter))
    list_select_related = ("assigned_to",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/desk/list.html"
    actions = None

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def get_ordering(self, request: HttpRequest) -> Any:
        return (F("settled_at").desc(nulls_first=True), "created_at", "pk")

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("", self.changelist_view, "changelist"),
            self._page("<int:pk>/", show, "show"),
            self._page("<int:pk>/answer/", answer, "answer"),
            self._page("<int:pk>/close/", close, "close"),
            self._page("<int:pk>/assign/", assign, "assign"),
        ]

    def _page(self, route: str, view: Any, name: str) -> URLPattern:
        return path(route, guarded(view, self.admin_site, may=may_answer), name=f"pages_ticket_{name}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_answer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        return may_answer(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET":
            # As at the desk: whoever looks knows what waits, and the next message may ring again.
            tickets.looked()
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.display(description=gettext_lazy("message"))
    def headline(self, ticket: Ticket) -> SafeString:
        text = Truncator(" ".join(ticket.message.split())).chars(FIRST_WORDS) or _("The text is erased.")
        return format_html(
            '<a class="desk-title" href="{}">{}</a><span class="desk-excerpt" lang="{}">{}</span>',
            reverse("admin:pages_ticket_show", args=[ticket.pk]), ticket.number, ticket.language, text,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("waiting for"))
    def waited(self, ticket: Ticket) -> str:
        if ticket.status != Ticket.Status.OPEN:
            return "–"
        days = (timezone.localdate() - timezone.localdate(ticket.created_at)).days
        said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        if ticket.reminded_at is None:
            return said
        return format_html('<strong class="overdue">{} <span>{}</span></strong>', said, _("reminder sent"))

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def what(self, ticket: Ticket) -> str:
        return capfirst(ticket.get_kind_display())

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, ticket: Ticket) -> str:
        return ticket.get_status_display()

    @admin.display(description=gettext_lazy("assigned to"))
    def looked_after_by(self, ticket: Ticket) -> str:
        return str(ticket.assigned_to or "–")


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written, what was answered, and what can be done."""
    return _page(request, get_object_or_404(Ticket, pk=pk))


@keeps_text
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview the mail, then send it. Whatever goes wrong, the words come back."""
    ticket = get_object_or_404(Ticket, pk=pk)
    form = AnswerForm(request.POST)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, ticket, answering=form, status=403)
    if not form.is_valid() or "change" in request.POST:
        return _page(request, ticket, answering=form)
    if "send" not in request.POST:
        return _preview(request, ticket, form)
    try:
        tickets.answer(pk, by=_user(request), **form.cleaned_data)
    except tickets.TicketMoved:
        form = AnswerForm({**request.POST.dict(), "seen": ticket.answers.count()})
        form.add_error(None, _("Somebody has answered or closed this message in the meantime. Please look first."))
        return _page(request, ticket, answering=form, status=409)
    except tickets.NoAddress:
        messages.warning(request, _("There is no e-mail address to answer to."))
    else:
        messages.success(request, _("The answer is on its way."))
    return redirect("admin:pages_ticket_show", pk)


@keeps_text
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Done without an answer by mail."""
    ticket = get_object_or_404(Ticket, pk=pk)
    form = CloseForm(request.POST)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, ticket, closing=form, status=403)
    if not form.is_valid():
        return _page(request, ticket, closing=form)
    try:
        tickets.close(pk, reason=form.cleaned_data["reason"], by=_user(request))
    except tickets.TicketMoved:
        messages.warning(request, _("Somebody has answered or closed this message in the meantime. Please look first."))
    else:
        messages.success(request, _("The message is closed."))
    return redirect("admin:pages_ticket_show", pk)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after it."""
    ticket = get_object_or_404(Ticket, pk=pk)
    form = AssignForm(request.POST, staff=tickets.staff())
    if form.is_valid():
        tickets.assign(ticket.pk, to=form.cleaned_data["assigned_to"], by=_user(request))
        messages.success(request, _("It is noted who looks after this message."))
    else:
        messages.warning(request, _("This person cannot answer messages."))
    return redirect("admin:pages_ticket_show", pk)


def _page(
    request: HttpRequest,
    ticket: Ticket,
    *,
    answering: AnswerForm | None = None,
    closing: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    answers = list(ticket.answers.select_related("by").order_by("pk"))
    entries: QuerySet[Entry] = Entry.objects.about("ticket", ticket.pk).select_related("actor")
    context = {
        **admin.site.each_context(request),
        "title": ticket.number,
        "ticket": ticket,
        "page_address": addresses.known(ticket.page, host=request.get_host()),
        "answers": answers,
        "answering": answering or AnswerForm(initial={"seen": len(answers)}),
        "closing": closing or CloseForm(),
        "assigning": AssignForm(initial={"assigned_to": ticket.assigned_to_id}, staff=tickets.staff()),
        "entries": [(entry, words.happened(entry.verb)) for entry in entries],
        "page_has_errors": bool((answering and answering.errors) or (closing and closing.errors)),
    }
    return render(request, "admin/pages/ticket.html", context, status=status)


def _preview(request: HttpRequest, ticket: Ticket, form: AnswerForm) -> HttpResponse:
    with translation.override(ticket.language):
        letter = tickets.answer_words(ticket, form.cleaned_data["text"])
    context = {
        **admin.site.each_context(request),
        "title": _("Answer to %(number)s") % {"number": ticket.number},
        "ticket": ticket,
        "letter": letter,
        "typed": form.cleaned_data,
    }
    return render(request, "admin/pages/ticket_preview.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - behind the door
    return request.user
