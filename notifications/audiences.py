"""Who is told of what: one row for every verb of the journal, and nowhere else.

A verb without a row raises, so that its entries wait until somebody has decided whom they concern.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from accounts.staff import with_permission
from ideas.models import Authorship, Comment, Idea, Merge
from journal.models import Entry
from moderation import desk
from moderation.models import QueueItem, Report
from notifications import desk_mail
from notifications.models import GUEST, QUEUE
from pages import portal_state, tickets
from pages.models import Ticket
from reports.models import Export
from texts.languages import answerable

EMERGENCY = "emergency"
MERGE_OBJECTED = "merge_objected"
TICKET_WAITING = "ticket_waiting"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One person, which mail they get and in which language; no user means the typed-in address."""

    kind: str
    user: User | None
    language: str

    @property
    def recipient(self) -> str:
        """The stable key of the person in `Delivery`."""
        return f"user-{self.user.pk}" if self.user else GUEST


Audience = Callable[[Entry], Iterable[Telling]]


def told_by(entry: Entry) -> list[Telling]:
    """Everybody to be told of `entry`, each once.

    Marks the desks it tells as told: call it in the transaction that writes the deliveries.
    Raises `KeyError` for a verb without a row.
    """
    found: dict[str, Telling] = {}
    for audience in AUDIENCES[entry.verb]:
        for telling in audience(entry):
            found.setdefault(telling.recipient, telling)
    return list(found.values())


def _author(entry: Entry) -> list[Telling]:
    """The idea's author, unless it was their own deed: by account, otherwise by the address given."""
    idea = _idea(entry)
    if idea is None or (idea.author_id and idea.author_id == entry.actor_id):
        return []
    return _by_account_or_address(entry, idea)


def _sender(entry: Entry) -> list[Telling]:
    """The idea's author, for whom this is the receipt of their own deed."""
    idea = _idea(entry)
    return _by_account_or_address(entry, idea) if idea else []


def _by_account_or_address(entry: Entry, idea: Idea) -> list[Telling]:
    if idea.author is None and not Authorship.objects.filter(idea=idea).exclude(email="").exists():
        return []
    return [Telling(kind=_kind(entry), user=idea.author, language=answerable(idea.language))]


def _commenter(entry: Entry) -> list[Telling]:
    """Who wrote the comment, where a moderator decided about it."""
    comment = Comment.objects.select_related("author").filter(pk=entry.subject_id).first()
    if comment is None or comment.author is None or "decision" not in entry.ids:
        return []
    if comment.author_id == entry.actor_id:
        return []
    return [Telling(kind=_kind(entry), user=comment.author, language=answerable(comment.language))]


def _reporter(entry: Entry) -> list[Telling]:
    """Who filed the report: by account, otherwise by the address given."""
    report = Report.objects.select_related("reporter").filter(pk=entry.subject_id).first()
    return _of_report(entry, report) if report else []


def _of_report(entry: Entry, report: Report) -> list[Telling]:
    if report.reporter is None and not report.email:
        return []
    language = report.reporter.language if report.reporter else report.language
    return [Telling(kind=_kind(entry), user=report.reporter, language=answerable(language))]


def _complainant(entry: Entry) -> list[Telling]:
    """Who complains: the reader whose report it is about, or the author."""
    complaint = desk_mail.complaint_of(entry)
    if complaint is None:
        return []
    if complaint.report:
        return _of_report(entry, complaint.report)
    decision = complaint.decision
    if decision.idea:
        return _by_account_or_address(entry, decision.idea)
    comment = decision.comment
    if comment is None or comment.author is None:
        return []
    return [Telling(kind=_kind(entry), user=comment.author, language=answerable(comment.language))]


def _desk(entry: Entry) -> list[Telling]:
    """Moderators of the authorities concerned, once until somebody opens the queue.

    Nobody when it no longer waits: a worker that was away must not call people to an empty queue.
    """
    kind, pk = entry.subject_kind, entry.subject_id
    if kind == "report":
        kind, pk = "case", entry.ids["case"]
    # The id beside the key lets every part of the view use its primary key.
    item = QueueItem.objects.filter(object_id=pk, key=f"{kind}-{pk}").first()
    if item is None:
        return []
    told = desk.to_be_told(item.authority_ids, whole_region=item.whole_region, but_not=item.contested)
    return _each(told, QUEUE)


def _ticket_sender(entry: Entry) -> list[Telling]:
    """Whoever wrote to the office and left an address; it was typed in, also by somebody with an account."""
    ticket = Ticket.objects.filter(pk=entry.subject_id).exclude(email="").first()
    return [Telling(kind=_kind(entry), user=None, language=answerable(ticket.language))] if ticket else []


def _inbox(entry: Entry) -> list[Telling]:
    """Staff who answer, once until somebody looks; nobody when it no longer waits."""
    if not Ticket.objects.waiting().filter(pk=entry.subject_id).exists():
        return []
    return _each(tickets.to_be_told(), TICKET_WAITING)


def _ticket_staff(entry: Entry) -> list[Telling]:
    """Whoever looks after what nobody has answered, otherwise all who could."""
    ticket = Ticket.objects.waiting().filter(pk=entry.subject_id).first()
    if ticket is None:
        return []
    people = tickets.staff()
    return _each([user for user in people if user.pk == ticket.assigned_to_id] or people, _kind(entry))


def _switchers(entry: Entry) -> list[Telling]:
    """Everybody who could switch the portal back, also who has switched it."""
    return _each(with_permission(portal_state.PERMISSION), _kind(entry))


def _each(people: Iterable[User], kind: str) -> list[Telling]:
    return [Telling(kind=kind, user=user, language=answerable(user.language)) for user in people]


def _editors(entry: Entry) -> list[Telling]:
    """Everybody who looks after pages."""
    return _each(with_permission("pages.change_page"), _kind(entry))


def _in_charge(entry: Entry) -> list[Telling]:
    """Those who look after emergencies, at once; not whoever has just acted."""
    idea = Idea.objects.filter(pk=entry.ids.get("idea", entry.subject_id)).first()
    people = desk.in_charge_of_emergency(idea) if idea else []
    return [
        Telling(kind=EMERGENCY, user=user, language=answerable(user.language))
        for user in people
        if user.pk != entry.actor_id
    ]


def _proposer(entry: Entry) -> list[Telling]:
    """Who proposed the merging that an author has objected to; of the entries about two ideas the first tells."""
    merge = Merge.objects.select_related("by").filter(pk=entry.ids["merge"], source=entry.subject_id).first()
    return _each([merge.by], MERGE_OBJECTED) if merge and merge.by and merge.by.is_active else []


def _asker(entry: Entry) -> list[Telling]:
    """Who asked for the export."""
    export = Export.objects.select_related("asked_by").filter(pk=entry.subject_id).first()
    return _each([export.asked_by], _kind(entry)) if export and export.asked_by else []


def _idea(entry: Entry) -> Idea | None:
    return Idea.objects.select_related("author").filter(pk=entry.subject_id).first()


def _kind(entry: Entry) -> str:
    return entry.verb.replace(".", "_")


AUDIENCES: dict[str, tuple[Audience, ...]] = {
    "idea.submitted": (_sender, _desk),
    "idea.amended": (_desk,),
    "idea.answered": (_desk,),
    "idea.published": (_author,),
    "idea.amendment_published": (_author,),
    "idea.returned": (_author,),
    "idea.rejected": (_author,),
    "idea.amendment_rejected": (_author,),
    "idea.discarded": (_author,),
    "idea.restored": (_author,),
    "idea.locked": (_author,),
    "idea.unlocked": (_author,),
    "idea.stage_changed": (_author,),
    "idea.retagged": (_author,),
    "idea.file_reference_set": (),
    "idea.translated": (),
    "idea.translation_removed": (),
    "idea.redacted": (_author,),
    "idea.withheld": (_author,),
    "idea.emergency": (_in_charge,),
    "idea.corrected": (_author,),
    "idea.put_together": (),
    "idea.merge_proposed": (_author,),
    "idea.merge_objected": (_author, _proposer),
    "idea.merge_dropped": (_author,),
    "idea.merged": (_author,),
    "idea.separated": (_author,),
    "idea.undone": (),
    "idea.reconsidered": (),
    "idea.withdrawn": (_sender,),
    "idea.claimed": (),
    "idea.imported": (),
    "export.made": (),
    "export.fetched": (),
    "export.ready": (_asker,),
    "export.failed": (_asker,),
    "comment.submitted": (_desk,),
    "comment.edited": (_desk,),
    "comment.edit_accepted": (),
    "comment.withdrawn": (),
    "comment.published": (_commenter,),
    "comment.removed": (_commenter,),
    "comment.discarded": (_commenter,),
    "comment.restored": (_commenter,),
    "comment.redacted": (_commenter,),
    "comment.withheld": (_commenter,),
    "comment.held_back": (),
    "comment.reinstated": (_commenter,),
    "comment.undone": (),
    "comment.emergency": (_in_charge,),
    "report.filed": (_reporter, _desk),
    "complaint.filed": (_complainant, _desk),
    "complaint.decided": (_complainant,),
    "report.closed": (_reporter,),
    "page.created": (),
    "page.placed": (),
    "page.drafted": (),
    "page.discarded": (),
    "page.published": (),
    "page.scheduled": (),
    "page.cancelled": (),
    "page.unpublished": (),
    "page.removed": (),
    "page.restored": (),
    "page.reviewed": (),
    "page.review_due": (_editors,),
    "account.mail_asked": (),
    "ticket.filed": (_ticket_sender, _inbox),
    "ticket.assigned": (),
    "ticket.answered": (_ticket_sender,),
    "ticket.closed": (),
    "ticket.overdue": (_ticket_staff,),
    "portal.switched": (_switchers,),
    "portal.held": (),
    "portal.let_go": (),
}
