"""The figures of moderation as a page of tables and charts, and the same numbers as CSV."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, ngettext, override
from django.views.decorators.http import require_safe

from ideas.models import Rule
from moderation import transparency
from moderation.models import OUTCOMES, Case, Complaint, Figures, LogRow
from texts import csv_file
from texts.charts import Bars, Chart, Columns, Value
from texts.languages import Language


# Colours of what was promised and of what came too late; the words say it as well.
KEPT, BROKEN = 5, 3


@dataclass(frozen=True)
class Table:
    """One section: the columns with words first, then those with numbers."""

    key: str
    heading: str
    meaning: str
    words: Sequence[str]
    numbers: Sequence[str]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)
    chart: Chart | None = None
    # Whether the chart has all of it, so that the page needs no table.
    is_drawn: bool = False

    @property
    def cells(self) -> list[tuple[Sequence[str], list[str]]]:
        """For the page: numbers as people write them."""
        at = len(self.words)
        return [(row[:at], [number_format(cell, force_grouping=True) for cell in row[at:]]) for row in self.rows]


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The latest year there are figures of; says when there are none yet."""
    known = transparency.years()
    return _page(request, get_object_or_404(Figures, pk=known[0]) if known else None, known)


@require_safe
def of_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year."""
    return _page(request, _found(year), transparency.years())


@require_safe
def as_csv(request: HttpRequest, year: int) -> HttpResponse:
    """All numbers in one table, German in every language: files are passed on and read by programs."""
    found = _found(year)
    with override("de"):
        content = csv_file.written(_lines(found))
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="moderation-{found.year}.csv"'},
    )


def _found(year: int) -> Figures:
    found = get_object_or_404(Figures, pk=min(year, 9999))
    if transparency.is_empty(found):
        raise Http404
    return found


def _page(request: HttpRequest, found: Figures | None, known: list[int]) -> HttpResponse:
    context = {"figures": found, "tables": tables(found) if found else [], "years": known}
    return render(request, "moderation/transparency.html", context)


def _lines(found: Figures) -> Iterator[Sequence[csv_file.Cell]]:
    """A line for each number, so that a program needs no knowledge of the tables."""
    yield "Jahr", "Gezählt am", "Bereich", "Was", "Ergebnis", "Regel", "Kennzahl", "Wert"
    counted = date_format(localtime(found.counted_at), "d.m.Y H:i")
    for table in tables(found):
        for row in table.rows:
            words = dict(zip(table.words, row, strict=False))
            place = (
                words.get(_("Kind")) or words.get(_("Language")) or words.get(_("Quarter")) or words.get(_("Decided")),
                words.get(_("Decision")) or words.get(_("Outcome")) or words.get(_("Promise")),
                words.get(_("Rule")),
            )
            for name, value in zip(table.numbers, row[len(table.words) :], strict=True):
                yield found.year, counted, table.heading, *place, name, value
    yield found.year, counted, "Automatische Entscheidungen", None, None, None, "Anzahl", 0


def tables(found: Figures) -> list[Table]:
    """All sections in the language of this moment; a year counted before there was such a one does not have it."""
    numbers, rules = found.numbers, {rule.key: rule.label for rule in Rule.objects.all()}
    made = [_received(numbers), _decisions(numbers, rules), _quarters(found), _promise(numbers), _waiting(numbers),
            _reports(numbers, rules), _complaints(numbers), _languages(numbers)]  # fmt: skip
    return [table for table in made if table.key in numbers]


def _kind(value: str) -> str:
    return capfirst(str(LogRow.Kind(value).label))


def _received(numbers: dict[str, Any]) -> Table:
    meaning = _("All that arrived in the year, whatever became of it. Ideas taken over from elsewhere are not in it.")
    rows = [[_kind(kind), n] for kind, n in numbers["received"]]
    return Table("received", _("What arrived"), meaning, [_("Kind")], [_("Number")], rows)


def _decisions(numbers: dict[str, Any], rules: dict[str, str]) -> Table:
    meaning = _(
        "Decisions of moderators about texts in the year, each with the rule it names. "
        "What was taken back at once is not counted."
    )
    rows = [
        [_kind(kind), _outcome(outcome), rules.get(rule or "", rule or "–"), n]
        for kind, outcome, rule, n in numbers["decisions"]
    ]
    sums = Counter[str]()
    for _its_kind, outcome, _its_rule, n in rows:
        sums[outcome] += n
    values = [Value(outcome, n) for outcome, n in sums.most_common()]
    chart = Bars(_("All decisions by what was decided"), _("Decision"), _("Number"), values)
    words = [_("Kind"), _("Decision"), _("Rule")]
    return Table("decisions", _("What was decided"), meaning, words, [_("Number")], rows, chart)


def _outcome(value: str) -> str:
    return capfirst(str(dict(OUTCOMES).get(value, value)))


def _quarters(found: Figures) -> Table:
    meaning = _("The same decisions, by the quarter in which they were made.")
    rows = [[_quarter(quarter), _outcome(outcome), n] for quarter, outcome, n in _section(found.numbers, "quarters")]
    sums, counted = Counter[str](), localtime(found.counted_at)
    for quarter, _its_outcome, n in rows:
        sums[quarter] += n
    last = (counted.month + 2) // 3 if counted.year == found.year else 4
    values = [
        Value(_quarter(number), sums[_quarter(number)], short=_("Q%(n)s") % {"n": number})
        for number in range(1, last + 1)
    ]
    chart = Columns(_("Decisions by quarter"), _("Quarter"), _("Number"), values)
    return Table(
        "quarters", _("When it was decided"), meaning, [_("Quarter"), _("Decision")], [_("Number")], rows, chart
    )


def _quarter(number: int) -> str:
    return _("Quarter %(n)s") % {"n": number}


def _section(numbers: dict[str, Any], name: str) -> list[Any]:
    found: list[Any] = numbers.get(name, [])
    return found


def _promise(numbers: dict[str, Any]) -> Table:
    rows = _section(numbers, "promise")
    cells = [
        [_working_day(day, is_last=day == len(rows) - 1), _("kept") if is_kept else _("not kept"), n]
        for day, is_kept, n in rows
    ]
    values = [
        Value(label, n, slot=KEPT) if is_kept else Value(_("%(day)s (too late)") % {"day": label}, n, slot=BROKEN)
        for (label, _said, n), (_day, is_kept, _n) in zip(cells, rows, strict=True)
    ]
    chart = Bars(_("Decisions by working day"), _("Decided"), _("Number"), values)
    words = [_("Decided"), _("Promise")]
    meaning = _meaning_of_promise(rows) if rows else ""
    return Table("promise", _("Did we keep our promise?"), meaning, words, [_("Number")], cells, chart, is_drawn=True)


def _meaning_of_promise(rows: list[Any]) -> str:
    in_time = [n for _day, is_kept, n in rows if is_kept]
    promised = len(in_time) - 1
    text = ngettext(
        "We promise to decide about ideas, changes and comments within %(days)s working day. "
        "%(kept)s of %(all)s decisions came in time.",
        "We promise to decide about ideas, changes and comments within %(days)s working days. "
        "%(kept)s of %(all)s decisions came in time.",
        promised,
    )
    kept, total = sum(in_time), sum(n for _day, _is_kept, n in rows)
    names = {"kept": kept, "all": total}
    return text % {"days": promised, **{name: number_format(n, force_grouping=True) for name, n in names.items()}}


def _working_day(day: int, *, is_last: bool) -> str:
    if not day:
        return _("before the next working day")
    text = _("on working day %(n)s or later") if is_last else _("on working day %(n)s")
    return text % {"n": day}


def _waiting(numbers: dict[str, Any]) -> Table:
    meaning = _(
        "From arrival to the decision. Half of all waited no longer than the median, nine in ten no longer than the "
        "second value. Working days are those of Brandenburg and Saxony; the day of arrival does not count."
    )
    rows = [[_kind(kind), *values] for kind, *values in numbers["waiting"]]
    names = [
        _("Number"), _("Median in hours"), _("Nine in ten, in hours"), _("Median in working days"),
        _("Nine in ten, in working days"),
    ]  # fmt: skip
    return Table("waiting", _("How long it took"), meaning, [_("Kind")], names, rows)


def _reports(numbers: dict[str, Any], rules: dict[str, str]) -> Table:
    meaning = _("Reports by readers that arrived in the year, by the rule they name, and what came of them by now.")
    outcomes = {"": _("open"), **dict(Case.Outcome.choices)}
    rows = [
        [rules.get(rule, rule) if rule else _("Something else"), capfirst(str(outcomes[outcome])), n]
        for rule, outcome, n in numbers["reports"]
    ]
    return Table("reports", _("Reports"), meaning, [_("Rule"), _("Outcome")], [_("Number")], rows)


def _complaints(numbers: dict[str, Any]) -> Table:
    meaning = _("Complaints against decisions that arrived in the year. Each is decided by another person than before.")
    outcomes = {"": _("open"), **dict(Complaint.Outcome.choices)}
    rows = [[capfirst(str(outcomes[outcome])), n] for outcome, n in numbers["complaints"]]
    return Table("complaints", _("Complaints"), meaning, [_("Outcome")], [_("Number")], rows)


def _languages(numbers: dict[str, Any]) -> Table:
    meaning = _("Ideas and comments that arrived in the year, by the language they are written in.")
    rows = [[str(Language(language).label), n] for language, n in numbers["languages"]]
    return Table("languages", _("Languages"), meaning, [_("Language")], [_("Number")], rows)
