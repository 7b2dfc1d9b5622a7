"""What a moderator reads before deciding: the text as citizens will see it, and what is known about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from ideas.facts import Facts, facts_of
from ideas.models import Comment, Decision, Idea, IdeaVersion, Status
from ideas.pictures.showing import Shown, of_version
from ideas.reasons import Addressee, addressee
from ideas.search.similar import Alike, similar_to
from moderation import queue
from moderation.difference import changes
from moderation.models import DeskItem, Report
from moderation.tickets import Ticket
from texts.difference import Change


@dataclass(frozen=True)
class Record:
    """How many contributions of an author were published, and how many were not."""

    published: int = 0
    refused: int = 0

    @property
    def any(self) -> bool:
        return bool(self.published or self.refused)


@dataclass
class Reading:
    """Everything of a decision page but its forms."""

    item: DeskItem
    ticket: Ticket
    about: Idea | Comment
    idea: Idea
    version: IdeaVersion | None
    addressee: Addressee
    record: Record | None
    comment: Comment | None = None
    report: Report | None = None
    facts: Facts | None = None
    pictures: tuple[Shown, ...] = ()
    compared: bool = False
    changes: list[Change] = field(default_factory=list)
    decisions: Iterable[Decision] = ()
    other_reports: Iterable[Report] = ()
    # Only of an idea that is new: it may be there already.
    similar: Sequence[Alike] = ()

    @property
    def is_public(self) -> bool:
        """Whether what is reported can still be read in public."""
        if self.comment:
            return self.comment.status == Comment.Status.PUBLISHED
        return self.idea.status == Status.PUBLISHED


def read(item: DeskItem) -> Reading:
    """Gathers what belongs to a waiting item."""
    ticket = Ticket.of(item)
    about = queue.thing(ticket)
    comment = about if isinstance(about, Comment) else None
    idea = about.idea if isinstance(about, Comment) else about
    version = None if comment else _version(ticket, idea)
    before = _before(idea, version) if version else None
    reading = Reading(
        item, ticket, about, idea, version, addressee(about), records([item]).get(item.author_id or 0),
        comment=comment,
        facts=facts_of(version) if version else None,
        pictures=of_version(version) if version else (),
        compared=before is not None,
        changes=changes(before, version) if version and before else [],
        similar=similar_to(idea) if item.kind == DeskItem.Kind.IDEA else (),
        decisions=about.decisions.select_related("by", "rule").order_by("-id"),
    )  # fmt: skip
    if ticket.table == "report":
        reading.report = Report.objects.select_related("rule", "reporter").get(pk=ticket.pk)
        open_ones = about.reports.filter(closed_at=None).exclude(pk=ticket.pk)
        reading.other_reports = open_ones.select_related("rule").order_by("id")
    return reading


def _version(ticket: Ticket, idea: Idea) -> IdeaVersion | None:
    if ticket.table == "idea":
        return IdeaVersion.objects.filter(pk=ticket.version).first()
    return idea.released_version


def _before(idea: Idea, version: IdeaVersion) -> IdeaVersion | None:
    """What the public reads now; of an answered question the text that was asked about."""
    if idea.released_version_id:
        return idea.released_version if idea.released_version_id != version.pk else None
    asked = idea.decisions.filter(kind=Decision.Kind.RETURNED).exclude(version=version)
    last = asked.select_related("version").order_by("-id").first()
    return last.version if last else None


REFUSED_IDEAS = [Status.REJECTED, Status.LOCKED, Status.SPAM]
REFUSED_COMMENTS = [Comment.Status.REMOVED, Comment.Status.SPAM]


def records(items: Iterable[DeskItem]) -> dict[int, Record]:
    """The records of the items' authors, in two queries."""
    authors = {item.author_id for item in items if item.author_id}
    if not authors:
        return {}
    found: dict[int, Record] = {pk: Record() for pk in authors}
    for written, refused in (
        (Idea.objects.filter(author__in=authors), REFUSED_IDEAS),
        (Comment.objects.filter(author__in=authors), REFUSED_COMMENTS),
    ):
        rows = written.values_list("author_id").annotate(
            good=Count("pk", filter=Q(status="published")), bad=Count("pk", filter=Q(status__in=refused))
        )
        for pk, good, bad in rows:
            found[pk] = Record(found[pk].published + good, found[pk].refused + bad)
    return found


def report_counts(items: Iterable[DeskItem]) -> dict[str, int]:
    """How many open reports are about the same idea or comment, by the key of each reporting item; one query."""
    ids = [item.object_id for item in items if item.kind == DeskItem.Kind.REPORT]
    if not ids:
        return {}
    rows = Report.objects.filter(pk__in=ids).annotate(
        of_idea=Count("idea__reports", filter=Q(idea__reports__closed_at=None)),
        of_comment=Count("comment__reports", filter=Q(comment__reports__closed_at=None)),
    )
    return {report.queue_key: report.of_idea + report.of_comment for report in rows}
