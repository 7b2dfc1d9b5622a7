"""Ideas that the office recommends: at most three at a time on home, on the page of a theme and of a region."""

from collections import defaultdict

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from ideas import presentation
from ideas.models import Feature, Idea
from texts.memory import remembered
from themes.models import Authority, Theme

MOST = 3


def cards(*, theme: Theme | None = None, authority: Authority | None = None) -> list[SafeString]:
    """The cards of one page. Which ideas they are is at most five seconds old, whether they are public never is."""
    place = (theme.pk if theme else None, authority.pk if authority else None)
    ids = remembered("features", _by_place).get(place, [])
    if not ids:
        return []
    ideas = Idea.objects.public().with_counts().in_bulk(ids)
    return presentation.rows([ideas[pk] for pk in ids if pk in ideas][:MOST], template=presentation.CARD)


def _by_place() -> dict[tuple[int | None, int | None], list[int]]:
    """The ideas of each page in their order, by the keys of its theme and its authority."""
    found: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    rows = Feature.objects.current().order_by("position", "id")
    for theme_id, authority_id, idea_id in rows.values_list("theme_id", "authority_id", "idea_id"):
        found[theme_id, authority_id].append(idea_id)
    return found


def shown_now() -> list[int]:
    """The keys of all that are shown somewhere."""
    place = Window(
        RowNumber(), partition_by=[F("theme_id"), F("authority_id")], order_by=[F("position").asc(), F("id").asc()]
    )
    ranked = Feature.objects.current().annotate(rank=place).filter(rank__lte=MOST)
    return list(ranked.order_by().values_list("pk", flat=True))
