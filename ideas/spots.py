"""Ideas on the ground, as everybody may see them, in clusters that a map can show.

An idea lies at its author's point, of which the public knows a square of about a kilometre
(`Idea.spot`), otherwise at the point of its municipality. So a million ideas have some thousand
spots: the database counts them from an index alone, and what is near on the screen is put together here.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, Min, OuterRef, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from ideas.listing import ROW_COST
from ideas.models import Idea
from ideas.models.idea import IdeaQuerySet
from ideas.models.located import LATITUDES, LONGITUDES
from themes.catalogue import gazetteer
from themes.models import Place

# The side of a cluster in points of the screen, on a map of the world with 256 points at zoom 0 (Web Mercator).
CLUSTER = 60
# Nearer than this two of them would cover each other.
TOUCHING = 40
WORLD = 256
LEAST_ZOOM, MOST_ZOOM = 6, 14
# More than any screen shows at once.
MOST_SQUARES = 1500
# A cluster no wider than one spot is told idea by idea when it has no more than these.
ALL_NAMED = 2
# Of one at the point of a municipality so many are named, the newest.
NAMED = 5


class Section(NamedTuple):
    """A part of the map in hundredths of a degree, its edges included."""

    west: int = math.floor(LONGITUDES[0] * 100)
    south: int = math.floor(LATITUDES[0] * 100)
    east: int = math.ceil(LONGITUDES[1] * 100)
    north: int = math.ceil(LATITUDES[1] * 100)

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> Self:
        """The smallest one with these degrees that lies in the region."""
        whole = cls()
        west, east = sorted((west, east))
        south, north = sorted((south, north))
        return cls(
            min(max(math.floor(west * 100), whole.west), whole.east),
            min(max(math.floor(south * 100), whole.south), whole.north),
            max(min(math.ceil(east * 100), whole.east), whole.west),
            max(min(math.ceil(north * 100), whole.north), whole.south),
        )

    def has(self, lon: float, lat: float) -> bool:
        return self.west <= lon * 100 <= self.east and self.south <= lat * 100 <= self.north


@dataclass
class Cluster:
    """Ideas that are near each other on the screen; `place_id` and `ids` only of those at one spot."""

    ideas: int
    lon: float
    lat: float
    place_id: int | None = None
    ids: tuple[int, ...] = ()

    def add(self, other: "Cluster") -> None:
        self.lon += (other.lon - self.lon) * other.ideas / (self.ideas + other.ideas)
        self.lat += (other.lat - self.lat) * other.ideas / (self.ideas + other.ideas)
        self.ideas += other.ideas
        self.place_id, self.ids = None, ()


def clusters(found: IdeaQuerySet, section: Section, zoom: int) -> list[Cluster]:
    """Those of `found` that lie in the section, the northern ones first."""
    zoom = _fitting(section, min(max(zoom, LEAST_ZOOM), MOST_ZOOM))
    squares = _squares(found, section, zoom)
    apart: dict[tuple[int, int], Cluster] = {}
    for square, cluster in sorted(squares.items(), key=lambda item: (-item[1].ideas, item[0])):
        around = (apart.get((square[0] + x, square[1] + y)) for x, y in product((-1, 0, 1), repeat=2))
        near = next((other for other in around if other and _distance(other, cluster, zoom) < TOUCHING), None)
        if near:
            near.add(cluster)
        else:
            apart[square] = cluster
    _name(found, apart.values())
    return sorted(apart.values(), key=lambda cluster: (-cluster.lat, cluster.lon))


def newest(found: IdeaQuerySet, section: Section, most: int, *, fits: int, of: int) -> IdeaQuerySet:
    """The newest of them there, with their counts; `fits` lie in the section, of so many in all.

    Either by walking from the newest on, or by sorting all that fit: the shorter way (`ideas.listing`).
    """
    if fits**2 >= ROW_COST * most * of:
        return found.filter(_with_point(section) | _with_place(section)).newest().with_counts()[:most]
    keys = ("published_at", "id")
    with_place = found.filter(_with_place(section)).order_by().values_list(*keys)
    rows = found.filter(_with_point(section)).order_by().values_list(*keys).union(with_place, all=True)
    ids = [pk for _at, pk in rows.order_by("-published_at", "-id")[:most]]
    return Idea.objects.public().filter(pk__in=ids).newest().with_counts()


def by_place(found: IdeaQuerySet) -> tuple[dict[int, int], int]:
    """How many of them each municipality has, and how many are on no map."""
    known = gazetteer().by_id
    numbers: Counter[int] = Counter()
    nowhere = 0
    rows = found.order_by().values_list("place_id").annotate(ideas=Count("pk"), placed=Count("spot"))
    for place_id, ideas, placed in rows:
        if place_id in known:
            numbers[place_id] += ideas
        else:
            nowhere += ideas - placed
    return dict(numbers), nowhere


def edges(found: IdeaQuerySet) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The corners in the south-west and the north-east (latitude, longitude) between which all on the map lie."""
    lying = [(spot.lat, spot.lon) for spot in _spots(found, Section())]
    if not lying:
        return None
    lats, lons = zip(*lying, strict=True)
    return (min(lats), min(lons)), (max(lats), max(lons))


def _name(found: IdeaQuerySet, apart: Iterable[Cluster]) -> None:
    """Sets the `ids` of clusters of one municipality; the index `idea_map` has them in this order."""
    of_place = {cluster.place_id: cluster for cluster in apart if cluster.place_id}
    there = found.filter(place_id=OuterRef("pk"), spot__isnull=True).newest().values("pk")[:NAMED]
    for place_id, ids in Place.objects.filter(pk__in=of_place).values_list("pk", ArraySubquery(there)):
        of_place[place_id].ids = tuple(ids)


def _squares(found: IdeaQuerySet, section: Section, zoom: int) -> dict[tuple[int, int], Cluster]:
    """What lies in each square of the screen, of `CLUSTER` points."""
    squares: dict[tuple[int, int], Cluster] = {}
    for spot in _spots(found, section):
        x, y = _on_screen(spot.lon, spot.lat, zoom)
        square = (math.floor(x / CLUSTER), math.floor(y / CLUSTER))
        if square in squares:
            squares[square].add(spot)
        else:
            squares[square] = spot
    return squares


def _spots(found: IdeaQuerySet, section: Section) -> Iterator[Cluster]:
    with_point = found.filter(_with_point(section)).order_by().values_list("spot")
    for spot, ideas, first, last in with_point.annotate(ideas=Count("pk"), first=Min("pk"), last=Max("pk")):
        ids = tuple(dict.fromkeys((first, last))) if ideas <= ALL_NAMED else ()
        yield Cluster(ideas, spot % 10_000 / 100, spot // 10_000 / 100, ids=ids)
    places = gazetteer().by_id
    with_place = found.filter(_with_place(section)).order_by().values_list("place_id")
    for place_id, ideas in with_place.annotate(ideas=Count("pk")):
        lon, lat = float(places[place_id].lon), float(places[place_id].lat)
        yield Cluster(ideas, lon, lat, place_id=place_id)


def _with_point(section: Section) -> Q:
    east = F("spot") % 10_000
    return (
        Q(spot__range=(section.south * 10_000, section.north * 10_000 + 9_999))
        & Q(GreaterThanOrEqual(east, section.west))
        & Q(LessThanOrEqual(east, section.east))
    )


def _with_place(section: Section) -> Q:
    there = [pk for pk, place in gazetteer().by_id.items() if section.has(float(place.lon), float(place.lat))]
    return Q(spot__isnull=True, place_id__in=there)


def _fitting(section: Section, zoom: int) -> int:
    """The zoom, or the next one at which the section has no more than `MOST_SQUARES`."""
    while zoom > LEAST_ZOOM:
        (left, bottom), (right, top) = (
            _on_screen(lon / 100, lat / 100, zoom)
            for lon, lat in [(section.west, section.south), (section.east, section.north)]
        )
        if (right - left) * (bottom - top) <= MOST_SQUARES * CLUSTER**2:
            break
        zoom -= 1
    return zoom


def _distance(one: Cluster, other: Cluster, zoom: int) -> float:
    return math.dist(_on_screen(one.lon, one.lat, zoom), _on_screen(other.lon, other.lat, zoom))


def _on_screen(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Points from the corner of the world in the north-west (EPSG:3857)."""
    size = WORLD * 2**zoom
    y = math.asinh(math.tan(math.radians(lat))) / math.pi
    return size * (lon + 180) / 360, size * (1 - y) / 2
