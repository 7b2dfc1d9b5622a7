"""The matrix: page × state × width × scheme × JavaScript. Some of it in every run, all of it by `make look`."""

import os
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from tests.e2e.look import judging, pages
from tests.e2e.look.pages import Page
from tests.e2e.look.world import State

# Beginnings of the names of pages, when only some are wanted.
_ONLY = tuple(os.environ.get("PAGES", "").split())
PAGES = tuple(page for page in (*pages.PAGES, *judging.PAGES) if not _ONLY or page.name.startswith(_ONLY))
Scheme = Literal["light", "dark"]
WIDTHS = (320, 360, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Cell:
    """One look at one page."""

    page: Page
    state: State
    width: int
    scheme: Scheme
    javascript: bool

    def __str__(self) -> str:
        return f"{self.page.name}-{self.state}-{self.width}-{self.scheme}-{'js' if self.javascript else 'nojs'}"


def everything() -> list[Cell]:
    """Every cell there is."""
    ways = list(product(WIDTHS, SCHEMES, (True, False)))
    return [Cell(page, state, *way) for page in PAGES for state in page.states for way in ways]


def pairwise() -> list[Cell]:
    """Few cells in which any two values that can meet do meet: each time the one with the most new pairs."""
    pairs = {cell: _pairs(cell) for cell in everything()}
    missing = set().union(*pairs.values())
    chosen = []
    while missing:
        chosen.append(max(pairs, key=lambda cell: len(pairs[cell] & missing)))
        missing -= pairs[chosen[-1]]
    return chosen


def _pairs(cell: Cell) -> frozenset[object]:
    values = enumerate((cell.page.name, cell.state, cell.width, cell.scheme, cell.javascript))
    return frozenset(combinations(values, 2))
