"""The floor: the least a page of this portal could do on this server, database and settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ideas.models import Idea


def floor(request: HttpRequest) -> HttpResponse:
    """One indexed query, 20 rows, one template of 30 lines without parts."""
    return render(request, "bench/floor.html", {"ideas": Idea.objects.public().newest()[:20]})
