"""New names for pictures that must not be found at their old address any more."""

from ideas.models import Idea, IdeaVersion, Picture
from ideas.models.picture import new_name


def renew(idea: Idea, *, but_not: IdeaVersion | None = None) -> None:
    """Rename the pictures of all versions of an idea, but not those that `but_not` has.

    Runs in the transaction of the move that takes them from the public.
    """
    pictures = Picture.objects.filter(versionpicture__version__idea=idea).distinct()
    if but_not:
        pictures = pictures.exclude(versionpicture__version=but_not)
    for picture in pictures:
        picture.name = new_name()
        picture.save(update_fields=["name"])
