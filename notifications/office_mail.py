"""What mails about messages to the office and about the switch know. A receipt carries no typed text."""

import textwrap
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from journal.models import Entry
from notifications.letter import INDENT
from notifications.links import absolute
from notifications.models import Delivery
from pages import tickets
from pages.models import PortalState, Ticket, TicketAnswer
from texts.fields import in_language

SUBJECTS = frozenset({"ticket", "portal"})


def address(entry: Entry) -> str:
    """Where the sender of a ticket is reached; empty once it is erased."""
    ticket = Ticket.objects.filter(pk=entry.subject_id).first()
    return ticket.email if ticket else ""


def context(delivery: Delivery) -> dict[str, Any] | None:
    """For the template; None when what the mail is about is gone."""
    return _ticket(delivery.entry) if delivery.entry.subject_kind == "ticket" else _switch(delivery.entry)


def _ticket(entry: Entry) -> dict[str, Any] | None:
    ticket = Ticket.objects.filter(pk=entry.subject_id).first()
    if ticket is None:
        return None
    found = {
        "number": ticket.number,
        "is_barrier": ticket.kind == Ticket.Kind.BARRIER,
        "working_days": settings.TICKET_WORKING_DAYS,
        "reminder_days": settings.TICKET_REMINDER_DAYS,
        "ticket_url": absolute(reverse("admin:pages_ticket_show", args=[ticket.pk])),
        "queue_url": absolute(reverse("admin:pages_ticket_changelist")),
    }
    if "answer" in entry.ids:
        answer = TicketAnswer.objects.get(pk=entry.ids["answer"])
        found["answer"] = tickets.answer_words(ticket, textwrap.indent(answer.text, INDENT))
    return found


def _switch(entry: Entry) -> dict[str, Any]:
    """What was switched; the reason and the end as they stand now."""
    mode = PortalState.Mode(str(entry.ids["mode"]))
    state = PortalState.objects.filter(mode=mode).first()
    reason = in_language(state.reason_texts, get_language()) if state else ""
    return {
        "mode": mode.value,
        "mode_label": mode.label,
        "hourly": entry.ids.get("hourly"),
        "who": str(entry.actor or "–"),
        "end": state.end if state else "",
        "reason": textwrap.indent(reason, INDENT),
        "state_url": absolute(reverse("admin:pages_portalstate_changelist")),
    }
