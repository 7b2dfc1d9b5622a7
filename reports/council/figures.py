"""The numbers of a report. One statement counts all that must add up; it is counted by what was received.

An idea belongs to the period in which it came in; what became of it is told as of now. Nobody's name stands here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, Count, DateField, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Trunc, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ideas.listfilters import NOWHERE, WHOLE_REGION, start_of
from ideas.models import Decision, Idea, Rule, Stage, Status
from texts.charts import Bars, Columns, Value, short_day, short_month
from reports.council.form import Asked
from reports.policies import Person
from texts import workdays
from themes.catalogue import themes

TOP = 20
# So many columns at most, then months instead of days, years instead of months.
MOST_COLUMNS = 16
REFUSALS = (Decision.Kind.REJECTED, Decision.Kind.LOCKED, Decision.Kind.WITHHELD)
NOT_PUBLISHED = (Status.REJECTED, Status.LOCKED)
# By these a text stopped waiting.
ANSWERS_TO_WAITING = (
    Decision.Kind.PUBLISHED, Decision.Kind.CORRECTED, Decision.Kind.RETURNED, Decision.Kind.REJECTED,
    Decision.Kind.REDACTED, Decision.Kind.WITHHELD, Decision.Kind.SPAM,
)  # fmt: skip


class TopIdea(NamedTuple):
    """A published idea with what an authority has said to it."""

    idea: Idea
    stage: str
    lead: str
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """All numbers; `at` is when they were counted."""

    asked: Asked
    at: datetime
    statuses: dict[str, int]
    stages: dict[str, int]
    answered: int
    supports: int
    comments: int
    by_time: Columns
    by_theme: Bars
    by_stage: Bars
    # Why ideas are not public: sentence of the rule and how many, most first.
    reasons: list[tuple[str, int]]
    # Half of all decisions came within so many working days; None when there was none.
    median_days: int | None
    top: list[TopIdea]

    @property
    def received(self) -> int:
        return sum(self.statuses.values())

    @property
    def published(self) -> int:
        return self.statuses[Status.PUBLISHED]

    @property
    def key_figures(self) -> list[tuple[str, int]]:
        """What became of the ideas; the rows below the first add up to it."""
        return [(_("Received in all"), self.received), *self.outcomes]

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """One row for each publication that there is."""
        labels = {**dict(Status.choices), Status.SUBMITTED.value: _("Waiting for a decision")}
        return [(str(labels[status]), number) for status, number in self.statuses.items() if number]

    @property
    def echo(self) -> list[tuple[str, int]]:
        """What the published ones met with."""
        return [
            (_("Supports"), self.supports), (_("Comments"), self.comments),
            (_("Answered by an authority"), self.answered),
        ]  # fmt: skip


def of(asked: Asked, user: Person) -> Report:
    """Four queries, whatever there is to count."""
    ideas = _ideas(asked, user)
    unit = _unit(asked)
    statuses, stages, themes_found, times, rules = (Counter[Any]() for _number in range(5))
    answered = supports = comments = 0
    for row in _cells(ideas, unit):
        number = row["n"]
        statuses[row["status"]] += number
        times[row["bucket"]] += number
        if row["status"] in NOT_PUBLISHED:
            rules[row["rule"]] += number
        if row["status"] == Status.PUBLISHED:
            stages[row["stage"]] += number
            themes_found.update(dict.fromkeys(row["theme_ids"], number))
            answered += number if row["is_answered"] else 0
            supports, comments = supports + (row["supports"] or 0), comments + (row["comments"] or 0)
    return Report(
        asked=asked, at=timezone.now(),
        statuses={status.value: statuses[status.value] for status in Status},
        stages={stage.value: stages[stage.value] for stage in Stage},
        answered=answered, supports=supports, comments=comments,
        by_time=_by_time(asked, unit, times), by_theme=_by_theme(themes_found), by_stage=_by_stage(stages),
        reasons=_reasons(rules), median_days=_median_days(ideas), top=_top(ideas),
    )  # fmt: skip


def _ideas(asked: Asked, user: Person) -> Any:
    """What the person is responsible for. What is kept as evidence is counted and never shown."""
    found = Idea.objects.on_desk_of(user).filter(
        submitted_at__gte=start_of(asked.since), submitted_at__lt=start_of(asked.until + timedelta(days=1))
    )
    if asked.authority_id:
        found = found.filter(authority_ids__contains=[asked.authority_id])
    elif asked.region == WHOLE_REGION:
        found = found.filter(whole_region=True)
    elif asked.region == NOWHERE:
        found = found.filter(authority_ids=[], whole_region=False)
    return found.filter(theme_ids__contains=[asked.theme]) if asked.theme else found


def _cells(ideas: Any, unit: str) -> Any:
    """One statement, so one moment: how many ideas of each kind came in when, and why they are not public."""
    last = Decision.objects.standing().filter(idea=OuterRef("pk"), kind__in=REFUSALS).order_by("-id").values("rule")[:1]
    return (
        ideas.order_by()
        .annotate(
            bucket=Trunc("submitted_at", unit, output_field=DateField()),
            rule=Case(When(Q(status__in=NOT_PUBLISHED), then=Subquery(last)), output_field=IntegerField()),
        )
        .values("status", "stage", "is_answered", "theme_ids", "bucket", "rule")
        .annotate(n=Count("pk"), supports=Sum("counter__supports"), comments=Sum("counter__comments"))
    )


def _unit(asked: Asked) -> str:
    return next((unit for unit in ("day", "month") if len(list(_buckets(asked, unit))) <= MOST_COLUMNS), "year")


def _buckets(asked: Asked, unit: str) -> Iterator[date]:
    """The first days of the days, months or years of the period; stops when there are too many."""
    day, number = _start(asked.since, unit), 0
    while day <= asked.until and (unit == "year" or number <= MOST_COLUMNS):
        yield day
        day, number = _start(day + timedelta(days={"day": 1, "month": 31, "year": 366}[unit]), unit), number + 1


def _start(day: date, unit: str) -> date:
    return day.replace(month=1, day=1) if unit == "year" else day.replace(day=1) if unit == "month" else day


# How a column is called in full and in short.
_LABELS: dict[str, tuple[str, Callable[[date], str]]] = {
    "day": ("DATE_FORMAT", short_day), "month": ("F Y", short_month), "year": ("Y", lambda day: date_format(day, "Y")),
}  # fmt: skip


def _by_time(asked: Asked, unit: str, times: Counter[Any]) -> Columns:
    full, short = _LABELS[unit]
    values = [Value(date_format(day, full), times[day], short=short(day)) for day in _buckets(asked, unit)]
    titles = {"day": _("Ideas received by day"), "month": _("Ideas received by month")}
    rows = {"day": _("Day"), "month": _("Month")}
    return Columns(
        titles.get(unit, _("Ideas received by year")), rows.get(unit, _("Year")), _("Ideas"), values, _note(asked, unit)
    )


def _note(asked: Asked, unit: str) -> str:
    """Columns at both ends may be cut."""
    end = asked.until + timedelta(days=1)
    whole = asked.since == _start(asked.since, unit) and end == _start(end, unit)
    return "" if whole else _("The first and the last one count only days of the period.")


def _by_theme(found: Counter[Any]) -> Bars:
    values = [Value(theme.label, found[theme.pk], slot=theme.slot) for theme in themes()]
    note = _("An idea with two themes counts for each.")
    return Bars(_("Published ideas by theme"), _("Theme"), _("Ideas"), values, note)


def _by_stage(stages: Counter[Any]) -> Bars:
    values = [Value(str(stage.label), stages[stage.value]) for stage in Stage]
    return Bars(_("Published ideas by state"), _("State"), _("Ideas"), values)


def _reasons(rules: Counter[Any]) -> list[tuple[str, int]]:
    known = Rule.objects.in_bulk([pk for pk in rules if pk])
    return [
        (_("Rule %(rule)s") % {"rule": known[pk].label} if pk else _("no rule broken: words to the author"), number)
        for pk, number in rules.most_common()
    ]


def _median_days(ideas: Any) -> int | None:
    """Of all texts of these ideas that waited, amendments too; each counts once, by pairs of days."""
    decided = Decision.objects.standing().filter(
        idea__in=ideas.values("pk"), waited_since__isnull=False, kind__in=ANSWERS_TO_WAITING
    )
    pairs: Any = decided.order_by().annotate(first=TruncDate("waited_since"), last=TruncDate("at"))
    waits = Counter[int]()
    for first, last, number in pairs.values("first", "last").annotate(n=Count("pk")).values_list("first", "last", "n"):
        waits[workdays.between(first, last)] += number
    half = (waits.total() + 1) // 2
    for days in sorted(waits):
        half -= waits[days]
        if half <= 0:
            return days
    return None


def _top(ideas: Any) -> list[TopIdea]:
    """The published ones with most supports; with what an authority said last."""
    best = list(
        ideas.public()
        .with_counts()
        .select_related("lead_authority")
        .order_by("-support_rank", "-published_at", "-id")[:TOP]
    )
    best.sort(key=lambda idea: -idea.counter.supports)
    said = Decision.objects.standing().filter(idea__in=[idea.pk for idea in best], kind=Decision.Kind.STAGE)
    answers = {row.idea_id: row for row in said.exclude(message="").order_by("idea", "-id").distinct("idea")}
    return [
        TopIdea(
            idea, str(idea.get_stage_display()),
            idea.lead_authority.formal_label if idea.lead_authority else _("Project office"),
            answers[idea.pk].message if idea.pk in answers else "",
            answers[idea.pk].at if idea.pk in answers else None,
        )
        for idea in best
    ]  # fmt: skip
