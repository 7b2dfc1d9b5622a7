"""Queries in the language of PostgreSQL's tsquery, every lexeme as it stands in the index."""

import re
from collections.abc import Iterable

# As PostgreSQL writes it, with a quote doubled, and a star for all that begins so.
_LEXEME = re.compile(r"'((?:[^']|'')+)'(:\*)?")


def any_of(queries: Iterable[str]) -> str:
    """Queries with OR between them."""
    return " | ".join(f"({query})" for query in dict.fromkeys(queries) if query)


def all_of(queries: Iterable[str]) -> str:
    """Queries with AND between them."""
    return " & ".join(f"({query})" for query in queries if query)


def quoted(lexeme: str) -> str:
    """A lexeme or a mark."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def lexemes(query: str) -> list[str]:
    """Those of a word or a phrase."""
    return [lexeme.replace("''", "'") for lexeme, _star in _LEXEME.findall(query)]


def in_title(query: str) -> str:
    """The same, in titles only."""
    return _LEXEME.sub(lambda found: f"'{found[1]}'{found[2] or ':'}A", query)
