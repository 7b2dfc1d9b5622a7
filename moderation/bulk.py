"""Many at once: releasing what was read, spam, and back from spam. Refusing is done one at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from ideas.facts import Facts, facts_of
from ideas.models import Comment, Decision, IdeaVersion
from ideas.pictures.showing import Shown, of_versions
from moderation import deciding, queue
from moderation.pages import SPAMMABLE
from moderation.models import DeskItem
from moderation.tickets import Ticket

# What a page of the queue can show at once: a flood is put away in one go.
MOST = 500
# Each of so many is named when others were quicker; beyond that it is said how many.
NAMED = 10
TEXTS = frozenset({"idea", "comment"})


@dataclass(frozen=True)
class Sheet:
    """One item as it is read before many are released."""

    item: DeskItem
    text: str
    byline: str
    facts: Facts | None
    pictures: tuple[Shown, ...] = ()


def sheets(items: Sequence[DeskItem]) -> list[Sheet]:
    """The whole text of each item, in three queries. An item that was changed just now is left out."""
    comments = Comment.objects.in_bulk([item.object_id for item in items if item.key.startswith("comment")])
    ideas = IdeaVersion.objects.select_related("idea__authorship")
    versions = ideas.in_bulk([item.version for item in items if item.key.startswith("idea")])
    pictures = of_versions(versions.values())
    found = []
    for item in items:
        if item.key.startswith("comment") and (comment := comments.get(item.object_id)):
            found.append(Sheet(item, comment.text, comment.byline, None))
        elif version := versions.get(item.version):
            authorship = getattr(version.idea, "authorship", None)
            byline = authorship.byline if authorship else ""
            found.append(Sheet(item, version.text, byline, facts_of(version), pictures.get(version.pk, ())))
    return found


def decide(request: HttpRequest, tickets: Iterable[Ticket], decision: Callable[..., Decision]) -> list[Decision]:
    """Decides each ticket on its own; tells of those that others were quicker with. Returns what was decided."""
    done = []
    for ticket in tickets:
        try:
            taken = decision(ticket, by=request.user)
        except deciding.AlreadyDecided:
            messages.warning(request, queue.outcome(ticket))
        except deciding.TextChanged:
            _tell_changed(request, ticket)
        else:
            done.append(taken)
    return done


def tickets(request: HttpRequest, name: str) -> list[Ticket]:
    """The tickets sent under `name`, each once; `BadRequest` for what no page of ours has sent."""
    sent = list(dict.fromkeys(request.POST.getlist(name)))
    found = [ticket for text in sent if (ticket := Ticket.parse(text))]
    if len(found) != len(sent) or len(found) > MOST:
        raise BadRequest
    return found


def still_there(request: HttpRequest, rows: QuerySet[Any], asked: Sequence[Ticket]) -> list[Ticket]:
    """Those among `rows` that are as they were listed, and junk at all; tells of the others."""
    there = set(rows.filter(ticket__in=list(map(str, asked)), kind__in=SPAMMABLE).values_list("ticket", flat=True))
    tell_missing(request, [ticket for ticket in asked if str(ticket) not in there])
    return [ticket for ticket in asked if str(ticket) in there]


def tell_missing(request: HttpRequest, tickets: Sequence[Ticket]) -> None:
    """What was ticked and is no longer there as it was read. 404 for what is not this moderator's."""
    user = request.user
    if not isinstance(user, User) or not queue.are_in_scope(user, tickets):
        raise Http404
    if len(tickets) > NAMED:
        sentence = _("%(n)s items stay as they are: somebody has decided them meanwhile, or their text has changed.")
        messages.warning(request, sentence % {"n": len(tickets)})
        return
    for ticket in tickets:
        item = queue.waiting_for(user).filter(key=ticket.key, object_id=ticket.pk).first()
        if item and item.version != ticket.version:
            _tell_changed(request, ticket)
        else:
            messages.warning(request, queue.outcome(ticket))


def _tell_changed(request: HttpRequest, ticket: Ticket) -> None:
    about = queue.thing(ticket)
    idea = about.idea if isinstance(about, Comment) else about
    messages.warning(
        request,
        _("No. %(reference)s was changed in the meantime. It is still waiting; please read the new text.")
        % {"reference": idea.reference},
    )
