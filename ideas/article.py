"""One idea as its page shows it: the text with what stands around it, the support, the state.

Each part is a fragment of `presentation`: its values are all that it shows.
"""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _

from ideas import collections, phases, translating
from ideas.facts import facts_of
from ideas.models import Authorship, Idea, IdeaVersion
from ideas.models.merging import sources_of
from ideas.pictures.showing import Shown, of_version
from ideas.policies import Person
from ideas.presentation import rendered
from ideas.timeline import Event, Step
from ideas.translating import Translated
from themes.catalogue import authorities_by_id


class ThemeLink(NamedTuple):
    """A theme of the idea."""

    label: str
    slot: int | None
    slug: str


class Article(NamedTuple):
    """The text. `idea` and `version` compare by their keys; what can change stands beside them."""

    idea: Idea
    version: IdeaVersion
    changed_at: datetime
    byline: str
    themes: tuple[ThemeLink, ...]
    place: str
    point: str
    source_url: str
    comments: int
    pictures: tuple[Shown, ...] = ()
    # In the language of the page, then in others.
    own_translations: tuple[Translated, ...] = ()
    translations: tuple[Translated, ...] = ()
    # Names and addresses.
    collections: tuple[tuple[str, str], ...] = ()
    # Of the portal, for a published idea; without it there is nothing to pass on or to report.
    portal_url: str = ""


class Support(NamedTuple):
    """The one place to support the idea, for a reader who does already or whose own it is."""

    reference: str
    supports: int
    is_supported: bool
    is_own: bool
    # Somebody signed in has a button; the others a link, since anonymous pages carry no token.
    is_signed_in: bool
    # Why nobody can support now; empty when it is possible.
    closed: str
    # What the reader has just done.
    done: str = ""


class State(NamedTuple):
    """The way of the idea and who is in charge."""

    steps: tuple[Step, ...]
    lead: str


class Gone(NamedTuple):
    """An idea that has gone into another one. `idea` compares by its key; what can change stands beside it."""

    idea: Idea
    changed_at: datetime
    byline: str
    title: str
    text: str


class MergedIn(NamedTuple):
    """All that went into an idea."""

    gone: tuple[Gone, ...]


class History(NamedTuple):
    """What happened, latest first."""

    events: tuple[Event, ...]


def public_html(idea: Idea, version: IdeaVersion, *, is_translated: bool) -> SafeString:
    """The text of a published idea, with ways to pass it on and to report it."""
    found, here = translating.of_version(version) if is_translated else (), get_language()
    article = _article(idea, version)._replace(
        portal_url=settings.PORTAL_URL,
        own_translations=tuple(one for one in found if one.language == here),
        translations=tuple(one for one in found if one.language != here),
        collections=tuple((row.label, row.get_absolute_url()) for row in collections.of_idea(idea)),
    )
    return rendered("ideas/_article.html", article)


def merged_html(idea: Idea) -> SafeString:
    """What the ideas that went into this one said."""
    gone = Idea.objects.filter(pk__in=sources_of(idea.pk)).select_related("released_version", "authorship")
    words = tuple(
        Gone(one, one.changed_at, byline(one.authorship), one.released_version.title, one.released_version.text)
        for one in gone.order_by("pk") if one.released_version
    )  # fmt: skip
    return rendered("ideas/_merged.html", MergedIn(words))


def preview_html(idea: Idea, version: IdeaVersion) -> SafeString:
    """The text of an idea that is not public."""
    return rendered("ideas/_article.html", _article(idea, version))


# The id of the support block, which addresses name.
SUPPORT = "unterstuetzung"


def support_html(idea: Idea, user: Person, *, is_supported: bool, done: str = "") -> SafeString:
    signed_in = user.is_authenticated
    is_own = signed_in and idea.author_id == user.pk
    closed = phases.closed(phases.Act.SUPPORT, phases.Scope.of(idea))
    sentence = closed.sentence if closed else ""
    values = Support(idea.reference, idea.counter.supports, is_supported, is_own, signed_in, sentence, done)
    return rendered("ideas/_support.html", values)


def state_html(idea: Idea, steps: list[Step]) -> SafeString:
    lead = authorities_by_id().get(idea.lead_authority_id or 0) or idea.lead_authority
    return rendered("ideas/_state.html", State(tuple(steps), lead.formal_label if lead else ""))


def history_html(events: list[Event]) -> SafeString:
    return rendered("ideas/_history.html", History(tuple(events)))


def _article(idea: Idea, version: IdeaVersion) -> Article:
    facts = facts_of(version)
    authorship = idea.authorship
    return Article(
        idea=idea,
        version=version,
        changed_at=idea.changed_at,
        byline=byline(authorship),
        themes=tuple(ThemeLink(theme.label, theme.slot, theme.slug) for theme in facts.themes),
        place=facts.place_in_region,
        point=facts.rough_point,
        # An import may bring anything as an address; only a web address becomes a link.
        source_url=authorship.source_url if authorship.source_url.startswith(("https://", "http://")) else "",
        comments=idea.counter.comments,
        pictures=of_version(version),
    )


def byline(authorship: Authorship) -> str:
    """Whose idea it is, as shown to everybody."""
    return _("Former member") if authorship.former_member else authorship.byline or _("Without a name")
