"""Every move an idea can make. Nothing else assigns `Idea.status`, `Idea.stage` or its versions.

A move locks the row, looks the table up, saves named fields and writes decision and journal in
one transaction. Permissions are asked before (`policies`), mails follow from the journal.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone

from accounts.models import User
from ideas import redaction, translating, undoing
from ideas.models import Agreement, Decision, Draft, Idea, IdeaVersion, Rule, Stage, Status
from ideas.models.idea import EXCERPT_LENGTH
from ideas.pictures import names, tray
from ideas.search import indexing
from journal.record import record
from texts.cleaning import is_blank, shortened

MOVES: frozenset[tuple[str, str]] = frozenset(
    {
        (Status.SUBMITTED, Status.PUBLISHED),
        (Status.SUBMITTED, Status.RETURNED),
        (Status.SUBMITTED, Status.REJECTED),
        (Status.SUBMITTED, Status.SPAM),
        (Status.SUBMITTED, Status.WITHDRAWN),
        (Status.RETURNED, Status.SUBMITTED),
        (Status.RETURNED, Status.WITHDRAWN),
        (Status.PUBLISHED, Status.LOCKED),
        (Status.PUBLISHED, Status.MERGED),
        (Status.PUBLISHED, Status.WITHDRAWN),
        (Status.LOCKED, Status.PUBLISHED),
        (Status.MERGED, Status.PUBLISHED),
        (Status.REJECTED, Status.SUBMITTED),
        (Status.SPAM, Status.SUBMITTED),
    }
)
# Only within the minute in which a release can be taken back.
TAKEN_BACK: frozenset[tuple[str, str]] = frozenset({(Status.PUBLISHED, Status.SUBMITTED)})
FORWARD = (Stage.NEW, Stage.UNDER_REVIEW, Stage.TAKEN_UP, Stage.IN_IMPLEMENTATION, Stage.IMPLEMENTED)


class MoveNotAllowed(Exception):
    """The idea is not in a state from which this move is possible, for instance already decided."""

    def __init__(self, idea: Idea, target: str) -> None:
        super().__init__(f"{idea.reference} is {idea.status}, not to be {target}")
        self.idea = idea


class VersionChanged(Exception):
    """The pending text is not the one that was read; somebody changed it in the meantime."""

    def __init__(self, idea: Idea) -> None:
        super().__init__(f"{idea.reference} was changed after it was read")
        self.idea = idea


class ReasonMissing(ValueError):
    """A refusal without facts and rule, a question without text, a state without its reason."""


def stage_moves(stage: str) -> frozenset[str]:
    """The states that can follow `stage`: one step on, one back, or not pursued; and out of that."""
    if stage == Stage.NOT_PURSUED:
        return frozenset({Stage.UNDER_REVIEW})
    at = FORWARD.index(Stage(stage))
    near = set(FORWARD[max(0, at - 1) : at + 2]) - {stage}
    return frozenset(near | {Stage.NOT_PURSUED})


def _locked(idea_id: int) -> Idea:
    return Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)


def _move(idea: Idea, target: str, moves: frozenset[tuple[str, str]] = MOVES, /, **changes: Any) -> None:
    """The one place that changes a status; `idea` must be locked by the caller's transaction."""
    if (idea.status, target) not in moves:
        raise MoveNotAllowed(idea, target)
    _save(idea, status=target, **changes)


def _save(idea: Idea, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(idea, name, value)
    idea.changed_at = timezone.now()
    idea.save(update_fields=[*changes, "changed_at"])


def _read_version(idea: Idea, version_id: int) -> IdeaVersion:
    if idea.pending_version_id is None:
        raise MoveNotAllowed(idea, "decided")
    if idea.pending_version_id != version_id:
        raise VersionChanged(idea)
    return idea.versions.get(pk=version_id)


def _before(idea: Idea) -> dict[str, Any]:
    """Of a locked idea what a decision changes and taking it back restores."""
    return {"waited_since": idea.pending_since, "replaced_id": idea.released_version_id}


def _decide(kind: str, idea: Idea, by: User | None, **fields: Any) -> Decision:
    return Decision.objects.create(kind=kind, idea=idea, by=by, **fields)


def _take_from_public(idea: Idea) -> None:
    """Out of the search; and whoever has kept the address of a picture does not find it again."""
    indexing.remove([idea.pk])
    names.renew(idea)


def of_version(version: IdeaVersion) -> dict[str, Any]:
    """The columns of `Idea` that repeat a version for lists."""
    return {
        "title": version.title,
        "excerpt": shortened(version.text, EXCERPT_LENGTH),
        "language": version.language,
        "theme_ids": version.theme_ids,
        "authority_ids": version.authority_ids,
        "whole_region": version.whole_region,
        "place_name": version.place_name,
        "place_id": version.place_id,
        "lon": version.lon,
        "lat": version.lat,
    }


@transaction.atomic
def publish(
    idea_id: int,
    *,
    version_id: int,
    by: User | None,
    lead_authority_id: int | None = None,
    office_leads: bool = False,
) -> Decision:
    """Release the version that was read, for the first time or as an amendment.

    Without a lead a single authority leads, otherwise the project office; `office_leads` says that
    it leads in any case.

    Raises `MoveNotAllowed` when it has been decided already, `VersionChanged` when the pending
    text is no longer version `version_id`.
    """
    idea = _locked(idea_id)
    version = _read_version(idea, version_id)
    if idea.status not in {Status.SUBMITTED, Status.PUBLISHED}:
        # Out of locked and merged there is a way to published too, but not by releasing a text.
        raise MoveNotAllowed(idea, Status.PUBLISHED)
    verb = "idea.amendment_published" if idea.status == Status.PUBLISHED else "idea.published"
    before = _before(idea)
    _release(idea, version, None if office_leads else lead_authority_id or _natural_lead(version))
    decision = _decide(Decision.Kind.PUBLISHED, idea, by, version=version, **before)
    record(verb, "idea", idea.pk, by=by, version=version.pk, decision=decision.pk)
    return decision


@transaction.atomic
def correct(
    idea_id: int, *, version_id: int, by: User, title: str, text: str, rule: Rule, facts: str,
    lead_authority_id: int | None = None,
) -> Decision:  # fmt: skip
    """Release the version that was read with other words, which its author is told with the reasons.

    What was written stays as a version of its own. Raises as `publish`, and `ReasonMissing`.
    """
    if is_blank(facts):
        raise ReasonMissing("A correction needs the facts and the rule.")
    idea = _locked(idea_id)
    version = _read_version(idea, version_id)
    if idea.status not in {Status.SUBMITTED, Status.PUBLISHED}:
        raise MoveNotAllowed(idea, Status.PUBLISHED)
    before = _before(idea)
    last = idea.versions.order_by("-number").values_list("number", flat=True)[0]
    content = {name: getattr(version, name) for name in IdeaVersion.TOLD} | {"title": title, "text": text}
    fresh = IdeaVersion.objects.create(idea=idea, number=last + 1, corrects=version, **content)
    tray.put(fresh.pk, tray.of_version(version))
    _release(idea, fresh, lead_authority_id)
    decision = _decide(Decision.Kind.CORRECTED, idea, by, version=fresh, rule=rule, message=facts, **before)
    record("idea.corrected", "idea", idea.pk, by=by, version=fresh.pk, decision=decision.pk, rule=rule.key)
    return decision


def _natural_lead(version: IdeaVersion) -> int | None:
    alone = len(version.authority_ids) == 1 and not version.whole_region
    return version.authority_ids[0] if alone else None


def _release(idea: Idea, version: IdeaVersion, lead_authority_id: int | None) -> None:
    """Make `version` what the public reads; the lead counts for the first release."""
    translating.follow(idea.released_version, version)
    changes = {
        **of_version(version),
        "released_version": version,
        "pending_version": None,
        "pending_since": None,
    }
    if idea.status == Status.PUBLISHED:
        _save(idea, **changes)
        names.renew(idea, but_not=version)
    else:
        now = timezone.now()
        _move(idea, Status.PUBLISHED, published_at=now, lead_authority_id=lead_authority_id, **changes)
    indexing.index([idea.pk])


@transaction.atomic
def redact(
    idea_id: int,
    *,
    version_id: int,
    by: User,
    blackout: redaction.Blackout,
    rule: Rule,
    facts: str,
    lead_authority_id: int | None = None,
) -> Decision:
    """Put a marker in place of passages, leave out what else `blackout` names and publish the rest, or leave it public.

    `version_id` is the version that was read, waiting or released; one that waits is released with
    `lead_authority_id` or the project office in the lead. A new version takes its place; words and
    pictures are gone from all others.
    Raises `MoveNotAllowed`, `VersionChanged` when its author has changed the text, `ReasonMissing`.
    """
    if is_blank(facts):
        raise ReasonMissing("Removing personal data needs the facts and the rule.")
    idea = _locked(idea_id)
    version = _version_to_redact(idea, version_id)
    waited, before = idea.pending_version_id == version_id, _before(idea)
    fresh = redaction.write_successor(version, blackout)
    if waited:
        _release(idea, fresh, lead_authority_id)
        _decide(Decision.Kind.PUBLISHED, idea, by, version=fresh)
    else:
        _replace_released(idea, fresh, blackout)
    redaction.erase(idea, blackout)
    # Once more: earlier answers may have had the words too.
    indexing.index([idea.pk])
    tray.remove_unused(blackout.pictures)
    before = before if waited else {}
    decision = _decide(Decision.Kind.REDACTED, idea, by, version=fresh, rule=rule, message=facts, **before)
    record("idea.redacted", "idea", idea.pk, by=by, version=fresh.pk, decision=decision.pk, rule=rule.key)
    return decision


def _version_to_redact(idea: Idea, version_id: int) -> IdeaVersion:
    if idea.status not in {Status.SUBMITTED, Status.PUBLISHED}:
        raise MoveNotAllowed(idea, "redacted")
    for version in (idea.pending_version, idea.released_version):
        if version and version.pk == version_id:
            return version
    latest = idea.latest_version
    if latest and latest.pk > version_id and not latest.is_redaction:
        raise VersionChanged(idea)
    raise MoveNotAllowed(idea, "redacted")


def _replace_released(idea: Idea, fresh: IdeaVersion, blackout: redaction.Blackout) -> None:
    """The words go from the text that waits beside the released one as well; it goes on waiting."""
    waiting = idea.pending_version
    if waiting:
        waiting = redaction.write_successor(waiting, blackout) if redaction.concerns(waiting, blackout) else None
    exchange(idea, released=fresh, pending=waiting)
    names.renew(idea, but_not=fresh)


def exchange(idea: Idea, *, released: IdeaVersion | None = None, pending: IdeaVersion | None = None) -> None:
    """Put successors that the staff made in the place of what is released and of what waits; None stays.

    Nothing is decided by it. `idea` must be locked by the caller's transaction.
    """
    changes: dict[str, Any] = {}
    if pending:
        changes |= {**({} if idea.released_version_id else of_version(pending)), "pending_version": pending}
    if released:
        translating.follow(idea.released_version, released)
        changes |= {**of_version(released), "released_version": released}
    _save(idea, **changes)


@transaction.atomic
def withhold(idea_id: int, *, by: User, message: str, procedure: str, rule: Rule | None = None) -> Decision:
    """In an emergency: show nothing of the idea, write to its author, keep what was written as evidence.

    With a rule it is a refusal or a lock (Regulation (EU) 2022/2065, Art. 17), without one a text
    to somebody who may need help. An amendment takes the published text down with it: while
    somebody may be in danger, unlocking can wait. Those who look after emergencies are told.
    Raises `MoveNotAllowed`, `ReasonMissing`.
    """
    if is_blank(message):
        raise ReasonMissing("Withholding needs words to the author.")
    idea = _locked(idea_id)
    public = idea.status == Status.PUBLISHED
    version_id, before = idea.pending_version_id or idea.released_version_id, _before(idea)
    target = Status.LOCKED if public else Status.REJECTED
    _move(idea, target, pending_since=None, evidence_since=timezone.now())
    _take_from_public(idea)
    if rule:
        kind, verb = (Decision.Kind.LOCKED, "idea.locked") if public else (Decision.Kind.REJECTED, "idea.rejected")
    else:
        kind, verb = Decision.Kind.WITHHELD, "idea.withheld"
    decision = _decide(kind, idea, by, version_id=version_id, rule=rule, message=message, **before)
    record(verb, "idea", idea.pk, by=by, version=version_id, decision=decision.pk)
    record("idea.emergency", "idea", idea.pk, by=by, procedure=procedure)
    return decision


@transaction.atomic
def publish_all(idea_ids: Sequence[int], *, by: User) -> None:
    """Release many ideas for the first time, each with a decision of its own.

    For an import, which writes the one journal entry of all. Raises `MoveNotAllowed` when one of
    them does not wait for its release; then none is released.
    """
    ideas, now = Idea.objects.filter(pk__in=idea_ids), timezone.now()
    moved = ideas.filter(status=Status.SUBMITTED).update(
        status=Status.PUBLISHED, published_at=now, changed_at=now, pending_since=None,
        released_version=F("pending_version"), pending_version=None,
        lead_authority=Case(When(authority_ids__len=1, whole_region=False, then=F("authority_ids__0"))),
    )  # fmt: skip
    if moved != len(idea_ids):
        raise MoveNotAllowed(ideas.exclude(published_at=now)[0], Status.PUBLISHED)
    indexing.index(idea_ids)
    Decision.objects.bulk_create(
        Decision(kind=Decision.Kind.PUBLISHED, idea_id=idea_id, version_id=version_id, by=by)
        for idea_id, version_id in ideas.order_by("pk").values_list("pk", "released_version_id")
    )


@transaction.atomic
def ask(idea_id: int, *, version_id: int, by: User, question: str) -> Decision:
    """Send the idea back to its author with a question. Raises as `publish`, and `ReasonMissing`."""
    if is_blank(question):
        raise ReasonMissing("A question needs a text.")
    idea = _locked(idea_id)
    before = _before(idea)
    version = _read_version(idea, version_id)
    _move(idea, Status.RETURNED, pending_since=None)
    decision = _decide(Decision.Kind.RETURNED, idea, by, version=version, message=question, **before)
    record("idea.returned", "idea", idea.pk, by=by, version=version.pk, decision=decision.pk)
    return decision


@transaction.atomic
def reject(idea_id: int, *, version_id: int, by: User, rule: Rule, facts: str) -> Decision:
    """Do not publish, with the facts and the rule (Regulation (EU) 2022/2065, Art. 17).

    For an amendment of a published idea the released text stays up. Raises as `publish`, and
    `ReasonMissing` without facts.
    """
    if is_blank(facts):
        raise ReasonMissing("Not publishing needs the facts and the rule.")
    idea = _locked(idea_id)
    before = _before(idea)
    version = _read_version(idea, version_id)
    if idea.status == Status.PUBLISHED:
        _save(idea, pending_version=None, pending_since=None)
        verb = "idea.amendment_rejected"
    else:
        _move(idea, Status.REJECTED, pending_since=None)
        verb = "idea.rejected"
    decision = _decide(Decision.Kind.REJECTED, idea, by, version=version, rule=rule, message=facts, **before)
    record(verb, "idea", idea.pk, by=by, version=version.pk, decision=decision.pk, rule=rule.key)
    return decision


@transaction.atomic
def discard(idea_id: int, *, version_id: int, by: User) -> Decision:
    """Put aside as spam; can be restored for settings.SPAM_RESTORE_DAYS. Raises as `publish`."""
    idea = _locked(idea_id)
    before = _before(idea)
    version = _read_version(idea, version_id)
    _move(idea, Status.SPAM, pending_since=None)
    decision = _decide(Decision.Kind.SPAM, idea, by, version=version, **before)
    record("idea.discarded", "idea", idea.pk, by=by, version=version.pk, decision=decision.pk)
    return decision


@transaction.atomic
def reconsider(idea_id: int, *, version_id: int, by: User) -> Decision:
    """Put a text that was refused, or corrected, back into the queue, since a complaint was right.

    Raises `MoveNotAllowed` when the idea is neither refused nor published, or a newer text waits.
    """
    idea = _locked(idea_id)
    if idea.evidence_since or (idea.status == Status.PUBLISHED and idea.pending_version_id):
        raise MoveNotAllowed(idea, Status.SUBMITTED)
    changes: dict[str, Any] = {"pending_version_id": version_id, "pending_since": timezone.now()}
    if idea.status == Status.PUBLISHED:
        _save(idea, **changes)
    elif idea.status == Status.REJECTED:
        _move(idea, Status.SUBMITTED, **changes)
    else:
        raise MoveNotAllowed(idea, Status.SUBMITTED)
    decision = _decide(Decision.Kind.RESTORED, idea, by, version_id=version_id)
    record("idea.reconsidered", "idea", idea.pk, by=by, decision=decision.pk)
    return decision


@transaction.atomic
def lock(idea_id: int, *, by: User, rule: Rule, facts: str) -> Decision:
    """Take a published idea down, with facts and rule. Raises `MoveNotAllowed`, `ReasonMissing`."""
    if is_blank(facts):
        raise ReasonMissing("Locking needs the facts and the rule.")
    idea = _locked(idea_id)
    before = _before(idea)
    _move(idea, Status.LOCKED, pending_since=None)
    _take_from_public(idea)
    decision = _decide(
        Decision.Kind.LOCKED, idea, by, version_id=idea.released_version_id, rule=rule, message=facts, **before
    )
    record("idea.locked", "idea", idea.pk, by=by, decision=decision.pk, rule=rule.key)
    return decision


@transaction.atomic
def unlock(idea_id: int, *, by: User) -> Decision:
    """Publish a locked idea again. Raises `MoveNotAllowed`."""
    idea = _locked(idea_id)
    if idea.status != Status.LOCKED:
        raise MoveNotAllowed(idea, Status.PUBLISHED)
    waiting = timezone.now() if idea.pending_version_id else None
    _move(idea, Status.PUBLISHED, pending_since=waiting, evidence_since=None)
    indexing.index([idea.pk])
    decision = _decide(Decision.Kind.UNLOCKED, idea, by, version_id=idea.released_version_id)
    record("idea.unlocked", "idea", idea.pk, by=by, decision=decision.pk)
    return decision


def merge(idea: Idea, *, by: User | None, reason: str) -> Decision:
    """Lead a published idea into another one; `ideas.merging` does it and holds the row. Raises `MoveNotAllowed`."""
    _move(idea, Status.MERGED, pending_since=None)
    indexing.remove([idea.pk])
    return _decide(Decision.Kind.MERGED, idea, by, version_id=idea.released_version_id, message=reason)


def separate(idea: Idea, *, by: User | None) -> Decision:
    """Public by itself again; `ideas.merging` does it and holds the row. Raises `MoveNotAllowed`."""
    if idea.status != Status.MERGED:
        raise MoveNotAllowed(idea, Status.PUBLISHED)
    _move(idea, Status.PUBLISHED, pending_since=timezone.now() if idea.pending_version_id else None)
    indexing.index([idea.pk])
    return _decide(Decision.Kind.SEPARATED, idea, by, version_id=idea.released_version_id)


@transaction.atomic
def withdraw(idea_id: int, *, by: User | None) -> None:
    """The author takes the idea back. Raises `MoveNotAllowed`."""
    idea = _locked(idea_id)
    _move(idea, Status.WITHDRAWN, pending_since=None)
    _take_from_public(idea)
    record("idea.withdrawn", "idea", idea.pk, by=by)


@transaction.atomic
def amend(
    idea_id: int, *, content: dict[str, Any], by: User | None, answer: str = "", pictures: Draft | None = None
) -> IdeaVersion:
    """A new version by the author: replaces the waiting one, answers a question, or waits beside
    the released one.

    `content` has the text columns of `IdeaVersion`, `answer` what only the moderators read,
    `pictures` is the tray to take them from; without one they stay as they are. The same sent
    twice is one version.
    Raises `MoveNotAllowed` from any other state, `tray.NotDescribed`.
    """
    idea = _locked(idea_id)
    if idea.status not in {Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED}:
        raise MoveNotAllowed(idea, "amended")
    current = idea.latest_version
    pictures = tray.held(pictures, idea)
    changes_pictures = pictures is not None and tray.differs(pictures, current)
    if current and idea.status != Status.RETURNED and current.says(content) and not changes_pictures:
        return current
    last = idea.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = IdeaVersion.objects.create(idea=idea, number=last + 1, answer=answer, **content)
    _give_pictures(version, pictures, current)
    waiting = idea.pending_since or timezone.now()
    changes: dict[str, Any] = {"pending_version": version, "pending_since": waiting}
    if idea.status == Status.RETURNED:
        _move(idea, Status.SUBMITTED, **changes, **of_version(version))
        verb = "idea.answered"
    elif idea.status == Status.SUBMITTED:
        _save(idea, **changes, **of_version(version))
        verb = "idea.amended"
    else:
        _save(idea, **changes)
        verb = "idea.amended"
    record(verb, "idea", idea.pk, by=by, version=version.pk)
    return version


def _give_pictures(version: IdeaVersion, pictures: Draft | None, before: IdeaVersion | None) -> None:
    if pictures is None:
        tray.put(version.pk, tray.of_version(before))
        return
    if tray.new_ones(pictures, before):
        for kind in tray.AGREEMENTS:
            Agreement.objects.get_or_create(idea=version.idea, kind=kind, wording=tray.WORDING)
    tray.take(pictures, version.pk)
    pictures.delete()


@transaction.atomic
def set_stage(idea_id: int, *, stage: str, by: User, reason: str = "") -> Decision:
    """Say what the authorities do with a published idea.

    A step back and "not pursued" need a reason. Raises `MoveNotAllowed`, `ReasonMissing`.
    """
    idea = _locked(idea_id)
    if idea.status != Status.PUBLISHED or stage not in stage_moves(idea.stage):
        raise MoveNotAllowed(idea, stage)
    back = idea.stage in FORWARD and stage in FORWARD[: FORWARD.index(Stage(idea.stage))]
    if (back or stage == Stage.NOT_PURSUED) and is_blank(reason):
        raise ReasonMissing("This state needs a reason.")
    _save(idea, stage=stage, is_answered=idea.is_answered or not is_blank(reason))
    decision = _decide(Decision.Kind.STAGE, idea, by, stage=stage, message=reason)
    indexing.index([idea.pk])
    record("idea.stage_changed", "idea", idea.pk, by=by, decision=decision.pk, stage=stage)
    return decision


@transaction.atomic
def undo(decision_id: int, *, by: User) -> Decision:
    """Take a decision about an idea back, as if it had not been; its mail has not gone out.

    The idea waits again since when it did, with the text that its author left.
    Raises `MoveNotAllowed` when something has happened since, `undoing.TooLate` after
    settings.DECISION_UNDO_SECONDS and for what cannot be taken back.
    """
    idea = _locked(Decision.objects.values_list("idea_id", flat=True).get(pk=decision_id))
    decision = undoing.held(decision_id, by=by)
    if idea.decisions.filter(pk__gt=decision.pk).exists() or idea.evidence_since:
        raise MoveNotAllowed(idea, "as before")
    kind, waiting = Decision.Kind(decision.kind), {"pending_since": decision.waited_since}
    if kind in {Decision.Kind.PUBLISHED, Decision.Kind.CORRECTED}:
        _take_release_back(idea, decision)
    elif kind == Decision.Kind.LOCKED:
        _move(idea, Status.PUBLISHED, **waiting)
        indexing.index([idea.pk])
    elif kind == Decision.Kind.REJECTED and idea.status == Status.PUBLISHED:
        if idea.pending_version_id is None:
            _save(idea, pending_version_id=decision.version_id, **waiting)
    elif kind != Decision.Kind.KEPT:
        _move(idea, Status.SUBMITTED, **waiting)
    undoing.mark(decision)
    record("idea.undone", "idea", idea.pk, by=by, decision_undone=decision.pk)
    return decision


def _take_release_back(idea: Idea, decision: Decision) -> None:
    """Not public any more, or with the text that was public before; what its author has sent since goes on waiting."""
    if idea.released_version_id != decision.version_id:
        raise MoveNotAllowed(idea, Status.SUBMITTED)
    read = decision.version.corrects or decision.version if decision.version else None
    changes: dict[str, Any] = {"pending_version": idea.pending_version or read, "pending_since": decision.waited_since}
    if decision.replaced:
        changes |= {**of_version(decision.replaced), "released_version": decision.replaced}
        _save(idea, **changes)
        indexing.index([idea.pk])
        return
    latest = changes["pending_version"]
    _move(
        idea, Status.SUBMITTED, TAKEN_BACK, **changes, **of_version(latest),
        released_version=None, published_at=None, lead_authority=None,
    )  # fmt: skip
    _take_from_public(idea)
