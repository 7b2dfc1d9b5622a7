"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from pages.display import chosen
from pages.office import current_office
from texts.languages import offered
from themes.catalogue import authorities


def portal(request: HttpRequest) -> dict[str, Any]:
    """The project office, the authorities, the languages offered, whether it is the demo."""
    return {
        "office": current_office(),
        "authorities": authorities,
        "offered_languages": offered_languages(request),
        "demo": settings.DEMO,
        "color_scheme": chosen(request),
    }


def offered_languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The languages of the switch, each with this page's address in it."""
    here = request.get_full_path()
    return [
        {"code": code, "name": name, "url": translate_url(here, code), "current": code == get_language()}
        for code, name in offered()
    ]
