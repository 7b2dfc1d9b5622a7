"""Mails that did not arrive, in numbers for the dashboard; each is the length of a list of deliveries."""

from typing import NamedTuple

from notifications.models import Delivery

SHOWN = 5


class Trouble(NamedTuple):
    """What was given up, what failed and is tried again, what nobody has taken."""

    parked: int
    repeatable: int
    failing: int
    overdue: int
    # The last ones given up that can be sent again.
    latest: list[Delivery]


def trouble() -> Trouble:
    """Five queries, of what waits and of what was given up alone."""
    mails, parked = Delivery.objects.all(), Delivery.objects.parked()
    return Trouble(
        parked=parked.count(),
        repeatable=parked.repeatable().count(),
        failing=mails.failing().count(),
        overdue=mails.overdue().count(),
        latest=list(parked.repeatable().select_related("user", "entry").order_by("-id")[:SHOWN]),
    )
