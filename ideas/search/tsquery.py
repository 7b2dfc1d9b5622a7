"""Queries in the language of PostgreSQL's tsquery, every lexeme as it stands in the index."""

from collections.abc import Iterable


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
