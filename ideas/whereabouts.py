"""What a place that was typed says about the idea: its municipality, and the authority if none was chosen."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from texts.wording import Wording
from themes.catalogue import authorities_by_id, gazetteer
from themes.models import Place


class Whereabouts(NamedTuple):
    """`note` is a sentence for the author where something was added or does not fit; nothing is refused."""

    place_id: int | None
    authority_ids: list[int]
    note: str = ""


def of_typed(place_name: str, authority_ids: Sequence[int], *, whole_region: bool = False) -> Whereabouts:
    """Among places of the same name the chosen authorities decide."""
    chosen = list(authority_ids)
    meant = gazetteer().meant_by(place_name)
    if len(meant) > 1:
        meant = [place for place in meant if place.authority_id in chosen] or meant
    if len(meant) != 1:
        return Whereabouts(None, chosen, _several(meant) if meant else "")
    place = meant[0]
    if whole_region or place.authority_id in chosen:
        return Whereabouts(place.pk, chosen)
    if chosen:
        return Whereabouts(place.pk, chosen, _elsewhere(place, chosen))
    return Whereabouts(place.pk, [place.authority_id], _added(place))


def place_id_of(place_name: str, authority_ids: Sequence[int]) -> int | None:
    """The municipality alone."""
    return of_typed(place_name, authority_ids).place_id


def _several(places: Sequence[Place]) -> str:
    named = Wording.joined("; ", (f"{place.label} ({place.authority.label})" for place in places))
    return _("There are several places of this name: %(places)s. Please choose the district or city you mean.") % {
        "places": named
    }


def _elsewhere(place: Place, chosen: Sequence[int]) -> str:
    known = authorities_by_id()
    there = ", ".join(known[pk].label for pk in chosen if pk in known)
    return _(
        "%(place)s belongs to %(authority)s, and you have chosen %(chosen)s. "
        "If that is what you mean, you need not change anything."
    ) % {"place": place.label, "authority": place.authority.formal_label, "chosen": there}


def _added(place: Place) -> str:
    return _(
        "You have chosen no district or city. We have added %(authority)s, to which %(place)s belongs. "
        "You can change that."
    ) % {"place": place.label, "authority": place.authority.formal_label}
