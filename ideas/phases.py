"""Whether people can submit, support and discuss now, and if not, since when and until when.

The day is the one in Berlin by the clock of the database. As long as no phase has a day, everything
is open and no page speaks of phases.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Value
from django.db.models.functions import Now, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from ideas.models import Phase
from texts.fields import in_language
from texts.memory import remembered

BERLIN = ZoneInfo("Europe/Berlin")


class Act(StrEnum):
    """What a phase opens or closes."""

    SUBMIT = "allows_ideas"
    SUPPORT = "allows_supports"
    COMMENT = "allows_comments"


class Scope(NamedTuple):
    """Themes and authorities of an idea; those of the whole region belong to every authority."""

    theme_ids: Collection[int] = ()
    authority_ids: Collection[int] = ()
    whole_region: bool = False

    @classmethod
    def of(cls, content: Any) -> "Scope":
        """Of an `Idea` or an `IdeaVersion`."""
        return cls(content.theme_ids, content.authority_ids, content.whole_region)

    def is_met_by(self, theme_id: int | None, authority_id: int | None) -> bool:
        """Whether an exception for this theme or authority is about such an idea."""
        if theme_id is not None:
            return theme_id in self.theme_ids
        return authority_id is not None and (self.whole_region or authority_id in self.authority_ids)


ANY = Scope()


class Exempt(NamedTuple):
    """What else holds for one theme or one authority."""

    theme_id: int | None
    authority_id: int | None
    acts: frozenset[Act]


@dataclass(frozen=True)
class Known:
    """A phase that has days, on the day that was asked about."""

    name: dict[str, str]
    participation: dict[str, str]
    starts_on: date
    ends_on: date | None
    today: date
    acts: frozenset[Act]
    exceptions: tuple[Exempt, ...]

    @property
    def is_now(self) -> bool:
        return self.runs_on(self.today)

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < self.today

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def allows(self, act: Act, scope: Scope) -> bool:
        """Where several exceptions fit, the most generous one counts."""
        fitting = [other for other in self.exceptions if scope.is_met_by(other.theme_id, other.authority_id)]
        return any(act in other.acts for other in fitting) if fitting else act in self.acts

    def ever_allows(self, act: Act) -> bool:
        """For some ideas at least: where nobody has said yet what an idea is about."""
        return act in self.acts or any(act in other.acts for other in self.exceptions)


class Closed(Exception):
    """The phase does not allow it. `sentence` says until when it was possible and what comes next."""

    def __init__(self, act: Act, ended: date | None, following: Known | None) -> None:
        super().__init__(act.value)
        self.act, self.ended, self.following = act, ended, following

    @property
    def sentence(self) -> str:
        return " ".join(filter(None, [self._since(), self._next()]))

    def _since(self) -> str:
        if self.ended is None:
            return {
                Act.SUBMIT: _("Ideas cannot be submitted at the moment."),
                Act.SUPPORT: _("Ideas cannot be supported at the moment."),
                Act.COMMENT: _("Ideas cannot be discussed at the moment."),
            }[self.act]
        sentence = {
            Act.SUBMIT: _("Ideas could be submitted until %(day)s."),
            Act.SUPPORT: _("Ideas could be supported until %(day)s."),
            Act.COMMENT: _("Ideas could be discussed until %(day)s."),
        }[self.act]
        return sentence % {"day": date_format(self.ended)}

    def _next(self) -> str:
        if self.following is None:
            return ""
        values = {"phase": in_language(self.following.name), "day": date_format(self.following.starts_on)}
        return _("It goes on from %(day)s, in the phase “%(phase)s”.") % values


def load(*, at: datetime | None = None) -> list[Known]:
    """The phases with days, in order, as they stand now or `at` an instant. One query."""
    instant = Value(at) if at else Now()
    rows = (
        Phase.objects.filter(starts_on__isnull=False)
        .annotate(today=TruncDate(instant, tzinfo=BERLIN))
        .order_by("position", "pk", "exceptions__pk")
        .values(
            "pk", "name", "participation", "starts_on", "ends_on", "today", *Act,
            "exceptions__pk", "exceptions__theme", "exceptions__authority",
            *(f"exceptions__{act}" for act in Act),
        )
    )  # fmt: skip
    phases: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        phases.setdefault(row["pk"], []).append(row)
    return [_known(found) for found in phases.values()]


def _known(rows: list[dict[str, Any]]) -> Known:
    first = rows[0]
    others = (
        Exempt(row["exceptions__theme"], row["exceptions__authority"], _acts(row, "exceptions__"))
        for row in rows
        if row["exceptions__pk"]
    )
    columns = ("name", "participation", "starts_on", "ends_on", "today")
    return Known(**{name: first[name] for name in columns}, acts=_acts(first), exceptions=tuple(others))


def _acts(row: dict[str, Any], prefix: str = "") -> frozenset[Act]:
    return frozenset(act for act in Act if row[prefix + act])


def current() -> list[Known]:
    """For pages: at most five seconds old."""
    return remembered("phases", load)


def closed(act: Act, scope: Scope | None = None, *, among: list[Known] | None = None) -> Closed | None:
    """Why it is not possible, or None; without a scope only when it is possible for no idea at all."""
    phases = current() if among is None else among
    if not phases:
        return None

    def allowing(phase: Known) -> bool:
        return phase.ever_allows(act) if scope is None else phase.allows(act, scope)

    fitting = [phase for phase in phases if allowing(phase)]
    if any(phase.is_now for phase in fitting):
        return None
    ended = max((phase.ends_on for phase in fitting if phase.is_over and phase.ends_on), default=None)
    coming = [phase for phase in fitting if phase.starts_on > phase.today]
    return Closed(act, ended, min(coming, key=lambda phase: phase.starts_on, default=None))


def require(act: Act, scope: Scope) -> None:
    """For writes, in their transaction: raises `Closed`, decided by the clock of the database."""
    found = closed(act, scope, among=load())
    if found:
        raise found


def participation() -> str:
    """Who can take part and from which age, as the present phases say; empty without a setting."""
    texts = [in_language(phase.participation) for phase in current() if phase.is_now]
    return " ".join(filter(None, texts))


class Step(NamedTuple):
    """A phase as the bar on the home page shows it; state is "done", "now" or nothing."""

    label: str
    note: str
    state: str


def bar() -> list[Step]:
    """All phases with days; empty when there are none."""
    return [Step(in_language(phase.name), _note(phase), _state(phase)) for phase in current()]


def _state(phase: Known) -> str:
    return "now" if phase.is_now else "done" if phase.is_over else ""


def _note(phase: Known) -> str:
    start = date_format(phase.starts_on)
    if phase.is_now and phase.ends_on:
        left = (phase.ends_on - phase.today).days + 1
        words = ngettext("until %(day)s, %(left)s day left", "until %(day)s, %(left)s days left", left)
        return words % {"day": date_format(phase.ends_on), "left": left}
    if phase.ends_on:
        return _("%(start)s to %(end)s") % {"start": start, "end": date_format(phase.ends_on)}
    return _("from %(day)s") % {"day": start}
