"""Home, themes, regions and the rules: pages that show ideas in overview."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ideas import collections, facets, features, phases, presentation, ranks
from ideas.facets import Facet, Numbers
from ideas.forms.filters import Filter
from ideas.forms.options import ANSWERED, STAGES
from ideas.listing import MOST_SUPPORTED
from ideas.models import Idea
from ideas.regional_map import own_outline, regional_map
from ideas.views import results
from themes.catalogue import authorities, themes
from themes.models import Authority, Theme
from themes.outlines import SOURCE

EXAMPLES, NEWEST, MOVING = 3, 6, 3


class StageNumber(NamedTuple):
    """How many ideas are at a stage, and the list of them."""

    label: str
    number: int
    url: str


class Subject(NamedTuple):
    """A theme or an authority with the number of its ideas."""

    row: Theme | Authority
    number: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What became of ideas, the themes, the newest ideas, the regions."""
    counted = facets.numbers({})
    context = {
        "phases": phases.bar(),
        "closed": phases.closed(phases.Act.SUBMIT),
        "numbers": counted,
        "stages": _stage_numbers(counted, Filter()),
        "themes": _themes(counted),
        "authorities": _authorities(counted),
        "map": regional_map(authorities(), counted),
        "featured": features.cards(),
        "collections": collections.linked(),
        "talked_about": _talked_about(),
        "newest": Idea.objects.public().newest()[:NEWEST],
        "moving_days": ranks.MOVING_DAYS,
        "newest_url": Filter().url,
        "most_supported_url": Filter().sorted_by(MOST_SUPPORTED).url,
    }
    return render(request, "home.html", context)


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """All themes."""
    counted = facets.numbers({})
    return render(request, "themes/theme_list.html", {"numbers": counted, "themes": _themes(counted)})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme and its ideas; also one that can no longer be chosen."""
    row = next((theme for theme in themes() if theme.slug == slug), None)
    if row is None:
        raise Http404
    context = {
        "theme": row,
        "featured": features.cards(theme=row),
        **_subject(Filter().choosing(Facet.THEME, row.slug)),
    }
    return render(request, "themes/theme_detail.html", context)


@require_safe
def authority_list(request: HttpRequest) -> HttpResponse:
    """All districts and cities that take part."""
    counted = facets.numbers({})
    return render(request, "themes/authority_list.html", {"numbers": counted, "authorities": _authorities(counted)})


@require_safe
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """One district or city and its ideas."""
    row = next((authority for authority in authorities() if authority.slug == slug), None)
    if row is None:
        raise Http404
    context = {
        "authority": row,
        "featured": features.cards(authority=row),
        "outline": own_outline(row),
        "map_source": SOURCE,
        **_subject(Filter().choosing(Facet.REGION, row.slug)),
    }
    return render(request, "themes/authority_detail.html", context)


def _subject(chosen: Filter) -> dict[str, Any]:
    numbers = facets.numbers(chosen.wanted)
    return {
        "numbers": numbers,
        "stages": _stage_numbers(numbers, chosen),
        "newest": _examples(chosen),
        "answered": _examples(chosen.choosing(Facet.ANSWERED, ANSWERED)),
        "most_supported": _examples(chosen.sorted_by(MOST_SUPPORTED)),
        "newest_url": chosen.url,
        "most_supported_url": chosen.sorted_by(MOST_SUPPORTED).url,
        "answered_url": chosen.choosing(Facet.ANSWERED, ANSWERED).url,
        "map_url": chosen.map_url,
    }


def _examples(chosen: Filter) -> list[SafeString]:
    return presentation.rows(results.first(chosen, EXAMPLES), template=presentation.CARD)


def _talked_about() -> list[SafeString]:
    """Cards of the ideas that move most."""
    ideas = Idea.objects.public().filter(moving_rank__gt=0).with_counts().moving_most()
    return presentation.rows(ideas[:MOVING], template=presentation.CARD)


def _stage_numbers(counted: Numbers, chosen: Filter) -> list[StageNumber]:
    """What has become of ideas, new ones too: together they are all that are published."""
    return [
        StageNumber(str(stage.label), counted.of(Facet.STAGE, stage.value), chosen.choosing(Facet.STAGE, slug).url)
        for slug, stage in STAGES.items()
    ]


def _themes(counted: Numbers) -> list[Subject]:
    return [Subject(row, counted.of(Facet.THEME, row.pk)) for row in themes() if row.is_active]


def _authorities(counted: Numbers) -> list[Subject]:
    return [Subject(row, counted.of(Facet.REGION, row.pk)) for row in authorities()]
