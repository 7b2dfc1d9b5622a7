"""The emergency switch: as always, slow, or read only; and whether everything new is read first.

Nothing else writes `PortalState`.
"""

from datetime import datetime

from django.db import DatabaseError, transaction

from accounts.models import User
from journal.record import record
from pages.models import PortalState
from texts import memory

_KEY = "portal state"
PERMISSION = "pages.switch_portal"
MAY_HOLD = "pages.hold_portal"


def at_this_moment() -> PortalState:
    """What holds now: for whatever is about to be written. Raises `DatabaseError`."""
    return PortalState.objects.first() or PortalState()


def shown() -> PortalState:
    """What pages tell, at most five seconds old; the last state known when the database is away."""
    try:
        return memory.remembered(_KEY, at_this_moment)
    except DatabaseError:
        return memory.last_known(_KEY) or PortalState()


@transaction.atomic
def switch(mode: str, *, reason_texts: dict[str, str], until: datetime | None, hourly: int, by: User) -> PortalState:
    """Change the state for everybody, at once for whoever writes and within seconds on all pages."""
    state, _created = PortalState.objects.select_for_update().get_or_create(pk=1)
    state.mode, state.reason_texts, state.until, state.hourly = mode, reason_texts, until, hourly
    state.save(update_fields=["mode", "reason_texts", "until", "hourly"])
    record("portal.switched", "portal", state.pk, by=by, mode=mode, hourly=hourly)
    transaction.on_commit(memory.forget)
    return state


@transaction.atomic
def hold(*, until: datetime | None, by: User) -> None:
    """Nothing new appears without a moderator from now on, what known contributors write included."""
    _hold(holds=True, until=until)
    record("portal.held", "portal", 1, by=by, ends=until is not None)


@transaction.atomic
def let_go(*, by: User) -> None:
    """Known contributors' words appear at once again; what waits by now goes on waiting."""
    _hold(holds=False, until=None)
    record("portal.let_go", "portal", 1, by=by)


def _hold(*, holds: bool, until: datetime | None) -> None:
    PortalState.objects.update_or_create(pk=1, defaults={"holds": holds, "holds_until": until})
    transaction.on_commit(memory.forget)
