"""The pages as the public sees them, remembered for some seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _

from pages import addresses, markup
from pages.models import FormerAddress, Page, PageVersion
from texts.languages import Language
from texts.memory import remembered
from themes.catalogue import authorities, themes

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
        """What links call it: its short name in the language of its text, otherwise the title."""
        if self.page.key != "easy_language":
            return self.page.short_names.get(self.version.language) or self.version.title
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
    return markup.to_html(version.body, language=version.language, appendix=_rules(version))


def lacks_rules(version: PageVersion) -> bool:
    """Whether the text shows the rules of the netiquette and there are none."""
    return "regeln" in markup.blocks(version.body) and not _rules(version)


def find(slug: str) -> Shown | None:
    """The page at this address, also one that was removed; None for what nobody knows."""
    return _pages().get(slug)


def moved(slug: str) -> Shown | None:
    """The page that has left this address; None when there is none, or it is not public."""
    former = remembered("former addresses", lambda: dict(FormerAddress.objects.values_list("slug", "page_id")))
    return next((shown for shown in _pages().values() if shown.page.pk == former.get(slug)), None)


def leads_nowhere(link: str) -> bool:
    """Whether a link inside the portal leads to no page, theme or region, or to a page that is not public."""
    host = urlsplit(settings.PORTAL_URL).netloc
    if not addresses.is_inside(link, host=host):
        return False
    match = addresses.match(link, host=host)
    if match is None:
        return True
    slug: str = match.kwargs.get("slug", "")
    if match.view_name == "pages:page":
        shown = find(slug) or moved(slug)
        return shown is None or not shown.versions
    tables: dict[str, Callable[[], list[Any]]] = {"themes:theme": themes, "themes:authority": authorities}
    rows = tables.get(match.view_name)
    return rows is not None and slug not in {row.slug for row in rows()}


def linked(place: str) -> list[Shown]:
    """Pages of one place in the navigation."""
    return [shown for shown in _pages().values() if shown.versions and shown.page.place == place]


def to_be_found() -> list[Shown]:
    """Public pages that search engines may find."""
    return [shown for shown in _pages().values() if shown.versions and shown.page.may_be_found]


def wording(key: str) -> str:
    """The public version of a built-in page as "privacy 3 de": what a reader of the active language read."""
    shown = _built_in(key)
    return f"{key} {shown.version.number} {shown.version.language}" if shown else ""


def context(shown: Shown, version: PageVersion, html: SafeString) -> dict[str, Any]:
    """What the template of a page knows."""
    return {"page": shown.page, "label": shown.label, "version": version, "body": html, "gaps": markup.has_gaps(html)}


def _rules(version: PageVersion) -> list[dict[str, Any]]:
    """Of a version of the netiquette those kept with it; other pages show those of the netiquette of now."""
    netiquette = _built_in("netiquette")
    if version.appendix or netiquette is None or netiquette.page.pk == version.page_id:
        return version.appendix  # type: ignore[no-any-return]
    return (netiquette.versions.get(version.language) or netiquette.versions[GERMAN]).appendix  # type: ignore[no-any-return]


def _built_in(key: str) -> Shown | None:
    return next((shown for shown in _pages().values() if shown.page.key == key), None)


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
