"""What mails about exports know. They carry nothing of what was exported."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import User
from journal.models import Entry
from notifications.links import absolute
from notifications.models import Delivery
from reports.models import Export

SUBJECT = "export"


def context(delivery: Delivery) -> dict[str, Any] | None:
    """For the template; None when the export is gone."""
    export = Export.objects.filter(pk=delivery.entry.subject_id).first()
    if export is None:
        return None
    return {
        "until": date_format(localtime(export.expires_at), "DATETIME_FORMAT") if export.expires_at else "",
        "problem": export.get_problem_display() if export.problem else "",
        "exports_url": absolute(reverse("admin:reports_export_changelist")),
    }


def latest_of(viewer: User, verb: str) -> Entry | None:
    """The latest entry with this verb about an export that the viewer sees in the administration as well."""
    seen = Export.objects.within_reach_of(viewer).values("pk")
    return Entry.objects.filter(verb=verb, subject_kind=SUBJECT, subject_id__in=seen).order_by("-id").first()
