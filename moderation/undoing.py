"""Taking a decision back within its minute: the text waits again, and what it answered does too."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from ideas import discussion, lifecycle, spam, undoing
from ideas.models import Comment, Decision, Idea
from moderation import cases
from moderation.deciding import AlreadyDecided
from texts.cleaning import number_in

# Names the decisions that the page before has taken, so that the next one can offer to take them back.
PARAMETER = "entschieden"
MOST = 500
# More than that are named by the first and the last: an address must stay short. What others decided meanwhile may
# lie between the two and is never this person's.
FEW = 20
_RANGE = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,17})")


@dataclass(frozen=True)
class Offer:
    """What can still be taken back, and how many seconds are left for it."""

    decisions: Sequence[Decision]
    seconds: int
    # What the form sends.
    names: Sequence[str]


@transaction.atomic
def undo(decision_id: int, *, by: User) -> Decision:
    """Take it back. Raises `AlreadyDecided` when something has happened since, `undoing.TooLate`."""
    decision = Decision.objects.get(pk=decision_id)
    back = discussion.undo if decision.comment_id else lifecycle.undo
    try:
        undone = back(decision_id, by=by)
    except (lifecycle.MoveNotAllowed, discussion.CommentDecided) as refusal:
        raise AlreadyDecided from refusal
    cases.reopen(undone)
    return undone


def offered(address: str, decisions: Iterable[Decision | None]) -> str:
    """`address` with the decisions that were taken just now."""
    ids = [decision.pk for decision in decisions if decision][:MOST]
    names = _named(ids)
    return f"{address}?{urlencode({PARAMETER: names}, doseq=True)}" if ids else address


def _named(ids: Sequence[int]) -> list[str]:
    return [f"{min(ids)}-{max(ids)}"] if len(ids) > FEW else [str(pk) for pk in ids]


def _meant(names: Sequence[str], by: User) -> list[Decision]:
    """Of the decisions that are named so this person's."""
    mine = Decision.objects.filter(by=by).select_related("idea", "comment").order_by("pk")
    if len(names) == 1 and (ends := _RANGE.fullmatch(names[0])):
        return list(mine.filter(pk__range=(int(ends[1]), int(ends[2])))[:MOST])
    return list(mine.filter(pk__in=[number_in(name) for name in names[:FEW]]))


def offer(request: HttpRequest) -> Offer | None:
    """What this person has just decided and can take back; None when there is nothing (any more)."""
    names = request.GET.getlist(PARAMETER)
    if not names or not isinstance(request.user, User):
        return None
    decisions = [decision for decision in _meant(names, request.user) if decision.undone_at is None]
    # Those of one bulk decision are of one moment.
    seconds = undoing.seconds_left(decisions[0], by=request.user) if decisions else 0
    return Offer(decisions, seconds, _named([decision.pk for decision in decisions])) if seconds else None


def just_now(about: Idea | Comment, *, by: User) -> Decision | None:
    """What this person has decided about it and can still take back: they have sent the same form twice."""
    last = about.decisions.standing().order_by("-id").first()
    return last if last and undoing.seconds_left(last, by=by) else None


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Takes back what was decided just now, one or many; tells of what was too late."""
    assert isinstance(request.user, User)  # noqa: S101 - the admin site lets nobody else in
    found = _meant(request.POST.getlist("decision"), request.user)
    undone = _all_undone(found, by=request.user)
    if len(undone) < len(found) or not found:
        messages.warning(
            request, _("It is too late to take this back: the minute is over, or something has happened since.")
        )
    if undone:
        text = ngettext("%(n)s decision is taken back.", "%(n)s decisions are taken back.", len(undone))
        messages.success(request, text % {"n": len(undone)})
    if len(undone) == 1:
        return redirect("admin:moderation_queueitem_show", key=_key(undone[0]))
    return redirect("admin:moderation_queueitem_changelist")


def _all_undone(found: Sequence[Decision], *, by: User) -> list[Decision]:
    """Junk together, all else one by one."""
    if len(found) > 1 and {decision.kind for decision in found} == {Decision.Kind.SPAM}:
        return spam.undo(found, by=by)
    return [decision for decision in found if _undone(decision, by=by)]


def _undone(decision: Decision, *, by: User) -> bool:
    try:
        undo(decision.pk, by=by)
    except (AlreadyDecided, undoing.TooLate):
        return False
    return True


def _key(decision: Decision) -> str:
    case = cases.waiting_about(decision)
    if case:
        return case.queue_key
    return f"comment-{decision.comment_id}" if decision.comment_id else f"idea-{decision.idea_id}"
