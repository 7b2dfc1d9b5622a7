"""The map of ideas: a page that is whole without its script, and what the script asks for."""

from typing import Any, NamedTuple

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ideas import facets, listing, presentation, spots
from ideas.forms import panel, section
from ideas.forms.filters import LIST, MAP, POINTS, Filter
from ideas.models import Idea
from ideas.views import dropping, finding, results
from themes.catalogue import authorities, gazetteer
from themes.models import Place
from themes.outlines import SOURCE, on_ground, outlines

SHOWN = 20
ROW = "ideas/_map_row.html"
# Outlines change with a new version of the portal only.
OUTLINE_SECONDS = 86_400


class PlaceNumber(NamedTuple):
    """A municipality, how many ideas it has under the filter, and the list of them."""

    place: Place
    number: int
    url: str


@require_safe
def idea_map(request: HttpRequest) -> HttpResponse:
    """Where the ideas of a list lie; a reference as search goes to its idea."""
    asked = Filter.from_query(request.GET, view=MAP)
    named = finding.by_reference(asked.words, Idea.objects.public())
    if named:
        return redirect(named)
    response = render(request, "ideas/idea_map.html", _context(asked))
    if settings.MAP_TILES:
        # The one page that may show pictures of another server.
        csp_update({"img-src": [settings.MAP_TILES["origin"]]})(lambda _request: response)(request)
    return response


@require_safe
def map_points(request: HttpRequest) -> JsonResponse:
    """Clusters within the section shown, and the newest ideas there as HTML."""
    asked = Filter.from_query(request.GET, view=POINTS)
    shown, found = section.section(request.GET), results.everywhere(asked)
    clusters = spots.clusters(found, shown, section.zoom(request.GET))
    fits = sum(cluster.ideas for cluster in clusters)
    ideas = spots.newest(found, shown, SHOWN, fits=fits, of=facets.numbers({}).total)
    named = _named(clusters)
    return JsonResponse({
        "clusters": [_cluster(cluster, named, asked) for cluster in clusters],
        "elsewhere": None if fits else spots.edges(found),
        "said": _said(fits),
        "list": "".join(presentation.rows(ideas, template=ROW)),
    })  # fmt: skip


@require_safe
@cache_control(public=True, max_age=OUTLINE_SECONDS)
def map_outlines(request: HttpRequest) -> JsonResponse:
    """Lines around the districts and cities; `part` says who takes part.

    Longitude and latitude in thousandths of a degree, after the first point as steps: a third of the bytes.
    """
    there = {row.slug for row in authorities()}
    areas = [{"part": slug in there, "rings": [_steps(ring) for ring in on_ground(slug)]} for slug in outlines()]
    return JsonResponse({"areas": areas}, json_dumps_params={"separators": (",", ":")})


def _steps(ring: list[tuple[int, int]]) -> list[int]:
    pairs = zip(ring, [(0, 0), *ring], strict=False)
    return [step for (lon, lat), (lon_before, lat_before) in pairs for step in (lon - lon_before, lat - lat_before)]


def _context(asked: Filter) -> dict[str, Any]:
    # Which ideas words find depends on the order (`results.of`); without words the newest are the cheapest.
    shown = asked.seen_as(MAP)
    found = results.of(shown if asked.words else shown.sorted_by(listing.NEWEST))
    numbers, nowhere = spots.by_place(results.everywhere(asked))
    return {
        "filter": asked,
        "panel": panel.of(asked, found.numbers),
        "total": found.total,
        "is_counted": found.is_counted,
        "most_counted": listing.MOST_COUNTED,
        **dropping.context(asked, found),
        "places": [
            PlaceNumber(place, numbers[place.pk], asked.seen_as(LIST).in_places(gazetteer().slugs[place.pk]).url)
            for place in gazetteer().places
            if place.pk in numbers
        ],
        "nowhere": nowhere,
        "bautzen_is_outside": "bautzen" not in {row.slug for row in authorities()},
        "source": SOURCE,
        "tiles": settings.MAP_TILES,
        "most_zoom": spots.MOST_ZOOM,
    }


def _named(clusters: list[spots.Cluster]) -> dict[int, Idea]:
    ids = [pk for cluster in clusters for pk in cluster.ids]
    return Idea.objects.public().with_counts().in_bulk(ids)


def _cluster(cluster: spots.Cluster, named: dict[int, Idea], asked: Filter) -> dict[str, Any]:
    """As the map shows it: `ideas` in a popup, a link as well where there are more; otherwise a press zooms in."""
    shown = {
        "n": cluster.ideas, "number": _written(cluster.ideas),
        "lon": round(cluster.lon, 4), "lat": round(cluster.lat, 4),
    }  # fmt: skip
    ideas = [named[pk] for pk in cluster.ids if pk in named]
    place = gazetteer().by_id.get(cluster.place_id)
    if place and cluster.ideas > spots.ALL_NAMED:
        return {**shown, **_of_place(cluster.ideas, place, asked), "ideas": [_idea(idea) for idea in ideas]}
    if ideas:
        titles = "; ".join(idea.title for idea in ideas)
        return {
            **shown,
            "label": _label(cluster.ideas, titles),
            "ideas": [_idea(idea) | _facts(idea) for idea in ideas],
        }
    return {**shown, "label": _("%(ideas)s, zoom in") % {"ideas": _ideas(cluster.ideas)}}


def _of_place(number: int, place: Place, asked: Filter) -> dict[str, str]:
    return {
        "label": _label(number, place.label),
        "link": _("All ideas from %(place)s") % {"place": place.label},
        "url": asked.seen_as(LIST).in_places(gazetteer().slugs[place.pk]).url,
    }


def _idea(idea: Idea) -> dict[str, str]:
    return {"title": idea.title, "language": idea.language, "url": idea.get_absolute_url()}


def _facts(idea: Idea) -> dict[str, str]:
    supports = idea.counter.supports
    return {
        "stage": idea.get_stage_display(),
        "supports": ngettext("%(n)s support", "%(n)s supports", supports) % {"n": _written(supports)},
    }


def _label(number: int, what: str) -> str:
    return _("%(ideas)s: %(titles)s") % {"ideas": _ideas(number), "titles": what}


def _ideas(number: int) -> str:
    return ngettext("%(n)s idea", "%(n)s ideas", number) % {"n": _written(number)}


def _said(number: int) -> str:
    return ngettext(
        "%(n)s idea in the part of the map shown", "%(n)s ideas in the part of the map shown", number
    ) % {"n": _written(number)}  # fmt: skip


def _written(number: int) -> str:
    return str(floatformat(number, "0g"))
