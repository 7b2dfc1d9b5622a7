"""What the mails about merging know. A title stands in them only where the portal would show it to that person."""

import textwrap
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from ideas.models import Merge
from notifications.letter import INDENT
from notifications.links import absolute, title_for
from notifications.models import Delivery


def context(delivery: Delivery) -> dict[str, Any]:
    """The other idea, which goes into which, why, and until when somebody can object."""
    if "merge" not in delivery.entry.ids:
        return {}
    merge = Merge.objects.select_related("source", "target").get(pk=delivery.entry.ids["merge"])
    goes = merge.source_id == delivery.entry.subject_id
    other = merge.target if goes else merge.source
    title = title_for(delivery.user, other)
    return {
        "goes": goes,
        "other": f"{other.reference}: {title}" if title else other.reference,
        "other_reference": other.reference,
        "other_url": absolute(reverse("ideas:detail_by_reference", args=[other.reference])),
        "merge_url": absolute(reverse("admin:ideas_merge_change", args=[merge.pk])),
        "last_day": date_format(merge.last_day, "DATE_FORMAT"),
        "reasons": textwrap.indent(merge.reason.strip(), INDENT),
    }
