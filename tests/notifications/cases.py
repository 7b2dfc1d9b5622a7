"""Deliveries of every kind, about things as the portal's own services leave them."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from ideas import curating, lifecycle
from ideas.models import Comment, Decision, Idea, Merge, Rule
from journal.models import Entry
from moderation import complaints
from notifications import outbox
from notifications.models import GUEST, Delivery
from pages import portal_state, publishing, tickets
from pages.models import Page, Ticket
from reports.models import Export
from tests import make

TITLE = "Nachtbus <b>Lübben</b> & heimwärts"
REASONS = "Der Text wirbt für eine Firma.\n\nBitte nennen Sie keine Marken, auch nicht „nebenbei“."
ANSWER = "Die Nummer steht auf Seite 3.\n\nRufen Sie <b>gern</b> an."
STATE = "Der Landkreis hat einen Planer beauftragt."
IDEA_KINDS = [
    "idea_submitted", "idea_published", "idea_amendment_published", "idea_returned", "idea_rejected",
    "idea_amendment_rejected", "idea_discarded", "idea_restored", "idea_locked", "idea_unlocked",
    "idea_withdrawn", "idea_stage_changed", "idea_redacted", "idea_corrected", "idea_withheld", "idea_retagged",
    "idea_merge_proposed", "idea_merge_objected", "idea_merge_dropped", "idea_merged", "idea_separated",
]  # fmt: skip
COMMENT_KINDS = [
    "comment_published", "comment_removed", "comment_discarded", "comment_restored", "comment_redacted",
    "comment_withheld", "comment_reinstated",
]  # fmt: skip
WITHOUT_RULE = {"idea_returned", "idea_withheld", "idea_retagged", "idea_merge_proposed", "comment_withheld"}
ABOUT_MERGING = {name for name in IDEA_KINDS if "merge" in name} | {"idea_separated"}
WITH_REASONS = WITHOUT_RULE | {
    "idea_rejected", "idea_amendment_rejected", "idea_locked", "idea_redacted", "idea_corrected", "comment_removed",
    "comment_redacted", "complaint_decided",
}  # fmt: skip
REPORT_KINDS = ["report_filed", "report_closed", "complaint_filed", "complaint_decided"]
OFFICE_KINDS = ["ticket_filed", "ticket_answered", "ticket_waiting", "ticket_overdue", "portal_switched"]
EXPORT_KINDS = ["export_ready", "export_failed"]


def idea_mail(kind: str, idea: Idea, staff: User, *, words: str = "") -> Delivery:
    """A delivery of this kind about `idea`, with a decision as the lifecycle writes it."""
    if kind == "idea_retagged":
        return retagged_mail(idea, staff, words or REASONS)
    if kind in ABOUT_MERGING:
        return merge_mail(kind, idea, staff, words or REASONS)
    decision = Decision.objects.create(
        idea=idea, kind=Decision.Kind.STAGE, by=staff, stage="under_review",
        rule=None if kind in WITHOUT_RULE else Rule.objects.get(key="werbung"),
        message=words or (STATE if kind == "idea_stage_changed" else REASONS),
    )  # fmt: skip
    entry = Entry.objects.create(
        verb=kind.replace("_", ".", 1), subject_kind="idea", subject_id=idea.pk, ids={"decision": decision.pk}
    )
    return Delivery.objects.create(
        entry=entry, kind=kind, user=idea.author, recipient=f"user-{idea.author_id}" if idea.author_id else "guest"
    )


def retagged_mail(idea: Idea, staff: User, words: str) -> Delivery:
    """About what the office put right."""
    idea.refresh_from_db()
    version = idea.released_version
    assert version is not None
    place = f"Spreewald {idea.versions.count()}"
    tags = {**curating.tags_of(version), "place_name": place, "lon": None, "lat": None}
    row = curating.retag(idea.pk, seen=curating.state(idea), tags=tags, lead_authority_id=None, by=staff, reason=words)
    entry = Entry.objects.get(verb="idea.retagged", ids={"retagging": row.pk})
    to = f"user-{idea.author_id}" if idea.author_id else GUEST
    return Delivery.objects.create(entry=entry, kind="idea_retagged", user=idea.author, recipient=to)


def merge_mail(kind: str, idea: Idea, staff: User, words: str) -> Delivery:
    """About another idea, always the same, that `idea` goes into."""
    there = Idea.objects.filter(title="Ein anderer Bus").first()
    other = there or make.idea("Ein anderer Bus", by=staff, authorities=["goerlitz"])
    merge = Merge.objects.create(
        source=idea, target=other, by=staff, reason=words, due_at=timezone.now(), state=Merge.State.UNDONE
    )
    entry = Entry.objects.create(
        verb=kind.replace("_", ".", 1), subject_kind="idea", subject_id=idea.pk, ids={"merge": merge.pk}
    )
    to = f"user-{idea.author_id}" if idea.author_id else GUEST
    return Delivery.objects.create(entry=entry, kind=kind, user=idea.author, recipient=to)


def comment_mail(kind: str, comment: Comment, staff: User) -> Delivery:
    """A delivery of this kind to the author of `comment`."""
    decision = Decision.objects.create(
        comment=comment, by=staff, message=REASONS,
        kind=Decision.Kind.WITHHELD if kind in WITHOUT_RULE else Decision.Kind.REJECTED,
        rule=None if kind in WITHOUT_RULE else Rule.objects.get(key="werbung"),
    )  # fmt: skip
    entry = Entry.objects.create(
        verb=kind.replace("_", "."), subject_kind="comment", subject_id=comment.pk, ids={"decision": decision.pk}
    )
    author = comment.author
    assert author is not None
    return Delivery.objects.create(entry=entry, kind=kind, user=author, recipient=f"user-{author.pk}")


def report_mail(idea: Idea, reporter: User, staff: User) -> Delivery:
    """To somebody whose report was right."""
    report = make.report(idea, by=reporter)
    make.answer(report, by=staff, outcome="upheld")
    return fanned_out("report.closed")


def complaint_mail(kind: str, idea: Idea, staff: User) -> None:
    """To the author of an idea that was locked, who complains; answered by somebody else."""
    rule = Rule.objects.get(key="werbung")
    decision = lifecycle.lock(idea.pk, by=staff, rule=rule, facts=REASONS)
    complaint = complaints.file(decision, text="Bitte noch einmal.", by=idea.author)
    if kind == "complaint_decided":
        complaints.decide(complaint.pk, by=make.user(), outcome="rejected", reasons=REASONS)
    fan_out_all()


def queue_mail(staff: User) -> Delivery:
    """To `staff`, who moderates, about an idea that has just arrived."""
    make.receipt(TITLE, author=make.user())
    fan_out_all()
    return Delivery.objects.get(kind="queue", user=staff)


def page_mail(staff: User) -> Delivery:
    """To `staff`, who now looks after pages, about those nobody has looked at for years."""
    staff.groups.add(Group.objects.get(name="Redaktion"))
    Page.objects.update(reviewed_on=date(2020, 1, 1))
    publishing.remind_of_reviews()
    fan_out_all()
    return Delivery.objects.get(kind="page_review_due", user=staff)


def office_mail(kind: str, staff: User) -> Delivery:
    """About a message to the office, or about the switch; `staff` answers and switches."""
    ticket = make.ticket(email="gast@example.org")
    if kind == "ticket_answered":
        tickets.answer(ticket.pk, text=ANSWER, seen=0, by=staff)
    if kind == "ticket_overdue":
        Ticket.objects.filter(pk=ticket.pk).update(created_at=timezone.now() - timedelta(days=30))
        tickets.remind()
    if kind == "portal_switched":
        portal_state.switch("read_only", reason_texts={"de": STATE, "en": STATE}, until=None, hourly=5, by=staff)
    fan_out_all()
    return Delivery.objects.filter(kind=kind).latest("id")


def export_mail(kind: str, staff: User) -> Delivery:
    """To `staff`, about a file that a worker made, or could not make."""
    ends = {"state": "done", "expires_at": timezone.now() + timedelta(days=7)}
    fails = {"state": "failed", "problem": Export.Problem.NO_ROOM}
    made = Export.objects.create(
        asked_by=staff, kind="ideas", profile="public", format="csv", **(ends if kind == "export_ready" else fails)
    )
    verb = kind.replace("_", ".")
    Entry.objects.create(verb=verb, subject_kind="export", subject_id=made.pk)
    return fanned_out(verb)


def fanned_out(verb: str) -> Delivery:
    """The delivery of the latest entry with this verb."""
    fan_out_all()
    return Delivery.objects.get(entry=Entry.objects.filter(verb=verb).latest("id"))


def fan_out_all() -> None:
    while outbox.fan_out(50):
        pass


def mail_of(kind: str, *, citizen: User | None, staff: User) -> Delivery:
    """A delivery of any kind about something new; without a citizen, to a typed-in address."""
    guest = None if citizen else {"email": "gast@example.org"}
    if kind == "queue":
        return queue_mail(staff)
    if kind == "page_review_due":
        return page_mail(staff)
    if kind.startswith(("ticket_", "portal_", "export_")):
        make_mail = export_mail if kind in EXPORT_KINDS else office_mail
        return make_mail(kind, make.user("buero@example.org", groups=["Administration"]))
    idea = make.idea(TITLE, author=citizen, guest=guest, by=staff)
    if kind.startswith("idea_"):
        return idea_mail(kind, idea, staff)
    assert citizen is not None
    if kind in REPORT_KINDS:
        report_mail(make.idea(TITLE, by=staff), citizen, staff)
        complaint_mail(kind, idea, staff)
        return Delivery.objects.filter(kind=kind).latest("id")
    return comment_mail(kind, make.comment(idea, author=citizen), staff)


def assert_locked_in(response: Any) -> None:
    """The HTML of a mail may have styles of its own, and nothing else: no script, no origin, no network."""
    policy = {part.strip() for part in response["Content-Security-Policy"].split(";")}
    assert policy == {
        "sandbox allow-popups allow-popups-to-escape-sandbox", "default-src 'none'", "style-src 'unsafe-inline'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'",
    }  # fmt: skip
