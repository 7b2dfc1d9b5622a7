"""The least this portal could do on this server, database and settings: a page, and nothing at all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ideas.models import Idea


def floor(request: HttpRequest) -> HttpResponse:
    """One indexed query, 20 rows, one template of 30 lines without parts."""
    return render(request, "bench/floor.html", {"ideas": Idea.objects.public().newest()[:20]})


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, behind all middleware; the page cache keeps no answer that says itself how it may be kept."""
    return HttpResponse(headers={"Cache-Control": "no-store"})
