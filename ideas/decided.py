"""Who decided what and when, for whoever comes second."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from ideas.models import Comment, Decision, Idea, Status


def told(about: Idea | Comment) -> str:
    """The last decision about an idea or comment as a sentence."""
    if isinstance(about, Idea) and about.status == Status.WITHDRAWN:
        return _("The author has withdrawn this idea.")
    # What an authority does with an idea is no decision about its text.
    decisions = about.decisions.standing().exclude(kind=Decision.Kind.STAGE)
    last = decisions.select_related("by").order_by("-id").first()
    if last is None:
        return _("This no longer waits for a decision.")
    return sentence(last.by, last.at, last.get_kind_display())


def sentence(by: User | None, at: datetime, what: str) -> str:
    """Such as "Anna Noack decided this on 3 May 2026, 9:12: released."; nobody is somebody who has left."""
    names = {"who": by or _("Somebody"), "when": date_format(localtime(at), "DATETIME_FORMAT"), "what": what}
    return _("%(who)s has decided this already on %(when)s: %(what)s.") % names
