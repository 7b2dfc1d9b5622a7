"""The list of ideas with its filters."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ideas import collections, listing, presentation, ranks
from ideas.forms import panel
from ideas.forms.filters import RESULTS, Filter
from ideas.models import Idea
from ideas.search import excerpts, finding as searching
from ideas.views import dropping, finding, paging, results
from ideas.views.results import Results


@require_safe
def idea_list(request: HttpRequest) -> HttpResponse:
    """Published ideas, filtered; a reference as search goes to its idea, a page that is not there to the last."""
    asked = Filter.from_query(request.GET)
    if asked.seed and "los" not in request.GET:
        return redirect(f"{request.get_full_path()}&los={asked.seed}")
    named = finding.by_reference(asked.words, Idea.objects.public())
    if named:
        return redirect(named)
    found = results.of(asked)
    if not found.ideas:
        elsewhere = _elsewhere(asked, found)
        if elsewhere:
            return redirect(elsewhere)
    return render(request, "ideas/idea_list.html", _context(asked, found))


def _elsewhere(asked: Filter, found: Results) -> str:
    """Where to go from a page without ideas, or nothing."""
    if asked.cursor or asked.page > 1:
        last = found.last_page if asked.page > found.last_page else 1
        return asked.on_page(last)
    numbered = finding.by_number(asked.words, Idea.objects.public())
    return numbered.get_absolute_url() if numbered else ""


def _context(asked: Filter, found: Results) -> dict[str, Any]:
    return {
        "filter": asked,
        "panel": panel.of(asked, found.numbers),
        "orders": panel.orders(asked),
        "rows": presentation.rows(found.ideas, excerpts=excerpts.of(found.ideas, found.found.marked)),
        "total": found.total,
        "is_counted": found.is_counted,
        **dropping.context(asked, found),
        "better_url": asked.for_words(found.found.better),
        "most_counted": listing.MOST_COUNTED,
        "most_ranked": searching.MOST_RANKED,
        "moving_days": ranks.MOVING_DAYS,
        "shuffle_url": asked.sorted_by(listing.SHUFFLED).url + RESULTS,
        "pages": _pages(asked, found),
        "has_collections": bool(collections.public()),
    }


def _pages(asked: Filter, found: Results) -> paging.Links:
    """By number to page 50; by cursor to the neighbours, so that nothing is missed while ideas arrive."""
    links = paging.Links()
    if asked.page <= found.last_page:
        links = paging.numbered(asked.page, found.last_page, lambda page: asked.on_page(page) + RESULTS)
    if asked.words:
        return links
    before, after = found.previous, found.next
    return replace(
        links,
        previous_url=asked.on_page(max(1, asked.page - 1), before) + RESULTS if before else "",
        next_url=asked.on_page(asked.page + 1, after) + RESULTS if after else "",
    )
