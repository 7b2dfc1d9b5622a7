"""What machines ask for at fixed addresses: rules for robots, the web app's manifest, icons."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 3600
NOT_FOR_ROBOTS = (
    "konto/", "meine/", "stand/", "kontakt/danke/",
    "ideen/neu/entwurf/", "ideen/neu/aehnliche/", "ideen/?q=", "ideen/*&q=",
)  # fmt: skip


@cache_control(public=True, max_age=DAY)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not read (RFC 9309), in every language, and where the sitemap is."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code, _name in settings.LANGUAGES:
        with override(code):
            lines += [f"Disallow: {reverse('home')}{path}" for path in NOT_FOR_ROBOTS]
    lines += ["", f"Sitemap: {settings.PORTAL_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=DAY)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name and icon on a phone's screen (https://www.w3.org/TR/appmanifest/); pages work online only."""
    icon = {"type": "image/png", "purpose": "any"}
    about = {
        "name": _("Ideas for the Lausitz of tomorrow"),
        "short_name": _("Lausitz ideas"),
        "lang": settings.LANGUAGE_CODE,
        "dir": "ltr",
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": "#072B42",
        "background_color": "#FAF7F1",
        "icons": [
            {"src": static("img/logo-192.png"), "sizes": "192x192", **icon},
            {"src": static("img/logo-512.png"), "sizes": "512x512", **icon},
            {"src": static("img/logo.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        ],
    }
    return HttpResponse(json.dumps(about, ensure_ascii=False), content_type="application/manifest+json")


@cache_control(public=True, max_age=DAY)
@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """The icon for browsers that look for it themselves: those that know no SVG, and iOS."""
    return HttpResponseRedirect(static(f"img/{name}.png"))
