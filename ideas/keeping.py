"""How long a draft is kept: settings.DRAFT_DAYS days on which it can be sent, one after the other.

While no phase lets people submit what the draft is about, its days do not begin; the day a phase opens
starts them anew. An upper limit holds in every case, since nobody's words may lie here for ever
(Regulation (EU) 2016/679, Art. 5 (1) (e)).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from ideas import phases
from ideas.models import Draft
from ideas.models.draft import WHOLE_REGION
from themes import catalogue


def last_day(draft: Draft, *, among: Sequence[phases.Known] | None = None) -> date:
    """The last day of a draft as the phases stand now; of one not yet saved, as if it were saved today."""
    known = phases.current() if among is None else among
    about = scope_of(draft.content)
    fitting = [phase for phase in known if phase.allows(phases.Act.SUBMIT, about)]
    day = timezone.localdate(draft.changed_at, phases.BERLIN)
    latest = day + timedelta(days=settings.DRAFT_DAYS_AT_MOST)
    in_a_row = 0
    while in_a_row < settings.DRAFT_DAYS and day < latest:
        day += timedelta(days=1)
        is_open = not known or any(phase.runs_on(day) for phase in fitting)
        in_a_row = in_a_row + 1 if is_open else 0
    return day


def scope_of(content: dict[str, Any]) -> phases.Scope:
    """What a draft is about so far, from its content as typed."""
    themes, regions = ({str(item) for item in content.get(name, ())} for name in ("themes", "regions"))
    return phases.Scope(
        [theme.pk for theme in catalogue.themes() if str(theme.pk) in themes],
        [authority.pk for authority in catalogue.authorities() if str(authority.pk) in regions],
        WHOLE_REGION in regions,
    )


def outdated() -> list[Draft]:
    """What is to be deleted. Phases hold back only what is still to be sent."""
    among, today = phases.load(), timezone.localdate(timezone=phases.BERLIN)
    return [
        draft
        for draft in Draft.objects.untouched()
        if draft.idea_id or draft.amends_id or last_day(draft, among=among) < today
    ]
