"""Home, themes, regions and the rules: pages that show ideas in overview."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ideas import numbers, phases, presentation
from ideas.forms.filters import MOST_SUPPORTED, STAGES, Filter
from ideas.models import Idea
from ideas.numbers import ByStage
from ideas.regional_map import own_outline, regional_map
from themes.catalogue import authorities, themes
from themes.models import Authority, Theme
from themes.outlines import SOURCE

EXAMPLES, NEWEST = 3, 6


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
    counted = numbers.current()
    context = {
        "phases": phases.bar(),
        "closed": phases.closed(phases.Act.SUBMIT),
        "numbers": counted,
        "stages": _stage_numbers(counted.stages, Filter()),
        "themes": _themes(counted),
        "authorities": _authorities(counted),
        "map": regional_map(authorities(), counted),
        "talked_about": _talked_about(counted),
        "newest": Idea.objects.public().newest()[:NEWEST],
        "moving_days": numbers.MOVING_DAYS,
        "newest_url": Filter().url,
        "most_supported_url": Filter().sorted_by(MOST_SUPPORTED).url,
    }
    return render(request, "home.html", context)


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """All themes."""
    counted = numbers.current()
    return render(request, "themes/theme_list.html", {"numbers": counted, "themes": _themes(counted)})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme and its ideas; also one that can no longer be chosen."""
    row = next((theme for theme in themes() if theme.slug == slug), None)
    if row is None:
        raise Http404
    counted = numbers.current()
    context = {
        "theme": row,
        **_subject(counted, counted.of_theme(row.pk), Filter(themes=(row,))),
    }
    return render(request, "themes/theme_detail.html", context)


@require_safe
def authority_list(request: HttpRequest) -> HttpResponse:
    """All districts and cities that take part."""
    counted = numbers.current()
    return render(request, "themes/authority_list.html", {"numbers": counted, "authorities": _authorities(counted)})


@require_safe
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """One district or city and its ideas."""
    row = next((authority for authority in authorities() if authority.slug == slug), None)
    if row is None:
        raise Http404
    counted = numbers.current()
    context = {
        "authority": row,
        "outline": own_outline(row),
        "map_source": SOURCE,
        **_subject(counted, counted.of_authority(row.pk), Filter(authorities=(row,))),
    }
    return render(request, "themes/authority_detail.html", context)


def _subject(counted: numbers.Numbers, stages: ByStage, chosen: Filter) -> dict[str, Any]:
    return {
        "numbers": counted,
        "total": sum(stages.values()),
        "stages": _stage_numbers(stages, chosen),
        **_examples(chosen),
    }


def _examples(chosen: Filter) -> dict[str, Any]:
    ideas = chosen.narrow(Idea.objects.public()).with_counts()
    return {
        "newest": presentation.rows(ideas.newest()[:EXAMPLES], template=presentation.CARD),
        "most_supported": presentation.rows(ideas.most_supported()[:EXAMPLES], template=presentation.CARD),
        "newest_url": chosen.url,
        "most_supported_url": chosen.sorted_by(MOST_SUPPORTED).url,
    }


def _talked_about(counted: numbers.Numbers) -> list[SafeString]:
    """Cards of the ideas that move most; one that was taken away since is missing at once."""
    found = {idea.pk: idea for idea in Idea.objects.public().with_counts().filter(pk__in=counted.moving)}
    ideas = [found[pk] for pk in counted.moving if pk in found]
    return presentation.rows(ideas, template=presentation.CARD)


def _stage_numbers(stages: ByStage, chosen: Filter) -> list[StageNumber]:
    """What has become of ideas, new ones too: together they are all that are published."""
    return [
        StageNumber(str(stage.label), stages.get(stage, 0), chosen.at_stage(slug).url) for slug, stage in STAGES.items()
    ]


def _themes(counted: numbers.Numbers) -> list[Subject]:
    return [Subject(row, sum(counted.of_theme(row.pk).values())) for row in themes() if row.is_active]


def _authorities(counted: numbers.Numbers) -> list[Subject]:
    return [Subject(row, sum(counted.of_authority(row.pk).values())) for row in authorities()]
