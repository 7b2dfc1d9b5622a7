"""The texts a new portal starts with, with clear gaps where only the operator knows the fact."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.models.functions import Now

from pages.models.page import BUILT_IN

FOLDER = Path(__file__).parent
# Place in the navigation and position.
PLACES = {
    "about": ("main", 10),
    "help": ("footer", 10),
    "netiquette": ("footer", 20),
    "past": ("footer", 30),
    "imprint": ("legal", 10),
    "privacy": ("legal", 20),
    "accessibility": ("legal", 30),
    "easy_language": ("legal", 40),
}


def text(key: str, language: str) -> tuple[str, str]:
    """Title and body; the title is the first line, after `# `."""
    title, _sep, body = (FOLDER / f"{key}.{language}.md").read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), body.strip()


def languages(key: str) -> list[str]:
    """German first."""
    found = sorted(path.name.split(".")[1] for path in FOLDER.glob(f"{key}.*.md"))
    return sorted(found, key=lambda code: code != "de")


def add_pages(apps: Any) -> None:
    """The rows of all built-in pages that are not there yet; `apps` is a migration's."""
    for key, (place, position) in PLACES.items():
        values = {"slug": BUILT_IN[key], "place": place, "position": position}
        apps.get_model("pages", "Page").objects.get_or_create(key=key, defaults=values)


def add_versions(apps: Any, key: str, *, appendix: Callable[[str], list[dict[str, Any]]] | None = None) -> None:
    """The first version of a page in every language, public at once."""
    page = apps.get_model("pages", "Page").objects.get(key=key)
    for language in languages(key):
        title, body = text(key, language)
        apps.get_model("pages", "PageVersion").objects.get_or_create(
            page=page, language=language, number=1,
            defaults={
                "title": title, "body": body, "published_at": Now(), "appendix": appendix(language) if appendix else []
            },
        )  # fmt: skip
