"""Links to the pages of a list, as components/pagination.html shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Address = Callable[[int], str]


class PageLink(NamedTuple):
    """A page; one without address that is not the current one stands for those left out."""

    number: int = 0
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Links:
    """Ways from one page to the others; empty where there is none."""

    previous_url: str = ""
    next_url: str = ""
    pages: list[PageLink] = field(default_factory=list)


def numbered(current: int, last: int, address: Address) -> Links:
    """First, last and the pages around the current one, of `last` pages."""
    if not 1 <= current <= last:
        return Links()
    return Links(
        previous_url=address(current - 1) if current > 1 else "",
        next_url=address(current + 1) if current < last else "",
        pages=list(_with_gaps(current, last, address)),
    )


def neighbours(current: int, address: Address, *, has_next: bool) -> Links:
    """The pages before and after, where nobody has counted them."""
    return Links(
        previous_url=address(current - 1) if current > 1 else "",
        next_url=address(current + 1) if has_next else "",
    )


def _with_gaps(current: int, last: int, address: Address) -> Iterator[PageLink]:
    before = 0
    for number in sorted({1, last, *range(max(1, current - 1), min(last, current + 1) + 1)}):
        if number > before + 1:
            yield PageLink()
        yield PageLink(number, address(number), number == current)
        before = number
