"""What waits for a moderator, who has it, and what readers and authors object to."""

from moderation.models.cases import Case, Complaint, Report
from moderation.models.desk import Desk, DeskItem, DeskQuerySet, QueueItem, SpamItem
from moderation.models.emergency import Procedure
from moderation.models.sharing import Absence, Assignment, Signals

__all__ = [
    "Absence",
    "Assignment",
    "Case",
    "Complaint",
    "Desk",
    "DeskItem",
    "DeskQuerySet",
    "Procedure",
    "QueueItem",
    "Report",
    "Signals",
    "SpamItem",
]
