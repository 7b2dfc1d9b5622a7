"""One idea as its page shows it: the text with what stands around it, the support, the state.

Each part is a fragment of `presentation`: its values are all that it shows.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ideas.facts import facts_of
from ideas.models import Authorship, Idea, IdeaVersion
from ideas.presentation import rendered
from ideas.timeline import Event, Step
from themes.catalogue import authorities_by_id


class ThemeLink(NamedTuple):
    """A theme of the idea."""

    label: str
    slot: int | None
    url: str


class Article(NamedTuple):
    """The text. `idea` and `version` compare by their keys; what can change stands beside them."""

    idea: Idea
    version: IdeaVersion
    changed_at: datetime
    byline: str
    themes: tuple[ThemeLink, ...]
    place: str
    source_url: str
    comments: int = 0
    mail_url: str = ""
    report_url: str = ""


class Support(NamedTuple):
    """The one place to support the idea, for a reader who does already or whose own it is."""

    reference: str
    supports: int
    is_supported: bool
    is_own: bool


class State(NamedTuple):
    """The way of the idea and who is in charge."""

    steps: tuple[Step, ...]
    lead: str


class History(NamedTuple):
    """What happened, latest first."""

    events: tuple[Event, ...]


def public_html(idea: Idea, version: IdeaVersion) -> SafeString:
    """The text of a published idea, with ways to pass it on and to report it."""
    article = _article(idea, version)._replace(
        comments=idea.counter.comments,
        mail_url=_mail_url(idea),
        report_url=reverse("moderation:report_idea", args=[idea.reference]),
    )
    return rendered("ideas/_article.html", article)


def preview_html(idea: Idea, version: IdeaVersion) -> SafeString:
    """The text of an idea that is not public."""
    return rendered("ideas/_article.html", _article(idea, version))


def support_html(idea: Idea, *, is_supported: bool, is_own: bool) -> SafeString:
    return rendered("ideas/_support.html", Support(idea.reference, idea.counter.supports, is_supported, is_own))


def state_html(idea: Idea, steps: list[Step]) -> SafeString:
    lead = authorities_by_id().get(idea.lead_authority_id or 0) or idea.lead_authority
    return rendered("ideas/_state.html", State(tuple(steps), lead.formal_label if lead else ""))


def history_html(events: list[Event]) -> SafeString:
    return rendered("ideas/_history.html", History(tuple(events)))


def canonical_url(idea: Idea) -> str:
    """The one address of the idea, with the portal's name."""
    return f"{settings.PORTAL_URL}{idea.get_absolute_url()}"


def _article(idea: Idea, version: IdeaVersion) -> Article:
    facts = facts_of(version)
    authorship = idea.authorship
    return Article(
        idea=idea,
        version=version,
        changed_at=idea.changed_at,
        byline=_byline(authorship),
        themes=tuple(ThemeLink(theme.label, theme.slot, theme.get_absolute_url()) for theme in facts.themes),
        # A city can be both the place and the authority.
        place=", ".join(dict.fromkeys(filter(None, [facts.place, facts.regions]))),
        # An import may bring anything as an address; only a web address becomes a link.
        source_url=authorship.source_url if authorship.source_url.startswith(("https://", "http://")) else "",
    )


def _byline(authorship: Authorship) -> str:
    return _("Former member") if authorship.former_member else authorship.byline or _("Without a name")


def _mail_url(idea: Idea) -> str:
    """A mail that passes the idea on (RFC 6068)."""
    return "mailto:?" + urlencode({"subject": idea.title, "body": canonical_url(idea)}, quote_via=quote)
