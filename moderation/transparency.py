"""The figures of moderation, a year at a time, for everybody.

Made in the spirit of the reports that Regulation (EU) 2022/2065 (Digital Services Act) asks of platforms in Art. 15
and 24; whether it binds a public body is for lawyers. They are counted each night into one row a year: a public page
must not count decisions of a year at each request, and a row outlives the texts and the cache. Once a year is over it
is counted on for the next one, since complaints come for six months.

Small numbers are shown. A cell says that one text of the whole portal in a year was refused under a rule; it names
no place, no day and no person, and nothing is crossed with language or authority, which would single somebody out.
Leaving cells out would hide just the rare and grave decisions, and the totals would give them away.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractQuarter
from django.utils import timezone

from ideas.models import Comment, Decision, Idea, IdeaVersion, Source
from moderation import workdays
from moderation.models import Complaint, Figures, LogRow, Report

Row = list[Any]
Kind = Decision.Kind
TEXTS = [LogRow.Kind.IDEA, LogRow.Kind.AMENDMENT, LogRow.Kind.COMMENT]
# So many working days too late are told apart.
DAYS_LATE = 4
# What authorities do with an idea is no moderation.
NOT_MODERATION = [Kind.STAGE]
# What did not wait for them: putting back, and the answer to a report, whose waiting is the report's.
NOT_WAITED_FOR = [Kind.STAGE, Kind.RESTORED, Kind.UNLOCKED, Kind.KEPT]
# Of an import, of which nothing had waited, and the release that goes with a redaction.
_UNREAD = {"outcome": Kind.PUBLISHED, "since": None}


def count_due() -> list[int]:
    """Count the year that runs and the last one; returns which years."""
    this = timezone.localdate().year
    years = [this - 1, this]
    for year in years:
        count(year)
    return years


@transaction.atomic
def count(year: int) -> Figures:
    """Count a year anew."""
    numbers = {
        "received": _received(year), "languages": _languages(year), "decisions": _decisions(year),
        "reports": _reports(year), "complaints": _complaints(year), **_times(year), "quarters": _quarters(year),
    }  # fmt: skip
    made, _new = Figures.objects.update_or_create(
        year=year, defaults={"counted_at": timezone.now(), "numbers": numbers}
    )
    return made


def _ideas(year: int) -> QuerySet[Idea]:
    return Idea.objects.filter(submitted_at__year=year).exclude(source=Source.IMPORT)


def _received(year: int) -> list[Row]:
    versions = IdeaVersion.objects.filter(
        created_at__year=year, number__gt=1, is_redaction=False, is_retagged=False, corrects=None
    )
    return [
        ["idea", _ideas(year).count()], ["amendment", versions.count()],
        ["comment", Comment.objects.filter(created_at__year=year).count()],
        ["case", Report.objects.filter(at__year=year).count()],
        ["complaint", Complaint.objects.filter(at__year=year).count()],
    ]  # fmt: skip


def _languages(year: int) -> list[Row]:
    found: Counter[str] = Counter()
    for rows in (_ideas(year), Comment.objects.filter(created_at__year=year)):
        found.update(dict(rows.order_by().values_list("language").annotate(n=Count("pk"))))
    return [[language, n] for language, n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


def _standing(year: int) -> QuerySet[LogRow]:
    """Without what was taken back before anybody heard of it."""
    return LogRow.objects.filter(at__year=year, undone_at=None).exclude(outcome__in=NOT_MODERATION).exclude(**_UNREAD)


def _about_texts(year: int) -> QuerySet[LogRow]:
    return _standing(year).filter(kind__in=TEXTS)


def _quarters(year: int) -> list[Row]:
    """Quarter, decision, how many; about texts."""
    rows = _about_texts(year).annotate(quarter=ExtractQuarter("at")).order_by("quarter", "outcome")
    return [list(row) for row in rows.values_list("quarter", "outcome").annotate(n=Count("key"))]


def _decisions(year: int) -> list[Row]:
    """Kind, decision, key of the rule, how many; about texts."""
    rows = _about_texts(year).order_by("kind", "outcome", "rule__number").values_list("kind", "outcome", "rule__key")
    return [list(row) for row in rows.annotate(n=Count("key"))]


def _reports(year: int) -> list[Row]:
    """Key of the rule, outcome of its case, how many."""
    rows = Report.objects.filter(at__year=year).order_by("rule__number", "case__outcome")
    return [list(row) for row in rows.values_list("rule__key", "case__outcome").annotate(n=Count("pk"))]


def _complaints(year: int) -> list[Row]:
    rows = Complaint.objects.filter(at__year=year).order_by("outcome").values_list("outcome")
    return [list(row) for row in rows.annotate(n=Count("pk"))]


_HOURS = """
SELECT kind, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM at - since) / 3600)
FROM moderation_log WHERE {where} GROUP BY kind
"""
_DAYS = """
SELECT kind, (since AT TIME ZONE 'Europe/Berlin')::date, (at AT TIME ZONE 'Europe/Berlin')::date, count(*)
FROM moderation_log WHERE {where} GROUP BY 1, 2, 3
"""
_WAITED = "undone_at IS NULL AND since <= at AND at >= %s AND at < %s AND NOT outcome = ANY(%s)"


def _times(year: int) -> dict[str, list[Row]]:
    """How long it took, by kind; and how many texts were decided on which working day, against what was promised."""
    zone = timezone.get_default_timezone()
    bounds: list[Any] = [datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone), NOT_WAITED_FOR]
    with connection.cursor() as cursor:
        cursor.execute(_HOURS.format(where=_WAITED), bounds)
        hours = {kind: (n, *map(float, found)) for kind, n, found in cursor.fetchall()}
        cursor.execute(_DAYS.format(where=_WAITED), bounds)
        days: dict[str, Counter[int]] = {kind: Counter() for kind in hours}
        for kind, first, last, n in cursor.fetchall():
            days[kind][workdays.between(first, last)] += n
    return {
        "waiting": _waiting(hours, days),
        "promise": _promise(sum((days.get(k, Counter()) for k in TEXTS), Counter())),
    }


def _waiting(hours: dict[str, Any], days: dict[str, Counter[int]]) -> list[Row]:
    """Kind, how many, median and 90th percentile in hours and in working days."""
    return [
        [kind, n, round(median, 1), round(late, 1), *(_percentile(days[kind], share) for share in (0.5, 0.9))]
        for kind in LogRow.Kind.values
        if kind in hours
        for n, median, late in [hours[kind]]
    ]


def _promise(days: Counter[int]) -> list[Row]:
    """Working day of the decision, the last one meaning this one or a later; whether it was promised; how many."""
    promised, found = settings.DECISION_WORKING_DAYS, Counter[int]()
    for day, n in days.items():
        found[min(day, promised + DAYS_LATE)] += n
    return [[day, day <= promised, found[day]] for day in range(promised + DAYS_LATE + 1)] if found else []


def _percentile(found: Counter[int], share: float) -> int:
    """The least number of days that this share did not exceed."""
    wanted, seen = share * found.total(), 0
    for days, n in sorted(found.items()):
        seen += n
        if seen >= wanted:
            return days
    return 0


def years() -> list[int]:
    """Those that were counted, the latest first; those before the portal's first contribution are left out."""
    return [row.year for row in Figures.objects.all() if not is_empty(row)]


def is_empty(row: Figures) -> bool:
    return not any(n for _kind, n in row.numbers["received"]) and not row.numbers["decisions"]
