"""Every kind of mail as it would be written about the latest case, for staff to look at.

Nothing is sent or written, and the way to a guest's idea is not signed: such a link opens nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from ideas.models import Comment, Idea, Stage
from journal.models import Entry
from moderation.models import Case, Complaint, Report
from notifications import export_mail, office_mail
from notifications.audiences import EMERGENCY, MERGE_OBJECTED, TICKET_WAITING
from notifications.mail import Letter, composed
from notifications.models import GUEST, QUEUE, SECRET_VERB, Delivery
from pages import portal_state, tickets
from pages.models import Page

IDEA_MAILS = (
    "idea_submitted", "idea_published", "idea_returned", "idea_rejected", "idea_amendment_published",
    "idea_amendment_rejected", "idea_stage_changed", "idea_locked", "idea_unlocked", "idea_discarded",
    "idea_restored", "idea_corrected", "idea_withdrawn", "idea_redacted", "idea_withheld", "idea_retagged",
    "idea_merge_proposed", "idea_merge_objected", "idea_merge_dropped", "idea_merged", "idea_separated",
)  # fmt: skip
COMMENT_MAILS = (
    "comment_published", "comment_removed", "comment_discarded", "comment_restored", "comment_redacted",
    "comment_withheld", "comment_reinstated",
)  # fmt: skip
# To staff, by the verb that leads to them.
STAFF_MAILS = {QUEUE: "idea.submitted", EMERGENCY: "idea.emergency", MERGE_OBJECTED: "idea.merge_objected"}
REPORT_MAILS = ("report_filed", "report_closed", "complaint_filed", "complaint_decided")
PAGE_MAILS = ("page_review_due",)
TICKET_MAILS = ("ticket_filed", "ticket_answered")
OFFICE_MAILS = (TICKET_WAITING, "ticket_overdue")
SWITCH_MAILS = ("portal_switched",)
EXPORT_MAILS = ("export_ready", "export_failed")
TO_STAFF = {
    QUEUE: gettext_lazy("moderators"),
    EMERGENCY: gettext_lazy("those in charge of emergencies"),
    MERGE_OBJECTED: gettext_lazy("who proposed the merging"),
    **dict.fromkeys(PAGE_MAILS, gettext_lazy("everybody who looks after pages")),
    **dict.fromkeys(OFFICE_MAILS, gettext_lazy("who answers messages")),
    **dict.fromkeys(SWITCH_MAILS, gettext_lazy("who can switch the portal")),
    **dict.fromkeys(EXPORT_MAILS, gettext_lazy("who asked for the export")),
}
# Written by allauth from templates of its own, see `lausitz_portal.adapters`.
ACCOUNT_MAILS = (
    "account/email/email_confirmation", "account/email/login_code", "account/email/password_reset_code",
    "account/email/account_already_exists", "account/email/unknown_account", "account/email/email_confirm",
    "account/email/email_changed", "account/email/email_deleted", "account/email/password_changed",
    "account/email/password_reset", "account/email/password_set", "mfa/email/totp_activated",
    "mfa/email/totp_deactivated", "mfa/email/recovery_codes_generated",
)  # fmt: skip
ELLIPSIS = "…"
NO_TOKEN = "-"  # noqa: S105 - no token is what it is for
EXAMPLE_CODE = "ABCD-2345"


@dataclass(frozen=True)
class Kind:
    """A mail that exists; mails about an idea differ for people without an account."""

    name: str
    template: str
    to_guest: bool = False

    @property
    def slug(self) -> str:
        """As it stands in an address."""
        return f"{self.name}-{GUEST}" if self.to_guest else self.name

    @property
    def about(self) -> str:
        """Idea, comment, report or page; empty for mails about an account."""
        if self.name in STAFF_MAILS:
            return "idea"
        return "" if self.template in ACCOUNT_MAILS else self.name.partition("_")[0]

    @property
    def label(self) -> str:
        """The subject, without what differs from case to case."""
        if self.about:
            days = settings.DECISION_WORKING_DAYS
            context = {
                "reference": ELLIPSIS, "number": ELLIPSIS, "stage": Stage.UNDER_REVIEW.label, "decision_days": days,
                "working_days": settings.TICKET_WORKING_DAYS, "reminder_days": settings.TICKET_REMINDER_DAYS,
                "mode": "read_only", "hourly": 1,
            }  # fmt: skip
            return render_to_string(f"mail/{self.template}.txt", context).strip().partition("\n")[0]
        return _account_subject(self)

    @property
    def recipient(self) -> str:
        """Who gets it, in words."""
        if self.name in TO_STAFF:
            return str(TO_STAFF[self.name])
        if not self.about:
            return _("the address of the account")
        return _("people without an account") if self.to_guest else _("people with an account")


def kinds() -> Iterator[Kind]:
    """All of them, in the order of an idea's life."""
    for name in IDEA_MAILS:
        yield Kind(name, name)
        yield Kind(name, name, to_guest=True)
    for name in (*COMMENT_MAILS, *REPORT_MAILS, *STAFF_MAILS, *PAGE_MAILS):
        yield Kind(name, name)
    for name in TICKET_MAILS:
        yield Kind(name, name, to_guest=True)
    for name in (*OFFICE_MAILS, *SWITCH_MAILS, *EXPORT_MAILS):
        yield Kind(name, name)
    for template in ACCOUNT_MAILS:
        yield Kind(template.rsplit("/", 1)[-1], template)


def preview(kind: Kind, *, language: str, viewer: User) -> Letter | None:
    """The mail in `language` about the latest case `viewer` may see; None where there is no case."""
    with translation.override(language):
        delivery = _latest(kind, viewer) if kind.about else _example(kind)
    if delivery is None:
        return None
    delivery.language = language
    return composed(delivery, token=lambda _idea: NO_TOKEN)


def _latest(kind: Kind, viewer: User) -> Delivery | None:
    """A delivery that is never saved, about the latest entry of the journal that leads to this mail."""
    if kind.about in office_mail.SUBJECTS:
        return _latest_of_the_office(kind, viewer)
    if kind.about == export_mail.SUBJECT:
        entry = export_mail.latest_of(viewer, kind.name.replace("_", ".", 1))
        return Delivery(entry=entry, kind=kind.name, user=viewer) if entry else None
    subjects = _subjects(kind, viewer)
    verb = STAFF_MAILS.get(kind.name) or kind.name.replace("_", ".", 1)
    entries = Entry.objects.filter(verb=verb, subject_kind=kind.about, subject_id__in=subjects.values("pk"))
    if kind.about == "comment":
        entries = entries.filter(ids__has_key="decision")
    entry = entries.order_by("-id").first()
    if entry is None:
        return None
    subject = subjects.get(pk=entry.subject_id)
    staff = kind.name in {*STAFF_MAILS, *PAGE_MAILS}
    user = viewer if staff else _reader_of(subject)
    return Delivery(entry=entry, kind=kind.name, user=user, recipient=GUEST if kind.to_guest else "")


def _reader_of(subject: Any) -> User | None:
    """Who would get it."""
    if isinstance(subject, Complaint):
        return subject.report.reporter if subject.report else subject.thing.author
    return subject.reporter if isinstance(subject, Report) else subject.author


def _latest_of_the_office(kind: Kind, viewer: User) -> Delivery | None:
    """About a message to the office or the switch, for those alone who see them in the administration as well."""
    if not viewer.has_perm(tickets.PERMISSION if kind.about == "ticket" else portal_state.PERMISSION):
        return None
    verb = "ticket.filed" if kind.name in OFFICE_MAILS else kind.name.replace("_", ".", 1)
    entry = Entry.objects.filter(verb=verb, subject_kind=kind.about).order_by("-id").first()
    return Delivery(entry=entry, kind=kind.name, recipient=GUEST if kind.to_guest else "") if entry else None


def _subjects(kind: Kind, viewer: User) -> Any:
    """What the mail can be about, as far as the viewer is responsible for it."""
    if kind.name in PAGE_MAILS:
        return Page.objects.all()
    ideas = Idea.objects.in_scope_of(viewer)
    if kind.about == "comment":
        return Comment.objects.filter(idea__in=ideas, author__isnull=False)
    if kind.about == "report":
        return Report.objects.filter(case__in=Case.objects.in_scope_of(viewer), reporter__isnull=False)
    if kind.about == "complaint":
        return Complaint.objects.in_scope_of(viewer)
    return ideas if kind.name in STAFF_MAILS else ideas.filter(author__isnull=kind.to_guest)


def _example(kind: Kind) -> Delivery:
    """A mail about an account with made-up facts: the real text is erased as soon as it is sent."""
    return Delivery(
        entry=Entry(verb=SECRET_VERB),
        kind=kind.name,
        subject=_account_subject(kind),
        body=render_to_string(f"{kind.template}_message.txt", _made_up()).strip(),
    )


def _account_subject(kind: Kind) -> str:
    return " ".join(render_to_string(f"{kind.template}_subject.txt", _made_up()).split())


def _made_up() -> dict[str, Any]:
    """What allauth hands to its templates."""
    portal = settings.PORTAL_URL.rstrip("/")
    return {
        "code": EXAMPLE_CODE,
        "email": "name@example.org",
        "from_email": "name@example.org",
        "to_email": "neu@example.org",
        "deleted_email": "name@example.org",
        "timestamp": timezone.now(),
        "password_reset_url": portal + reverse("account_reset_password"),
        "signup_url": portal + reverse("account_signup"),
        "current_site": {"name": _("Ideas for the Lausitz of tomorrow"), "domain": portal.partition("//")[2]},
    }
