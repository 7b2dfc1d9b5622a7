"""What a moderator reads before deciding: the text as citizens will see it, and what is known about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ideas.facts import Facts, facts_of
from ideas.models import Comment, Decision, Idea, IdeaVersion, Status
from ideas.pictures.showing import Shown, of_version
from ideas.reasons import Addressee, addressee
from ideas.search.similar import Alike, similar_to
from moderation import queue
from moderation.difference import changes
from moderation.forms import CorrectionForm
from moderation.models import Case, Complaint, DeskItem, Report
from moderation.tickets import Ticket, wording
from texts.difference import Change, differing


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
    reports: Sequence[Report] = ()
    earlier: Sequence[Case] = ()
    complaint: Complaint | None = None
    facts: Facts | None = None
    pictures: tuple[Shown, ...] = ()
    compared: bool = False
    changes: list[Change] = field(default_factory=list)
    decisions: Iterable[Decision] = ()
    # Only of an idea that is new: it may be there already.
    similar: Sequence[Alike] = ()

    @property
    def is_public(self) -> bool:
        """Whether it can be read in public."""
        if self.comment:
            return self.comment.status == Comment.Status.PUBLISHED
        return self.idea.status == Status.PUBLISHED

    @property
    def redactable(self) -> int:
        """The version of the text that is shown, by which personal data is taken out of it."""
        return wording(self.comment) if self.comment else self.version.pk if self.version else 0


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
    if ticket.table == "case":
        reading.reports = list(Report.objects.filter(case=ticket.pk).select_related("rule"))
        closed = about.cases.filter(closed_at__isnull=False).select_related("closed_by")
        reading.earlier = list(closed.order_by("-id"))
    if ticket.table == "complaint":
        related = ("decision__rule", "decision__by", "report")
        reading.complaint = Complaint.objects.select_related(*related).get(pk=ticket.pk)
    return reading


def idea_of(item: DeskItem) -> Idea:
    """The idea it belongs to."""
    return Idea.objects.get(pk=item.idea_id)


def version_of(item: DeskItem) -> IdeaVersion:
    """What waits, of an idea or an amendment."""
    return IdeaVersion.objects.select_related("idea").get(pk=item.version)


def told(item: DeskItem, about: Idea | Comment) -> Addressee:
    """Who reads what is decided: the author, or of a complaint about a report whoever filed that."""
    if item.kind != DeskItem.Kind.COMPLAINT:
        return addressee(about)
    complaint = Complaint.objects.select_related("report__reporter").get(pk=item.object_id)
    report = complaint.report
    if report is None:
        return addressee(about)
    reached = report.reporter.is_active if report.reporter else bool(report.email)
    return Addressee(report.language, by_mail=reached)


def corrected(version: IdeaVersion, form: CorrectionForm) -> SafeString:
    """What a valid form changes, to be seen before it is released."""
    words = {_("Title"): "title", _("Text"): "text"}
    before = {label: str(getattr(version, name)) for label, name in words.items()}
    after = {label: str(form.cleaned_data[name]) for label, name in words.items()}
    context = {"changes": differing(before, after), "language": version.language, "heading": _("What you change")}
    return SafeString(render_to_string("admin/desk/_changes.html", context))


def _version(ticket: Ticket, idea: Idea) -> IdeaVersion | None:
    if ticket.table == "idea":
        return IdeaVersion.objects.filter(pk=ticket.version).first()
    if ticket.table == "complaint":
        contested = Decision.objects.select_related("version").get(complaints=ticket.pk)
        return contested.version or idea.released_version
    return idea.released_version


def _before(idea: Idea, version: IdeaVersion) -> IdeaVersion | None:
    """What the public reads now; of an answered question the text that was asked about."""
    if idea.released_version_id:
        return idea.released_version if idea.released_version_id != version.pk else None
    asked = idea.decisions.standing().filter(kind=Decision.Kind.RETURNED).exclude(version=version)
    last = asked.select_related("version").order_by("-id").first()
    return last.version if last else None


# What went into another idea was published before, and still is.
PUBLISHED_IDEAS, REFUSED_IDEAS = [Status.PUBLISHED, Status.MERGED], [Status.REJECTED, Status.LOCKED, Status.SPAM]
PUBLISHED_COMMENTS, REFUSED_COMMENTS = [Comment.Status.PUBLISHED], [Comment.Status.REMOVED, Comment.Status.SPAM]


def records(items: Iterable[DeskItem]) -> dict[int, Record]:
    """The records of the items' authors, in one query."""
    authors = {item.author_id for item in items if item.author_id}
    if not authors:
        return {}
    found: dict[int, Record] = {pk: Record() for pk in authors}
    ideas, comments = (
        written.filter(author__in=authors)
        .values_list("author_id")
        .annotate(good=Count("pk", filter=Q(status__in=published)), bad=Count("pk", filter=Q(status__in=refused)))
        for written, published, refused in (
            (Idea.objects, PUBLISHED_IDEAS, REFUSED_IDEAS),
            (Comment.objects, PUBLISHED_COMMENTS, REFUSED_COMMENTS),
        )
    )
    for pk, good, bad in ideas.union(comments, all=True):
        found[pk] = Record(found[pk].published + good, found[pk].refused + bad)
    return found


def report_counts(items: Iterable[DeskItem]) -> dict[str, int]:
    """How many reports each case has, by its key; one query."""
    ids = [item.object_id for item in items if item.kind == DeskItem.Kind.CASE]
    if not ids:
        return {}
    rows = Report.objects.filter(case__in=ids).values("case").annotate(n=Count("pk")).values_list("case", "n")
    return {f"case-{pk}": n for pk, n in rows}
