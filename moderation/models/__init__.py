"""What waits for a moderator, who has it, and what readers and authors object to."""

from moderation.models.cases import Case, Complaint, Report
from moderation.models.desk import Desk, DeskItem, DeskQuerySet, QueueItem, SpamItem
from moderation.models.emergency import Procedure
from moderation.models.transparency import Figures
from moderation.models.log import OUTCOMES, LogQuerySet, LogRow
from moderation.models.sharing import Absence, Assignment, Signals

__all__ = [
    "OUTCOMES",
    "Absence",
    "Assignment",
    "Case",
    "Complaint",
    "Desk",
    "DeskItem",
    "DeskQuerySet",
    "Figures",
    "LogQuerySet",
    "LogRow",
    "Procedure",
    "QueueItem",
    "Report",
    "Signals",
    "SpamItem",
]
