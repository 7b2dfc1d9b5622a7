"""What a page must say before it may be published.

Imprint: § 5 DDG and § 18 (2) MStV. Accessibility statement: Directive (EU) 2016/2102, Art. 7, and the model of
Implementing Decision (EU) 2018/1523. Sections are found by their anchor, so that every language can name them.
"""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from pages import markup

SECTIONS: dict[str, dict[str, StrPromise]] = {
    "imprint": {
        "anbieter": _("Provider"),
        "vertretung": _("Represented by"),
        "kontakt": _("Contact"),
        "verantwortlich": _("Responsible for the content under § 18 MStV"),
    },
    "accessibility": {
        "stand": _("State of accessibility"),
        "nicht-barrierefrei": _("What is not accessible"),
        "erstellt": _("When this statement was made"),
        "rueckmeldung": _("Feedback and contact"),
    },
}
BLOCKS: dict[str, tuple[str, ...]] = {
    "accessibility": ("barriere-melden", "durchsetzung"),
    "netiquette": ("regeln",),
}


def missing(key: str, body: str) -> list[str]:
    """What the page with this key lacks: sections as “Provider ({#anbieter})”, blocks as [[name]]."""
    there, used = markup.filled_sections(body), markup.blocks(body)
    sections = [f"{label} ({{#{anchor}}})" for anchor, label in SECTIONS.get(key, {}).items() if anchor not in there]
    return sections + [f"[[{name}]]" for name in BLOCKS.get(key, ()) if name not in used]
