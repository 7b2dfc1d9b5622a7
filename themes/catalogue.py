"""Themes and authorities as every page needs them: few rows, remembered for some seconds."""

from texts.memory import remembered
from themes.models import Authority, Place, Theme
from themes.places import Gazetteer


def themes() -> list[Theme]:
    """All themes in order, at most five seconds old; also those that can no longer be chosen."""
    return remembered("themes", lambda: list(Theme.objects.all()))


def authorities() -> list[Authority]:
    """All authorities that take part, in order, at most five seconds old."""
    return remembered("authorities", lambda: list(Authority.objects.filter(is_active=True)))


def gazetteer() -> Gazetteer[Place]:
    """The places of those authorities, at most five seconds old."""
    return remembered(
        "places", lambda: Gazetteer(Place.objects.filter(authority__is_active=True).select_related("authority"))
    )


def themes_by_id() -> dict[int, Theme]:
    return {theme.pk: theme for theme in themes()}


def authorities_by_id() -> dict[int, Authority]:
    return {authority.pk: authority for authority in authorities()}
