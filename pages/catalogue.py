"""The pages as the public sees them, remembered for some seconds."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _

from pages import markup
from pages.models import Page, PageVersion
from texts.languages import Language
from texts.memory import remembered

GERMAN = Language.GERMAN.value


@dataclass(frozen=True)
class Shown:
    """A page with its public versions by language; without any it was removed."""

    page: Page
    versions: dict[str, PageVersion]

    @property
    def version(self) -> PageVersion:
        """In the active language, otherwise in German."""
        return self.versions.get(get_language() or GERMAN) or self.versions[GERMAN]

    @property
    def other_language(self) -> str:
        """The language of the text where it is not the reader's; otherwise empty."""
        return "" if self.version.language == get_language() else self.version.language

    @property
    def label(self) -> str:
        """What links call it."""
        if self.page.key != "easy_language":
            return self.version.title
        return _("Easy-to-read language") if self.page.readers_confirmed else _("Plain language")

    @property
    def url(self) -> str:
        return self.page.get_absolute_url()

    @property
    def html(self) -> SafeString:
        """The text, rendered once in some seconds for each language of readers."""
        return remembered(("page", self.version.pk, get_language()), lambda: rendered(self.version))


def rendered(version: PageVersion) -> SafeString:
    """The text of any version, for a reader of the active language."""
    return markup.to_html(version.body, language=version.language, appendix=version.appendix)


def find(slug: str) -> Shown | None:
    """The page at this address, also one that was removed; None for what nobody knows."""
    return _pages().get(slug)


def linked(place: str) -> list[Shown]:
    """Pages of one place in the navigation."""
    return [shown for shown in _pages().values() if shown.versions and shown.page.place == place]


def to_be_found() -> list[Shown]:
    """Public pages that search engines may find."""
    return [shown for shown in _pages().values() if shown.versions and shown.page.may_be_found]


def wording(key: str) -> str:
    """The public version of a built-in page as "privacy 3 de": what a reader of the active language read."""
    shown = next((shown for shown in _pages().values() if shown.page.key == key), None)
    return f"{key} {shown.version.number} {shown.version.language}" if shown else ""


def context(shown: Shown, version: PageVersion, html: SafeString) -> dict[str, Any]:
    """What the template of a page knows."""
    return {"page": shown.page, "label": shown.label, "version": version, "body": html, "gaps": markup.has_gaps(html)}


def _pages() -> dict[str, Shown]:
    return remembered("pages", _load)


def _load() -> dict[str, Shown]:
    texts: dict[int, dict[str, PageVersion]] = {}
    for version in PageVersion.objects.public():
        texts.setdefault(version.page_id, {})[version.language] = version
    return {
        page.slug: Shown(page, texts.get(page.pk, {}))
        for page in Page.objects.all()
        if page.removed_at or GERMAN in texts.get(page.pk, {})
    }
