"""Other themes, regions, place or lead, by the office: a successor version in the same words.

What waits beside a released text follows where its author has left the tags alone; so releasing it does not bring
back what the office has put right. What the author changed there stays, to be read and decided by a moderator.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from ideas import lifecycle
from ideas.facts import facts_of
from ideas.models import Idea, IdeaVersion, Retagging, Status
from ideas.pictures import tray
from ideas.search import indexing
from journal.record import record
from texts.cleaning import is_blank
from themes.models import Authority, authority_ids_of

# What belongs together: somebody who changes one of it means all of it.
GROUPS = (("theme_ids",), ("authority_ids", "whole_region"), ("place_name", "place_id", "lon", "lat"))
TAGS = tuple(name for group in GROUPS for name in group)
WORDS = ("title", "text", "language", "answer", "is_redaction")
RETAGGABLE = frozenset({Status.SUBMITTED, Status.PUBLISHED})


class NothingChanged(ValueError):
    """All is as it was."""


class Change(NamedTuple):
    """What was, and what is now."""

    label: str
    old: str
    new: str
    # What was is in words of the author.
    is_typed: bool = False


def wording(idea: Idea) -> IdeaVersion | None:
    """The version whose tags are those of the idea; None in a state in which they are not changed."""
    if idea.status not in RETAGGABLE:
        return None
    return idea.released_version if idea.status == Status.PUBLISHED else idea.pending_version


def state(idea: Idea) -> str:
    """What a form has to be about when it comes back: the texts and the lead."""
    return f"{idea.released_version_id or 0}-{idea.pending_version_id or 0}-{idea.lead_authority_id or 0}"


@transaction.atomic
def retag(
    idea_id: int, *, seen: str, tags: Mapping[str, Any], lead_authority_id: int | None, by: User, reason: str
) -> Retagging:
    """Change `tags`, columns of `IdeaVersion`, and who leads. The author is told the reason.

    `seen` is the `state` that was read. Before its release an idea has no lead. The same sent twice is one change.
    Raises `lifecycle.MoveNotAllowed`, `lifecycle.VersionChanged`, `lifecycle.ReasonMissing`, `NothingChanged`.
    """
    if is_blank(reason):
        raise lifecycle.ReasonMissing("Other tags need a reason.")
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)
    before = wording(idea)
    if before is None:
        raise lifecycle.MoveNotAllowed(idea, "retagged")
    lead_before = idea.lead_authority_id
    lead = lead_authority_id if idea.status == Status.PUBLISHED else lead_before
    is_so = before.says(dict(tags)) and lead == lead_before
    if seen != state(idea):
        last = idea.retaggings.first()
        if last and is_so and (last.by_id, last.reason, last.after_id) == (by.pk, reason, before.pk):
            return last
        raise lifecycle.VersionChanged(idea)
    if is_so:
        raise NothingChanged
    after = before if before.says(dict(tags)) else _exchanged(idea, before, tags)
    if lead != lead_before:
        idea.lead_authority_id = lead
        idea.save(update_fields=["lead_authority"])
    row = Retagging.objects.create(
        idea=idea, before=before, after=after, lead_before_id=lead_before, lead_after_id=lead, reason=reason, by=by
    )
    indexing.index([idea.pk])
    record("idea.retagged", "idea", idea.pk, by=by, retagging=row.pk)
    return row


def _exchanged(idea: Idea, before: IdeaVersion, tags: Mapping[str, Any]) -> IdeaVersion:
    after, waiting = _successor(before, tags), idea.pending_version
    if idea.status == Status.SUBMITTED:
        lifecycle.exchange(idea, pending=after)
        return after
    theirs = carried(tags_of(waiting), tags_of(before), tags) if waiting else {}
    follows = waiting is not None and not waiting.says(theirs)
    lifecycle.exchange(idea, released=after, pending=_successor(waiting, theirs) if follows and waiting else None)
    return after


def _successor(version: IdeaVersion, tags: Mapping[str, Any]) -> IdeaVersion:
    last = version.idea.versions.order_by("-number").values_list("number", flat=True)[0]
    content = {name: getattr(version, name) for name in WORDS}
    fresh = IdeaVersion.objects.create(
        idea_id=version.idea_id, number=last + 1, is_retagged=True, **content, **tags
    )  # fmt: skip
    tray.put(fresh.pk, tray.of_version(version))
    return fresh


def tags_of(version: IdeaVersion) -> dict[str, Any]:
    """The columns of a version that are not its words."""
    return {name: getattr(version, name) for name in TAGS}


def carried(theirs: Mapping[str, Any], base: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """What an author wants, who began with `base`, with what the office has put right since.

    In each group the author's own change counts, otherwise `ours`.
    """
    found: dict[str, Any] = {}
    for group in GROUPS:
        untouched = all(theirs[name] == base[name] for name in group)
        found |= {name: (ours if untouched else theirs)[name] for name in group}
    return found


@transaction.atomic
def amend(idea_id: int, *, base_id: int, content: dict[str, Any], **kwargs: Any) -> IdeaVersion:
    """`lifecycle.amend` from a form that began with version `base_id`, which may not be the latest any more."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)
    base, latest = idea.versions.filter(pk=base_id).first(), idea.latest_version
    if base and latest:
        content = {**content, **carried(content, tags_of(base), tags_of(latest))}
    return lifecycle.amend(idea_id, content=content, **kwargs)


def proposed(version: IdeaVersion, tags: Mapping[str, Any]) -> IdeaVersion:
    """The version as it would be, not saved."""
    fresh = copy(version)
    for name, value in tags.items():
        setattr(fresh, name, value)
    return fresh


def changes(
    before: IdeaVersion, after: IdeaVersion, lead_before: Authority | None, lead_after: Authority | None
) -> list[Change]:
    """What differs, in the language of the page."""
    old, new = facts_of(before), facts_of(after)
    rows = [
        Change(_("Themes"), ", ".join(t.label for t in old.themes), ", ".join(t.label for t in new.themes)),
        Change(_("District or city"), old.regions, new.regions),
        Change(_("Place"), old.place, new.place, is_typed=True),
        Change(_("Exact point"), old.exact_point, new.exact_point),
        Change(_("Lead"), _lead(lead_before), _lead(lead_after)),
    ]
    return [row._replace(old=row.old or "–", new=row.new or "–") for row in rows if row.old != row.new]


def changes_of(row: Retagging) -> list[Change]:
    """What the office changed once."""
    return changes(row.before, row.after, row.lead_before, row.lead_after)


def all_of(idea: Idea) -> QuerySet[Retagging]:
    """What the office changed, latest first, with all that `changes_of` reads."""
    return idea.retaggings.select_related("before", "after", "lead_before", "lead_after", "by")


def _lead(authority: Authority | None) -> str:
    return authority.formal_label if authority else _("Project office")


def goes_away_from(user: User, tags: Mapping[str, Any]) -> bool:
    """Whether somebody who moderates for authorities is not responsible any more under `tags`."""
    mine = authority_ids_of(user)
    if not mine or tags["whole_region"] or not tags["authority_ids"]:
        return False
    return not set(mine) & set(tags["authority_ids"])


@transaction.atomic
def set_file_reference(idea_id: int, *, seen: str, text: str, by: User) -> None:
    """Where the administration keeps its papers. Raises `lifecycle.VersionChanged` when it was not `seen` any more."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)
    if idea.file_reference == text:
        return
    if idea.file_reference != seen:
        raise lifecycle.VersionChanged(idea)
    idea.file_reference = text
    idea.save(update_fields=["file_reference"])
    record("idea.file_reference_set", "idea", idea.pk, by=by)
