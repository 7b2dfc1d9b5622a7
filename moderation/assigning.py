"""Giving many waiting items to one person."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from ideas.models import Idea
from moderation import bulk, desk, queue, sharing
from moderation.models import QueueItem
from moderation.tickets import Ticket


def choose(request: HttpRequest, items: Sequence[QueueItem]) -> HttpResponse:
    """To whom?"""
    context = {
        **admin.site.each_context(request),
        "title": _("Assign"),
        "items": items,
        "people": desk.moderators(),
    }
    return render(request, "moderation/assign.html", context)


@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """Gives them to the person that was chosen, or to nobody; tells of those who are not in charge."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the admin site lets nobody else in
    tickets = [Ticket.parse(text) for text in request.POST.getlist("ticket")[: bulk.MOST]]
    to = next((one for one in desk.moderators() if str(one.pk) == request.POST.get("to")), None)
    if None in tickets or (to is None and request.POST.get("to")):
        raise BadRequest
    items = queue.waiting_for(user).filter(ticket__in=[str(ticket) for ticket in tickets])
    ideas = Idea.objects.in_bulk([item.idea_id for item in items])
    done = sum(_assigned(request, item, to, ideas[item.idea_id]) for item in items)
    text = ngettext("%(n)s item is assigned.", "%(n)s items are assigned.", done)
    messages.success(request, text % {"n": done})
    return redirect("admin:moderation_queueitem_changelist")


def _assigned(request: HttpRequest, item: QueueItem, to: User | None, idea: Idea) -> bool:
    try:
        sharing.assign(Ticket.of(item), to=to, by=request.user, idea=idea)  # type: ignore[arg-type]
    except sharing.NotInCharge:
        sentence = _("%(name)s is not in charge of “%(title)s”: it stays as it was.")
        messages.warning(request, sentence % {"name": to, "title": item.title})
        return False
    return True
