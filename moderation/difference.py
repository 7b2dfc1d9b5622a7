"""What an author changed in an idea."""

from django.utils.translation import gettext as _

from ideas.facts import facts_of
from ideas.models import IdeaVersion
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
        _("Language"): facts.language,
    }
