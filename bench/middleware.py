"""Says how many queries an answer took, and lets a request come to a process that has kept nothing."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from bench.client import HEADER, QUERIES
from ideas import facets, presentation

# Values of the header that say what the process forgets first.
COLD, NUMBERS = "cold", "numbers"


class BenchMiddleware:
    """The outermost; does nothing to requests without its header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.headers.get(HEADER)
        if wanted is None:
            return self.get_response(request)
        if wanted in {COLD, NUMBERS}:
            _forget(fragments=wanted == COLD)
        asked: list[str] = []

        def counting(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
                asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(counting):
            response = self.get_response(request)
        response[QUERIES] = str(len(asked))
        return response


def _forget(*, fragments: bool) -> None:
    """The numbers beside filters, and with them what was rendered."""
    facets._tallied.cache_clear()  # noqa: SLF001 - only a benchmark wants to have nothing kept
    facets._in_months.cache_clear()  # noqa: SLF001
    if fragments:
        presentation._rendered.cache_clear()  # noqa: SLF001
