"""What mails about reports and complaints know. They carry no text of a report and no title to a typed-in address."""

import textwrap
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from ideas.models import Comment, Idea
from ideas.reasons import statement
from journal.models import Entry
from moderation.models import Complaint, Report
from notifications.letter import INDENT
from notifications.links import absolute, title_for
from notifications.models import Delivery

SUBJECTS = frozenset({"report", "complaint"})
RELATED = ("case__idea__lead_authority", "case__comment__idea", "case__decision__rule", "reporter")
AROUND_COMPLAINT = (
    "decision__idea", "decision__comment__idea", "decision__comment__author", "decision__rule",
    "report__case", "report__reporter",
)  # fmt: skip


def report_of(entry: Entry) -> Report | None:
    """What a mail about a report, or about the complaint of who filed it, goes to."""
    if entry.subject_kind == "report":
        return Report.objects.select_related(*RELATED).filter(pk=entry.subject_id).first()
    complaint = complaint_of(entry)
    return complaint.report if complaint else None


def complaint_of(entry: Entry) -> Complaint | None:
    """The complaint with all that stands around it."""
    return Complaint.objects.select_related(*AROUND_COMPLAINT).filter(pk=entry.subject_id).first()


def address(entry: Entry) -> str:
    """Where a reader without an account is reached; empty where no address was left, or it is erased."""
    report = report_of(entry)
    return report.email if report else ""


def context(delivery: Delivery) -> dict[str, Any] | None:
    """For the template; None when what the mail is about is gone."""
    entry = delivery.entry
    if entry.subject_kind == "report":
        report = report_of(entry)
        return _about(report.case.thing, delivery.user) | _report(report, entry) if report else None
    complaint = complaint_of(entry)
    if complaint is None:
        return None
    found = _about(complaint.thing, delivery.user) | _complaint(complaint, delivery)
    return found | _report(complaint.report, entry) if complaint.report else found


def _about(thing: Idea | Comment, user: User | None) -> dict[str, Any]:
    is_comment = isinstance(thing, Comment)
    idea = thing.idea if isinstance(thing, Comment) else thing
    title = title_for(user, idea)
    return {
        "reference": idea.reference,
        "title": title,
        "foreign": {f"{idea.reference}: {title}": idea.language},
        "about_comment": is_comment,
        "rules_url": absolute(reverse("pages:netiquette")),
        "decision_days": settings.DECISION_WORKING_DAYS,
    }


def _report(report: Report, entry: Entry) -> dict[str, Any]:
    decision = report.case.decision
    return {
        "is_report": True,
        "number": report.pk,
        "report_url": absolute(reverse("moderation:reported", args=[report.form_key])),
        "upheld": entry.ids.get("outcome") == "upheld",
        "rule": decision.rule if decision else None,
        "answer": textwrap.indent(decision.message, INDENT) if decision and decision.kind == decision.Kind.KEPT else "",
    }


def _complaint(complaint: Complaint, delivery: Delivery) -> dict[str, Any]:
    thing = complaint.thing
    idea = thing.idea if isinstance(thing, Comment) else thing
    found: dict[str, Any] = {
        "is_report": False,
        "number": complaint.pk,
        "complaint_url": absolute(reverse("moderation:complain", args=[complaint.decision_id])),
    }
    if complaint.outcome:
        found["statement"] = statement(
            f"complaint_{complaint.outcome}", rule=None, message=textwrap.indent(complaint.reasons, INDENT),
            language=delivery.language, reference=idea.reference,
        )  # fmt: skip
    return found
