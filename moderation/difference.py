"""What an author changed in an idea."""

from django.utils.translation import gettext as _

from ideas.facts import facts_of
from ideas.models import IdeaVersion, Picture
from texts.difference import Change, differing


def changes(before: IdeaVersion, after: IdeaVersion) -> list[Change]:
    """The fields that differ, in the order of the page."""
    return differing(_shown(before), _shown(after))


def _shown(version: IdeaVersion) -> dict[str, str]:
    facts = facts_of(version)
    return {
        _("Title"): version.title,
        _("Text"): version.text,
        _("Themes"): ", ".join(theme.label for theme in facts.themes),
        _("District or city"): facts.regions,
        _("Place"): facts.place,
        _("Exact point"): facts.exact_point,
        _("Language"): facts.language,
        _("Pictures"): _pictures(version),
    }


def _pictures(version: IdeaVersion) -> str:
    """A line each, with a number that a picture keeps in all versions: another one with the same words is seen."""
    of_idea = Picture.objects.filter(versionpicture__version__idea=version.idea_id).distinct()
    numbers = {picture.pk: at for at, picture in enumerate(of_idea.order_by("created_at", "key"), start=1)}
    placed = version.pictures.order_by("position")
    return "".join(
        _("Picture %(number)s: %(words)s") % {"number": numbers[one.picture_id], "words": one.alternative} + "\n"
        for one in placed
    )
