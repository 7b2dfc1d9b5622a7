"""What a mail may name and where it leads."""

from django.conf import settings

from accounts.models import User
from ideas.models import Idea


def absolute(path: str) -> str:
    """An address that works outside the portal."""
    return settings.PORTAL_URL.rstrip("/") + path


def title_for(user: User | None, idea: Idea) -> str:
    """The title, where the portal's own page would show it to this person; empty for a typed-in address."""
    if user is None:
        return ""
    shown = idea.author_id == user.pk or Idea.objects.visible_to(user).filter(pk=idea.pk).exists()
    return " ".join(idea.title.split()) if shown else ""
