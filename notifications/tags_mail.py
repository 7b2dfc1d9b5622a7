"""What the mail about changed tags knows."""

import textwrap
from typing import Any

from ideas.curating import changes_of
from ideas.models import Retagging
from notifications.letter import INDENT
from notifications.models import Delivery


def context(delivery: Delivery) -> dict[str, Any]:
    """What the office changed, a line each. A mail to a typed-in address repeats nothing that was typed there."""
    if "retagging" not in delivery.entry.ids:
        return {}
    row = Retagging.objects.select_related("before", "after", "lead_before", "lead_after").get(
        pk=delivery.entry.ids["retagging"]
    )
    lines = [
        f"- {change.label}: " + ("" if delivery.is_to_guest and change.is_typed else f"{change.old} → ") + change.new
        for change in changes_of(row)
    ]
    return {"changes": "\n".join(lines), "reasons": textwrap.indent(row.reason.strip(), INDENT)}
