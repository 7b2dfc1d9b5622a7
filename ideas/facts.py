"""What stands around the text of a version, resolved for showing: themes, regions, place, language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.models import Idea, IdeaVersion
from texts.fields import in_language
from texts.wording import Wording
from themes.catalogue import authorities_by_id, themes_by_id
from themes.models import Authority, Theme


@dataclass(frozen=True)
class Facts:
    """Ready for a template; taxonomies that were deleted are left out."""

    themes: list[Theme]
    authorities: list[Authority]
    whole_region: bool
    place: str
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
        names = {in_language(authority.name) for authority in self.authorities} | {self.regions}
        return Wording.joined(", ", filter(None, ["" if self.place in names else self.place, self.regions]))


def facts_of(version: Idea | IdeaVersion) -> Facts:
    """The facts of one version, or of an idea's own row, with no query while the catalogue is fresh."""
    themes, authorities = themes_by_id(), authorities_by_id()
    return Facts(
        themes=[themes[pk] for pk in version.theme_ids if pk in themes],
        authorities=[authorities[pk] for pk in version.authority_ids if pk in authorities],
        whole_region=version.whole_region,
        place=version.place_name,
        language=version.get_language_display(),
    )
