"""A flood on the desk: all hits of a filter are set aside as spam, or brought back, on one page with one button.

The page lists what it is about, each with its tick: nobody decides about what was not in front of them, and a text
that its author changes meanwhile stays where it is.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from ideas import spam
from ideas.models import Comment, Decision, Idea
from moderation import bulk, listing, pages, reading, sharing, undoing
from moderation.models import QueueItem
from moderation.tickets import Ticket, wording

LIST_ONLY = ("p", "o", "all")


def set_aside(tickets: Sequence[Ticket], *, by: User) -> list[Decision]:
    """Those of the ideas and comments that still wait as they were read; two at once share them."""
    read = {(ticket.table, ticket.pk): ticket.version for ticket in tickets}

    def as_read(thing: Idea | Comment) -> bool:
        if isinstance(thing, Comment):
            return read["comment", thing.pk] == wording(thing)
        return read["idea", thing.pk] == thing.pending_version_id

    done = spam.discard(_ids(tickets, "idea"), _ids(tickets, "comment"), as_read=as_read, by=by)
    sharing.leave(*(ticket.key for ticket in tickets))
    return done


def restore(tickets: Sequence[Ticket], *, by: User) -> list[Decision]:
    """Those that are still spam and not older than settings.SPAM_RESTORE_DAYS."""
    oldest = timezone.now() - timedelta(days=settings.SPAM_RESTORE_DAYS)
    return spam.restore(_ids(tickets, "idea"), _ids(tickets, "comment"), since=oldest, by=by)


def _ids(tickets: Sequence[Ticket], table: str) -> list[int]:
    return [ticket.pk for ticket in tickets if ticket.table == table]


def discard_and_tell(request: HttpRequest, tickets: Sequence[Ticket]) -> HttpResponse:
    """Back to the queue, where it can be taken back."""
    done = set_aside(tickets, by=pages.moderator_of(request))
    bulk.tell_missing(request, _others(tickets, done))
    text = ngettext("%(n)s item is set aside as spam.", "%(n)s items are set aside as spam.", len(done))
    _say(request, text, tickets, done)
    return redirect(undoing.offered(reverse("admin:moderation_queueitem_changelist"), done))


def restore_and_tell(request: HttpRequest, tickets: Sequence[Ticket]) -> HttpResponse:
    """Back to what is still spam."""
    done = restore(tickets, by=pages.moderator_of(request))
    bulk.tell_missing(request, _others(tickets, done))
    text = ngettext("%(n)s item is back in the queue.", "%(n)s items are back in the queue.", len(done))
    _say(request, text, tickets, done)
    return redirect("admin:moderation_spamitem_changelist")


def _say(request: HttpRequest, text: str, tickets: Sequence[Ticket], done: Sequence[Decision]) -> None:
    if done:
        messages.success(request, text % {"n": len(done)})
    elif not tickets:
        messages.warning(request, _("Nothing was ticked."))


def _others(tickets: Sequence[Ticket], done: Sequence[Decision]) -> list[Ticket]:
    keys = {f"comment-{one.comment_id}" if one.comment_id else f"idea-{one.idea_id}" for one in done}
    return [ticket for ticket in tickets if ticket.key not in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def all_hits(request: HttpRequest, *, desk: ModelAdmin[Any]) -> HttpResponse:
    """GET lists all that the filters of the address find, at most `bulk.MOST`; POST does it to what is ticked."""
    aside = desk.model is QueueItem
    if request.method == "POST":
        tickets = bulk.still_there(request, desk.get_queryset(request), bulk.tickets(request, "ticket"))
        return discard_and_tell(request, tickets) if aside else restore_and_tell(request, tickets)
    back = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
    try:
        found = desk.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return redirect(back)
    assert isinstance(found, listing.DeskList)  # noqa: S101 - as the desk says
    if found.left_out:
        # Without that part it would be about more than somebody asked for.
        return redirect(back)
    rows = found.queryset.filter(kind__in=pages.SPAMMABLE)
    items = list(rows[: bulk.MOST])
    records = reading.records(items)
    for item in items:
        item.record = records.get(item.author_id)
        item.said = listing.record_of(item)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Set all hits aside as spam") if aside else _("Bring all hits back"),
        "opts": desk.opts, "aside": aside, "items": items, "total": rows.count(), "most": bulk.MOST,
        "days": settings.SPAM_RESTORE_DAYS, "back": back + found.get_query_string(remove=LIST_ONLY),
    }  # fmt: skip
    return render(request, "moderation/all_hits.html", context)
