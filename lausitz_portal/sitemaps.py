"""The sitemap (https://www.sitemaps.org/protocol.html): every page that search engines may find.

Ideas come by ranges of their ids, at most 2,000 a page (0.2 s): no page counts or skips rows, and an idea
stays on its page for good. In German; each page names its other languages itself.
"""

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ideas import collections
from ideas.models import Collection, Idea
from pages.catalogue import to_be_found
from themes.catalogue import authorities, themes
from themes.models import Authority, Theme

IDEAS_ON_PAGE = 2_000
# What is locked must not stay in caches for long: an address holds its title.
SECONDS = 600
PAGES = (
    "home", "ideas:list", "ideas:map", "themes:theme_list", "themes:authority_list", "ideas:collection_list",
    "pages:contact", "pages:barrier", "moderation:figures",
)  # fmt: skip


class OurSitemap(Sitemap[Any]):
    """Addresses on the portal's own host, whoever asks under which name."""

    protocol = urlsplit(settings.PORTAL_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.PORTAL_URL).netloc


class PageSitemap(OurSitemap):
    """Home, overviews and pages about the portal."""

    def items(self) -> Iterable[str]:
        return [*map(reverse, PAGES), *(shown.url for shown in to_be_found())]

    def location(self, item: str) -> str:
        return item


class SubjectSitemap(OurSitemap):
    """Themes, authorities and collections."""

    def items(self) -> Iterable[Theme | Authority | Collection]:
        return [*themes(), *authorities(), *collections.public()]


class IdRanges:
    """Pages of published ideas, as `Sitemap` asks its paginator for them."""

    @property
    def num_pages(self) -> int:
        last: int = Idea.objects.aggregate(last=Max("pk"))["last"] or 1
        return -(-last // IDEAS_ON_PAGE)

    def page(self, number: int | str) -> SimpleNamespace:
        """Raises `PageNotAnInteger` and `EmptyPage`, like Django's own."""
        if not (str(number).isascii() and str(number).isdigit() and len(str(number)) < 12):
            raise PageNotAnInteger
        asked = int(number)
        if not 1 <= asked <= self.num_pages:
            raise EmptyPage
        first = (asked - 1) * IDEAS_ON_PAGE + 1
        ideas = Idea.objects.public().filter(pk__range=(first, asked * IDEAS_ON_PAGE)).order_by("pk")
        named = ideas.only("reference_year", "reference_number", "title", "changed_at")
        return SimpleNamespace(object_list=named)


class IdeaSitemap(OurSitemap):
    """Published ideas."""

    @property
    def paginator(self) -> Any:
        return IdRanges()

    def items(self) -> Iterable[Idea]:
        return Idea.objects.public()

    def lastmod(self, item: Idea) -> datetime:
        return item.changed_at

    def get_latest_lastmod(self) -> None:
        """The index does without: Django would read every idea for it."""


SECTIONS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": PageSitemap,
    "subjects": SubjectSitemap,
    "ideas": IdeaSitemap,
}


@cache_control(public=True, max_age=SECONDS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps."""
    return views.index(request, SECTIONS, template_name="sitemap/index.xml", sitemap_url_name="sitemap_section")


@cache_control(public=True, max_age=SECONDS)
@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One sitemap, or one page of it."""
    return views.sitemap(request, SECTIONS, section, template_name="sitemap/section.xml")
