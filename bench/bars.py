"""What each row must reach: the speed table of the portal. Nothing else decides what is held and what is missed."""

from dataclasses import dataclass

from bench.weights import BUDGETS, FONTS_MORE, MOST_REQUESTS

SIZES = ("S", "M", "XL")


@dataclass(frozen=True)
class Bar:
    """`floors` is times the floor, `most` and `least` are in the row's own unit; None asks for nothing."""

    floors: float | None = None
    most: float | None = None
    least: float | None = None
    queries: int | None = None

    def __str__(self) -> str:
        parts = {
            "≤ {:g} × floor": self.floors, "≤ {:g}": self.most, "≥ {:g}": self.least, "≤ {:g} queries": self.queries,
        }  # fmt: skip
        return ", ".join(text.format(limit) for text, limit in parts.items() if limit is not None)


WARM, COLD = Bar(floors=3), Bar(floors=10)
SEARCH, AT_ONCE = Bar(floors=5), Bar(most=60)
WRITE = Bar(floors=3, queries=12)

BARS = {
    "list, page 1": WARM,
    "list, page 50": WARM,
    "list, theme and region": WARM,
    "list, most supported": WARM,
    "list, page 1, cold": COLD,
    "list, page 50, cold": COLD,
    "list, theme and region, cold": COLD,
    "list, most supported, cold": COLD,
    # Numbers beside the filters may cost something when they are added up, and nothing when they are kept.
    "list, page 1, numbers added up": COLD,
    "search, common word": SEARCH,
    "search, rare word": SEARCH,
    "search, two words": SEARCH,
    "idea with 25 comments": Bar(floors=3, queries=8),
    "support": WRITE,
    "comment": WRITE,
    "submit": WRITE,
    "anonymous page, of an empty view": Bar(least=0.8),
    "export, rows/s of bare COPY": Bar(least=0.45),
    "export, first byte": Bar(most=500),
    "export, memory": Bar(most=30),
    "export, XLSX memory": Bar(most=60),
    "submit to the moderator's mailbox": Bar(most=2000),
    "lists, XL of M": Bar(most=1.3),
    "hostile texts, find, longest": Bar(most=200),
    "hostile texts, similar, longest": Bar(most=200),
    **{f"weight of {name}": Bar(most=most) for name, (_path, most) in BUDGETS.items()},
    **{f"requests of {name}": Bar(most=most + FONTS_MORE) for name, most in MOST_REQUESTS.items()},
}
# Where a size has another bar, or none.
OF_SIZE: dict[str, dict[str, Bar]] = {
    # Of few rows a download is mostly sign-in and journal, which COPY has not.
    "S": {"export, rows/s of bare COPY": Bar()},
    "XL": {
        "search, common word": AT_ONCE,
        "search, rare word": AT_ONCE,
        "search, two words": AT_ONCE,
        "filter, rare combination": AT_ONCE,
        "filter, rare combination by support": AT_ONCE,
        "filter, broad with months": AT_ONCE,
        "filter, shuffled": AT_ONCE,
        "filter, last page by cursor": AT_ONCE,
        "similar while typing": Bar(most=50),
        "desk queue": Bar(floors=5),
        # Nothing asks for one; as a list that is put together anew.
        "desk overview": Bar(floors=10),
    },
}


def of(name: str, size: str) -> Bar:
    """The bar of a row at this size; one that asks for nothing where there is none."""
    return {**BARS, **OF_SIZE.get(size, {})}.get(name, Bar())
