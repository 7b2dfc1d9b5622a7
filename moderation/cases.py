"""Reports by readers: however many are about one thing, it is one case, decided once for all of them.

A report hides nothing that was released. It moves its case forward in the queue, a day for each, so that
many make it more urgent and never decide it. Where settings.REPORTS_TO_HOLD_BACK says so (it does not unless an
operator wants it), a comment that no moderator has read yet waits for one after so many.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import origins
from accounts.models import User
from ideas import discussion, redaction
from ideas.models import Comment, Decision, Idea, Rule
from journal.record import record
from moderation.models import Case, Report

FORWARD = timedelta(days=1)
# A campaign of hundreds moves a case no further than that.
MOST_FORWARD = 5


class CaseClosed(Exception):
    """Somebody else has decided the case already."""


class ReportedAgain(Exception):
    """There is a report that whoever decides has not read."""


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Who reports: an account, an address to write to, or neither; and from where (`accounts.origins`)."""

    user: User | None = None
    email: str = ""
    language: str = "de"
    origin: str = ""


@transaction.atomic
def report(
    about: Idea | Comment, *, part: str = Report.Part.TEXT, rule: Rule | None, text: str, reporter: Reporter,
    form_key: uuid.UUID,
) -> Report:  # fmt: skip
    """Take a reader's report; one form sent twice is one report, and so are the same words of one account."""
    which = {"comment": about} if isinstance(about, Comment) else {"idea": about}
    most = settings.REPORTS_TO_HOLD_BACK
    if most and isinstance(about, Comment):
        # Before the case, as every decision about it does.
        Comment.objects.select_for_update().get(pk=about.pk)
    case, _new = Case.objects.select_for_update().get_or_create(**which, closed_at=None)
    content = {"case": case, "part": part, "rule": rule, "text": text, "reporter": reporter.user}
    said = _said_before(content)
    filed, created = (said, False) if said else Report.objects.get_or_create(
        form_key=form_key,
        defaults={**content, "email": "" if reporter.user else reporter.email, "language": reporter.language},
    )  # fmt: skip
    if created:
        _move_forward(case, filed)
        if most and isinstance(about, Comment) and case.reports.count() >= most:
            with suppress(discussion.CommentDecided):
                discussion.hold_back(about.pk)
        origins.keep(f"report-{filed.pk}", reporter.origin)
        subject = {"idea": about.idea_id, "comment": about.pk} if isinstance(about, Comment) else {"idea": about.pk}
        record("report.filed", "report", filed.pk, by=reporter.user, case=case.pk, **subject)
    elif not case.reports.exists():
        # The same form once more after the case was closed: nothing new has been reported.
        case.delete()
    return filed


def _said_before(content: dict[str, Any]) -> Report | None:
    """What this account has reported in the same words already, whatever key its form has.

    As with comments: after the browser's back button they stand in a form with a new key. Without an account nobody
    knows who it was, and the same words lead to no receipt of somebody else.
    """
    return Report.objects.filter(**content).order_by("id").first() if content["reporter"] else None


def _move_forward(case: Case, filed: Report) -> None:
    count = case.reports.count()
    case.place = case.opened_at - FORWARD * min(count - 1, MOST_FORWARD)
    case.last_report = filed.pk
    case.save(update_fields=["place", "last_report"])


def hold(case_id: int, *, read: int | None) -> Case:
    """The open case, locked; `read` is the last report that was read.

    Raises `CaseClosed`, and `ReportedAgain` when there is a later one.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.closed_at:
        raise CaseClosed
    if read is not None and case.last_report != read:
        raise ReportedAgain
    return case


def close(case: Case, *, by: User, outcome: str, decision: Decision | None) -> None:
    """Answer all reports of a case that the caller has locked."""
    case.closed_at, case.closed_by, case.outcome, case.decision = timezone.now(), by, outcome, decision
    case.save(update_fields=["closed_at", "closed_by", "outcome", "decision"])
    decided = {"decision": decision.pk} if decision else {}
    for report_id in case.reports.order_by("id").values_list("id", flat=True):
        record("report.closed", "report", report_id, by=by, outcome=outcome, case=case.pk, **decided)


def close_about(about: Idea | Comment, *, by: User, decision: Decision) -> None:
    """Something was done about it: answers the open case about `about`, whose row the caller holds."""
    for case in Case.objects.open().about(about).select_for_update():
        close(case, by=by, outcome=Case.Outcome.UPHELD, decision=decision)


def reopen(decision: Decision) -> None:
    """The decision is taken back: what it answered waits again, in the place where it was."""
    for closed in Case.objects.filter(decision=decision).select_for_update():
        for later in Case.objects.open().about(closed.thing).select_for_update():
            closed.last_report = max(closed.last_report, later.last_report)
            later.reports.update(case=closed)
            later.delete()
        closed.closed_at, closed.closed_by, closed.outcome, closed.decision = None, None, "", None
        closed.save(update_fields=["closed_at", "closed_by", "outcome", "decision", "last_report"])


def waiting_about(decision: Decision) -> Case | None:
    """The open case about what was decided, where that was a decision about a case."""
    if decision.kind not in {Decision.Kind.KEPT, Decision.Kind.LOCKED, Decision.Kind.REJECTED}:
        return None
    which = {"comment": decision.comment_id} if decision.comment_id else {"idea": decision.idea_id}
    return Case.objects.open().filter(**which).first()


def black_out(about: Idea | Comment, blackout: redaction.Blackout) -> None:
    """Readers who report personal data often repeat it."""
    for filed in Report.objects.filter(case__in=Case.objects.about(about)):
        if blackout.concerns(filed.text):
            filed.text = blackout.of(filed.text, language=about.language)
            filed.save(update_fields=["text"])


def forget_addresses() -> int:
    """Erase addresses of reporters once nobody can complain any more; returns how many."""
    oldest = timezone.now() - timedelta(days=settings.COMPLAINT_DAYS)
    return Report.objects.filter(case__closed_at__lt=oldest).exclude(email="").update(email="")
