"""The living style guide: every component in every state, from the templates that pages use.

For those who build the portal. It exists in the demo only, which runs on one's own machine.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from lausitz_portal.style_guide import samples, tokens


class Section(NamedTuple):
    """A part of the guide; `slug` is its anchor."""

    slug: str
    name: str
    title: StrOrPromise

    @property
    def template(self) -> str:
        return f"style_guide/_{self.name}.html"


class Pane(NamedTuple):
    """A column of the guide; without a scheme it looks as the reader has chosen."""

    scheme: str
    samples: dict[str, Any]


SECTIONS = (
    Section("schrift", "type", _("Type")),
    Section("abstaende", "spacing", _("Spaces and corners")),
    Section("symbole", "icons", _("Icons")),
    Section("knoepfe", "buttons", _("Buttons")),
    Section("marken", "badges", _("Themes and states")),
    Section("hinweise", "notices", _("Notices")),
    Section("ideen", "ideas", _("Ideas")),
    Section("bilder", "pictures", _("Pictures")),
    Section("angaben", "details", _("Facts and what happened")),
    Section("diskussion", "discussion", _("Discussion")),
    Section("felder", "fields", _("Fields")),
    Section("formular", "form", _("Forms")),
    Section("wege", "ways", _("Finding the way")),
    Section("karte", "map", _("Map and numbers")),
)


@never_cache
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """The whole guide; with `?ansicht=beide` light and dark stand next to each other."""
    if not settings.DEMO:
        raise Http404
    both = request.GET.get("ansicht") == "beide"
    context = {
        "both": both,
        "panes": panes("light", "dark") if both else panes(""),
        "sections": SECTIONS,
        "colours": tokens.colours(),
        "contrasts": tokens.contrasts(),
    }
    return render(request, "style_guide/page.html", context)


def panes(*schemes: str) -> list[Pane]:
    """A column for each scheme, each with samples of its own, so that no id stands twice."""
    return [Pane(scheme, samples.everything(scheme or "own")) for scheme in schemes]
