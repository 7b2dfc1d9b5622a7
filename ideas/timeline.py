"""What has become of an idea, for everybody: what happened and where it stands.

Read from the idea's dates and from its decisions; who decided is never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ideas.curating import all_of, changes_of
from ideas.lifecycle import FORWARD
from ideas.models import Decision, Idea, Merge, Retagging, Rule, Stage, Status


@dataclass(frozen=True)
class Event:
    """Something that happened, with the reason that was given."""

    label: str
    at: datetime
    reason: str = ""
    rule: Rule | None = None
    # Of a decision about which its author can complain.
    decision_id: int | None = None


@dataclass(frozen=True)
class Step:
    """A station on the way; `state` is "done", "now", "stopped" or empty for what may come."""

    label: str
    state: str = ""
    date: datetime | None = None


# A text becomes public by one of them.
RELEASES = (Decision.Kind.PUBLISHED, Decision.Kind.CORRECTED)


def decisions_shown(idea: Idea) -> QuerySet[Decision]:
    """Releases, removals of personal data and changes of stage, oldest first."""
    shown = [*RELEASES, Decision.Kind.STAGE, Decision.Kind.REDACTED]
    return idea.decisions.standing().filter(kind__in=shown).select_related("rule").order_by("id")


def events(idea: Idea, decisions: Sequence[Decision]) -> list[Event]:
    """What happened, latest first."""
    found = [Event(_("Received"), idea.submitted_at)]
    if idea.published_at:
        found.append(Event(_("Published"), idea.published_at))
    found += [Event(str(Stage(d.stage).label), d.at, d.message) for d in decisions if d.stage]
    # The first release is the publication itself, later ones put a new text in its place.
    releases = [d for d in decisions if d.kind in RELEASES]
    found += [Event(_("Text changed by the author"), d.at) for d in releases[1:]]
    found += [Event(_("Corrected by the moderators"), d.at) for d in releases if d.kind == Decision.Kind.CORRECTED]
    found += [Event(_removed(d), d.at) for d in decisions if d.kind == Decision.Kind.REDACTED]
    return sorted(found, key=lambda event: event.at, reverse=True)


def of_sender(idea: Idea) -> list[Event]:
    """All that happened to one's own idea, oldest first, with every reason and one's own answers."""
    decisions = list(idea.decisions.standing().exclude(kind=Decision.Kind.KEPT).select_related("rule").order_by("id"))
    found = [Event(_("Received"), idea.submitted_at)]
    found += [
        Event(_label(decision), decision.at, decision.message, decision.rule, decision.pk) for decision in decisions
    ]
    for version in idea.versions.filter(number__gt=1, is_redaction=False, is_retagged=False, corrects=None):
        before = [decision for decision in decisions if decision.at <= version.created_at]
        was_asked = bool(before) and before[-1].kind == Decision.Kind.RETURNED
        label = _("You answered") if was_asked else _("You changed your text")
        found.append(Event(label, version.created_at, version.answer))
    found += [Event(_("Changed by the project office"), row.at, _retagged(row)) for row in all_of(idea)]
    found += [event for row in Merge.objects.of(idea) for event in _merging(row)]
    if idea.status == Status.WITHDRAWN:
        found.append(Event(_("Withdrawn"), idea.changed_at))
    return sorted(found, key=lambda event: event.at)


def _merging(row: Merge) -> list[Event]:
    """That it was proposed, and that it came to nothing; a decision says the rest."""
    ends = {"source": row.source.reference, "target": row.target.reference}
    found = [Event(_("Proposed: idea %(source)s goes into idea %(target)s") % ends, row.at, row.reason)]
    if row.ended_at and row.state in {Merge.State.OBJECTED, Merge.State.DROPPED}:
        found.append(Event(_("Ideas %(source)s and %(target)s are not merged") % ends, row.ended_at))
    return found


def _retagged(row: Retagging) -> str:
    """What the office changed around the words, and why."""
    lines = [_("%(what)s: %(old)s → %(new)s") % {"what": c.label, "old": c.old, "new": c.new} for c in changes_of(row)]
    return "\n\n".join(["\n".join(lines), row.reason])


def _removed(decision: Decision) -> str:
    """That personal data is gone and by which rule; what it was about is nobody's business."""
    number = decision.rule.number if decision.rule else ""
    return _("Personal data removed (netiquette no. %(number)s)") % {"number": number}


def _label(decision: Decision) -> str:
    if decision.kind == Decision.Kind.WITHHELD:
        return _("We have written to you")
    return str(Stage(decision.stage).label) if decision.stage else capfirst(decision.get_kind_display())


def path(idea: Idea, decisions: Sequence[Decision]) -> list[Step]:
    """The stations from receipt to implementation, with the date each was reached last."""
    reached = {decision.stage: decision.at for decision in decisions if decision.stage}
    steps = [
        Step(_("Received"), "done", idea.submitted_at),
        Step(_("Published"), "now" if idea.stage == Stage.NEW else "done", idea.published_at),
    ]
    if idea.stage == Stage.NOT_PURSUED:
        gone = [stage for stage in FORWARD[1:] if stage in reached]
        stopped = Step(str(Stage.NOT_PURSUED.label), "stopped", reached.get(Stage.NOT_PURSUED))
        return [*steps, *(Step(str(stage.label), "done", reached[stage]) for stage in gone), stopped]
    at = FORWARD.index(Stage(idea.stage))
    for number, stage in enumerate(FORWARD[1:], start=1):
        state = "done" if number < at else "now" if number == at else ""
        steps.append(Step(str(stage.label), state, reached.get(stage) if state else None))
    return steps
