"""Numbers as a picture and as a table, drawn by the server: without scripts, and the same for eye, ear and paper.

`Bars` are a table whose rows have a bar each; `Columns` are a picture with its table below. Coordinates are
whole numbers, which no language writes with a comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

FULL = 1000
COLUMN_HEIGHT, ROOM_ABOVE, ROOM_BELOW = 96, 16, 18
# Room for the words above and below a column, in units of the picture; few columns share as much room as many.
NARROW, WIDE, MOST_LETTERS, LEAST_WIDTH, WIDEST = 26, 40, 5, 320, 48


class Value(NamedTuple):
    """One number: what it counts, where its list is, and the colour of its theme."""

    label: str
    number: int
    url: str = ""
    slot: int | None = None
    # Below a column, where there is little room.
    short: str = ""


class Column(NamedTuple):
    """A value with its place in the picture."""

    value: Value
    x: int
    middle: int
    y: int
    width: int
    height: int
    said_at: int
    said: str


@dataclass(frozen=True)
class Chart:
    """What both have: a title, what the rows are, what is counted."""

    title: str
    rows: str
    numbers: str
    values: Sequence[Value]
    note: str = ""

    @property
    def most(self) -> int:
        return max((value.number for value in self.values), default=0)

    @property
    def total(self) -> int:
        return sum(value.number for value in self.values)

    @property
    def spoken(self) -> str:
        """The picture in a sentence."""
        if not self.most:
            return _("%(title)s: none.") % {"title": self.title}
        top = next(value for value in self.values if value.number == self.most)
        return _(
            "%(title)s: %(total)s in all, most at %(label)s with %(most)s. All numbers stand in the table below."
        ) % {
            "title": self.title,
            "total": _said(self.total),
            "label": top.label,
            "most": _said(self.most),
        }


@dataclass(frozen=True)
class Bars(Chart):
    """A bar beside each number."""

    template = "components/chart_bars.html"
    full = FULL

    @property
    def drawn(self) -> list[tuple[Value, int]]:
        """Each value with the length of its bar; what is not nothing can be seen."""
        return [(value, _share(value.number, self.most, FULL)) for value in self.values]


@dataclass(frozen=True)
class Columns(Chart):
    """For what follows in time."""

    template = "components/chart_columns.html"

    @property
    def step(self) -> int:
        words = [_said(self.most), *(value.short for value in self.values)]
        least = WIDE if max(map(len, words)) > MOST_LETTERS else NARROW
        return max(least, LEAST_WIDTH // max(1, len(self.values)))

    @property
    def width(self) -> int:
        return self.step * len(self.values)

    @property
    def base(self) -> int:
        return ROOM_ABOVE + COLUMN_HEIGHT

    @property
    def height(self) -> int:
        return self.base + ROOM_BELOW

    @property
    def drawn(self) -> list[Column]:
        columns, step = [], self.step
        width = min(step - 4, WIDEST)
        for number, value in enumerate(self.values):
            height = _share(value.number, self.most, COLUMN_HEIGHT)
            y, middle = self.base - height, number * step + step // 2
            columns.append(
                Column(
                    value, x=middle - width // 2, middle=middle, y=y, width=width, height=height,
                    said_at=y - 4, said=_said(value.number),
                )
            )  # fmt: skip
        return columns


def short_day(day: date) -> str:
    """Below a column: the day, with its month where one begins."""
    return date_format(day, "j." if day.day > 1 else "j.n.")


def short_month(day: date) -> str:
    """Below a column: the month, with its year where one begins."""
    return date_format(day, "n" if day.month > 1 else "n/y")


def _said(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def _share(number: int, most: int, full: int) -> int:
    return max(number * full // most, full // 50) if number else 0
