"""What a page's head tells search engines and messengers: its one address, its languages, its picture.

Only the pages named here and what staff have published may be found; every other one says `noindex`, so that a
new page for one person's eyes cannot be forgotten.
"""

import json
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext as _

from ideas.forms.filters import Filter
from ideas.models import Idea
from texts.languages import offered
from pages.catalogue import Shown

register = template.Library()

# View → the view of the page above it; all of them open to everybody.
FOUND = {
    "home": "", "ideas:list": "", "ideas:map": "", "ideas:write": "",
    "themes:theme_list": "", "themes:theme": "themes:theme_list",
    "themes:authority_list": "", "themes:authority": "themes:authority_list",
    "ideas:collection_list": "", "ideas:collection": "ideas:collection_list",
    "pages:contact": "", "pages:barrier": "", "moderation:figures": "",
}  # fmt: skip
# Of Open Graph (https://ogp.me): language and country; Sorbian is spoken in Germany.
LOCALES = {"de": "de_DE", "en": "en_GB", "pl": "pl_PL", "cs": "cs_CZ", "hsb": "hsb_DE", "dsb": "dsb_DE"}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# A data block of HTML ends only where these are read as markup.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.inclusion_tag("frame/found.html", takes_context=True)
def found(context: dict[str, Any]) -> dict[str, Any]:
    """The head of a page named in `FOUND`, `noindex` for all others and for error pages."""
    request = context.get("request")
    if isinstance(shown := context.get("shown"), Shown):
        return _of_page(shown)
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    # The address of an error page may match a view all the same.
    if request is None or name not in FOUND or "error" in context:
        return {}
    asked = context.get("filter")
    above, row = FOUND[name], context.get("theme") or context.get("authority") or context.get("collection")
    return {
        **_addresses(asked.url if isinstance(asked, Filter) else request.path),
        "is_home": name == "home",
        "picture": absolute(static("img/share.png")),
        "data": _data(_crumbs(_label(above), reverse(above), row.label)) if above and row else "",
    }


@register.inclusion_tag("ideas/_head.html")
def idea_head(idea: Idea) -> dict[str, Any]:
    """The head of a published idea's page; `idea` comes with its authorship."""
    addresses = _addresses(idea.get_absolute_url())
    crumbs = _crumbs(_("Ideas"), reverse("ideas:list"), idea.reference)
    return {
        **addresses,
        "idea": idea,
        "picture": absolute(reverse("ideas:picture", args=[idea.reference])),
        "data": _data(crumbs, _work(idea, addresses["address"])),
    }


@register.inclusion_tag("frame/found.html")
def found_at(path: str) -> dict[str, Any]:
    """The head of a page that is another form of the page at `path`."""
    return {"address": absolute(path)}


def _of_page(shown: Shown) -> dict[str, Any]:
    """A page about the portal: in each language there is, and never twice with the same words."""
    if not shown.page.may_be_found:
        return {}
    addresses = _addresses(translate_url(shown.url, shown.version.language))
    offered = {*shown.versions, "x-default"}
    return {**addresses, "languages": [pair for pair in addresses["languages"] if pair[0] in offered]}


def absolute(path: str) -> str:
    """The address for others, on the portal's own host."""
    return urljoin(settings.PORTAL_URL, path)


def _addresses(path: str) -> dict[str, Any]:
    languages = {code: absolute(translate_url(path, code)) for code, _name in offered()}
    return {
        "address": absolute(path),
        "languages": [*languages.items(), ("x-default", languages[settings.LANGUAGE_CODE])],
        "locale": LOCALES.get(get_language() or "", "de_DE"),
    }


def _label(name: str) -> str:
    if name == "ideas:collection_list":
        return _("Collections")
    return _("Themes") if name == "themes:theme_list" else _("Regions")


def _crumbs(parent: str, parent_path: str, current: str) -> dict[str, Any]:
    """The way to this page as "You are here" shows it (https://schema.org/BreadcrumbList)."""
    steps = [(_("Home"), reverse("home")), (parent, parent_path), (current, "")]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, **({"item": absolute(path)} if path else {})}
            for number, (name, path) in enumerate(steps, start=1)
        ],
    }


def _work(idea: Idea, address: str) -> dict[str, Any]:
    """The idea as a work under its licence (https://schema.org/CreativeWork); its author only where shown."""
    byline = "" if idea.authorship.former_member else idea.authorship.byline
    return {
        "@type": "CreativeWork",
        "url": address,
        "identifier": idea.reference,
        "name": idea.title,
        **({"abstract": idea.excerpt} if idea.excerpt else {}),
        "inLanguage": idea.language,
        **({"datePublished": localdate(idea.published_at).isoformat()} if idea.published_at else {}),
        **({"author": {"@type": "Person", "name": byline}} if byline else {}),
        "license": LICENCE,
    }


def _data(*things: dict[str, Any]) -> SafeString:
    """JSON-LD for a data block, which nothing in it can end."""
    text = json.dumps({"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.translate(_ESCAPES))
