"""Waiting time as the portal promises it: in working days of both federal states.

The day on which something arrives does not count (BGB, section 187 (1)); it is in time until the last of the
promised working days is over (section 188 (1)). Days are those of Europe/Berlin.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from texts.workdays import between, count, is_working_day, start_of_promise

__all__ = ["Wait", "between", "count", "is_working_day", "start_of_promise"]


@dataclass(frozen=True)
class Wait:
    """How long something has waited, against settings.DECISION_WORKING_DAYS."""

    days: int

    @classmethod
    def since(cls, at: datetime) -> "Wait":
        return cls(count(at, timezone.now()))

    @property
    def state(self) -> str:
        """Empty, "due" on the last day of the promise, "late" behind it."""
        promised = settings.DECISION_WORKING_DAYS
        return "late" if self.days > promised else "due" if self.days == promised else ""

    @property
    def words(self) -> str:
        """Such as "since 2 working days"."""
        if not self.days:
            return _("since today")
        return ngettext("for %(n)s working day", "for %(n)s working days", self.days) % {"n": self.days}

    @property
    def urgency(self) -> str:
        """What the state says in words; empty in time."""
        if self.state == "due":
            return _("due today")
        late = self.days - settings.DECISION_WORKING_DAYS
        if self.state == "late":
            return ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
        return ""
