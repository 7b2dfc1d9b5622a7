"""What stands around the text of a version, resolved for showing: themes, regions, place, language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.models import Idea, IdeaVersion
from texts.fields import in_language
from texts.wording import Wording
from themes.catalogue import authorities_by_id, gazetteer, themes_by_id
from themes.models import Authority, Theme
from themes.points import Point, spelled


@dataclass(frozen=True)
class Facts:
    """Ready for a template; taxonomies that were deleted are left out."""

    themes: list[Theme]
    authorities: list[Authority]
    whole_region: bool
    place: str
    point: Point | None
    language: str

    @property
    def regions(self) -> str:
        """Names of the districts and cities, or "the whole Lausitz", or nothing."""
        if self.whole_region:
            return str(_("the whole Lausitz"))
        return Wording.joined(", ", (authority.label for authority in self.authorities))

    @property
    def place_in_region(self) -> str:
        """The place, then its regions; a city that is both is named once."""
        place = "" if names_one_of(self.place, self.authorities) else self.place
        return Wording.joined(", ", filter(None, [place, self.regions]))

    @property
    def exact_point(self) -> str:
        """As it was given, for the author and the desk."""
        return spelled(self.point) if self.point else ""

    @property
    def rough_point(self) -> str:
        """For everybody, to about a kilometre."""
        return _("roughly at %(point)s") % {"point": spelled(self.point, decimals=2)} if self.point else ""


def place_of(version: Idea | IdeaVersion) -> str:
    """The municipality by its official names, or the author's own words where they say more."""
    place = gazetteer().by_id.get(version.place_id) if version.place_id else None
    if place and gazetteer().says_no_more(version.place_name, place):
        return place.label
    return version.place_name


def names_one_of(place: str, authorities: Iterable[Authority]) -> bool:
    """A city can be both the place and the authority: it is named once."""
    return any(place in {in_language(authority.name), authority.label} for authority in authorities)


def facts_of(version: Idea | IdeaVersion) -> Facts:
    """The facts of one version, or of an idea's own row, with no query while the catalogue is fresh."""
    themes, authorities = themes_by_id(), authorities_by_id()
    return Facts(
        themes=[themes[pk] for pk in version.theme_ids if pk in themes],
        authorities=[authorities[pk] for pk in version.authority_ids if pk in authorities],
        whole_region=version.whole_region,
        place=place_of(version),
        point=None if version.lat is None or version.lon is None else Point(version.lat, version.lon),
        language=version.get_language_display(),
    )


def region_in_short(idea: Idea) -> str:
    """Place and region in a few words: at most two districts or cities are named."""
    known = authorities_by_id()
    authorities = [known[pk] for pk in idea.authority_ids if pk in known]
    names = [authority.label for authority in authorities]
    if idea.whole_region:
        names = [_("the whole Lausitz")]
    elif len(names) > 2:
        names = [_("%(name)s and %(number)s more") % {"name": names[0], "number": len(names) - 1}]
    place = place_of(idea)
    return Wording.joined(", ", filter(None, ["" if names_one_of(place, authorities) else place, *names]))
