"""Ideas like one that is published: a page of its own, and a part of the idea's page that comes after it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ideas.models import Idea
from ideas.search.similar import similar_to
from ideas.views import finding


@require_safe
def alike(request: HttpRequest, reference: str) -> HttpResponse:
    """Raises `Http404` for what is not public."""
    idea = finding.by_reference(reference, Idea.objects.public().select_related("released_version"))
    if idea is None:
        raise Http404
    return render(request, "ideas/idea_alike.html", {"idea": idea, "similar": similar_to(idea)})
