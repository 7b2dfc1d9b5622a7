"""What an author changed in an idea."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ideas.facts import facts_of
from ideas.models import IdeaVersion
from ideas.pictures import tray
from texts.difference import Change, Piece, differing, pieces


def changes(before: IdeaVersion, after: IdeaVersion) -> list[Change]:
    """The fields that differ, in the order of the page."""
    found = differing(_shown(before), _shown(after))
    old, new = tray.of_version(before), tray.of_version(after)
    return found if old == new else [*found, Change(_("Pictures"), list(_pictures(old, new)))]


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
    }


def _pictures(old: list[tray.Placed], new: list[tray.Placed]) -> Iterator[Piece]:
    """A line each, by the number that the picture has below; a picture is itself, whatever its words are."""
    earlier = {one.picture_id: (number, one.alternative) for number, one in enumerate(old, start=1)}
    for number, one in enumerate(new, start=1):
        was, words = earlier.pop(one.picture_id, (0, ""))
        named = {"number": number, "was": was, "words": one.alternative}
        if not was:
            yield Piece("new", _("Picture %(number)s (new): %(words)s") % named + "\n")
            continue
        if was == number:
            yield Piece("same", _("Picture %(number)s:") % named + " ")
        else:
            yield Piece("new", _("Picture %(number)s (formerly picture %(was)s):") % named)
            yield Piece("same", " ")
        yield from (*pieces(words, one.alternative), Piece("same", "\n"))
    for was, words in earlier.values():
        yield Piece("gone", _("Formerly picture %(was)s: %(words)s") % {"was": was, "words": words} + "\n")
