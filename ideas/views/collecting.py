"""Collections: all that are public, and one of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from ideas import collections
from ideas.collections import PAGE_SIZE
from ideas.models import Collection
from ideas.views import paging
from texts.cleaning import number_in


@require_safe
def collection_list(request: HttpRequest) -> HttpResponse:
    """All public ones."""
    return render(request, "ideas/collection_list.html", {"collections": collections.public()})


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them; an address that it has left leads to its present one (RFC 9110, 15.4.2)."""
    row = next((one for one in collections.public() if one.slug == slug), None)
    if row is None:
        return _moved(slug)
    asked = max(1, number_in(request.GET.get("seite", "")[:9]))
    context = contents(row, asked)
    if asked > context["last"]:
        return redirect(f"{row.get_absolute_url()}?seite={context['last']}")
    return render(request, "ideas/collection_detail.html", context)


def contents(row: Collection, number: int) -> dict[str, Any]:
    """What the page of a collection shows, for three queries; also the preview."""
    total = collections.size(row)
    last = max(1, -(-total // PAGE_SIZE))
    return {
        "collection": row,
        "total": total,
        "page": number,
        "last": last,
        "rows": collections.page(row, number),
        "pages": paging.numbered(number, last, lambda page: f"?seite={page}" if page > 1 else "?"),
    }


def _moved(slug: str) -> HttpResponse:
    row = collections.moved(slug)
    if row is None:
        raise Http404
    response = redirect(reverse("ideas:collection", args=[row.slug]), permanent=True)
    # Another collection may take the address.
    patch_cache_control(response, no_cache=True)
    return response
