"""Which rows an export has: what was chosen on the page, within what the person may read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest

from ideas.listfilters import NOWHERE, WHOLE_REGION
from ideas.models import Comment, Decision, Idea, IdeaVersion, Status, Support
from reports import past
from reports.models import Export
from reports.policies import Person

BERLIN = ZoneInfo("Europe/Berlin")
Kind, Profile = Export.Kind, Export.Profile
# What the public story of an idea tells (`ideas.timeline`).
TOLD = (Decision.Kind.PUBLISHED, Decision.Kind.STAGE, Decision.Kind.REDACTED)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What was asked for. Empty filters let everything through; days are those of Europe/Berlin."""

    kind: str
    profile: str = Profile.PUBLIC
    format: str = Export.Format.CSV
    has_persons: bool = False
    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    status: str = ""
    stage: str = ""
    language: str = ""
    source: str = ""
    theme: int | None = None
    authority: str = ""
    words: str = ""

    @property
    def is_public(self) -> bool:
        return self.profile == Profile.PUBLIC

    @property
    def end(self) -> datetime | None:
        """The first moment that is too late for "as of"."""
        return datetime.combine(self.as_of + timedelta(days=1), time(), BERLIN) if self.as_of else None


def rows(order: Order, user: Person) -> QuerySet[Any, Any]:
    """The rows of the export, in no order, with the columns that `sheets` reads."""
    return _OF_KIND[Kind(order.kind)](order, user)


def ideas(order: Order, user: Person) -> QuerySet[Any, Any]:
    """The ideas the person may read, under all filters, as they are or were; the period is not asked."""
    found = _searched(Idea.objects.in_scope_of(user), order.words, user)
    found = past.before(found, order.end) if order.end else past.now(found)
    if order.source:
        found = found.filter(source=order.source)
    if order.is_public:
        # What was public once and is no longer is nobody's to read.
        found = found.filter(status=Status.PUBLISHED)
    status = Status.PUBLISHED if order.is_public else order.status
    # Without "as of" the plain columns, which have indexes.
    prefix = "shown_" if order.end else ""
    for name, value in (("status", status), ("stage", order.stage)):
        if value:
            found = found.filter(**{prefix + name: value})
    return _with_text(found, order)


def _searched(found: QuerySet[Any, Any], words: str, user: Person) -> QuerySet[Any, Any]:
    """By the list's own search, so that its hits and the export are the same; it asks for a request."""
    if not words:
        return found
    request = HttpRequest()
    request.user = user
    hits: QuerySet[Any, Any]
    hits, _doubled = admin.site.get_model_admin(Idea).get_search_results(request, found, words)
    return hits


def _with_text(found: QuerySet[Any, Any], order: Order) -> QuerySet[Any, Any]:
    """Filters that look at the text; the idea repeats them of the text it shows now."""
    asked: dict[str, Any] = {}
    if order.language:
        asked["language"] = order.language
    if order.theme:
        asked["theme_ids__contains"] = [order.theme]
    if order.authority == WHOLE_REGION:
        asked["whole_region"] = True
    elif order.authority == NOWHERE:
        asked |= {"authority_ids": [], "whole_region": False}
    elif order.authority:
        asked["authority_ids__contains"] = [int(order.authority)]
    if asked and order.end:
        return found.filter(Exists(IdeaVersion.objects.filter(pk=OuterRef("shown_version"), **asked)))
    return found.filter(**asked)


def _within(order: Order, field: str) -> dict[str, date]:
    """The period, both days included, and the end of "as of"."""
    asked: dict[str, Any] = {
        f"{field}__date__gte": order.since, f"{field}__date__lte": order.until, f"{field}__lt": order.end,
    }  # fmt: skip
    return {lookup: value for lookup, value in asked.items() if value}


def _ideas(order: Order, user: Person) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = past.with_numbers(ideas(order, user), order.end)
    return found.filter(**_within(order, "submitted_at")).values(
        "id", "reference_year", "reference_number", "status", "source", "submitted_at", "author_id",
        "lead_authority_id", "shown_version", "shown_status", "shown_stage", "shown_published_at",
        "shown_pending_since", "shown_supports", "shown_comments",
    )  # fmt: skip


def _versions(order: Order, user: Person) -> QuerySet[Any, Any]:
    """All texts; for the public only those that can be read, or could then."""
    of = ideas(order, user)
    versions = IdeaVersion.objects.filter(**_within(order, "created_at"))
    if order.is_public:
        versions = versions.filter(pk__in=of.values("shown_version"))
    else:
        versions = versions.filter(idea__in=of.values("pk"))
    return versions.values(
        "id", "idea_id", "number", "title", "text", "language", "theme_ids", "authority_ids", "whole_region",
        "place_name", "place_id", "lon", "lat", "answer", "created_at", "is_redaction", "erased_at",
    )  # fmt: skip


def comments(order: Order, user: Person) -> QuerySet[Any, Any]:
    """Those on the ideas of the order that the person may read; of published ideas the published ones alone."""
    found = Comment.objects.filter(idea__in=ideas(order, user).values("pk")).readable_by(user)
    if not order.is_public and order.status != Status.PUBLISHED:
        return found
    return past.public_comments(found, order.end) if order.end and not order.is_public else _public(found, order)


def _public(found: QuerySet[Any, Any], order: Order) -> QuerySet[Any, Any]:
    return found.filter(status=Comment.Status.PUBLISHED, **({"published_at__lt": order.end} if order.end else {}))


def _comments(order: Order, user: Person) -> QuerySet[Any, Any]:
    return comments(order, user).filter(**_within(order, "created_at")).values(
        "id", "idea_id", "parent_id", "author_id", "byline", "text", "language", "status", "created_at",
        "published_at", "edited_at", "pending_since",
    )  # fmt: skip


def _supports(order: Order, user: Person) -> QuerySet[Any, Any]:
    """How many a day; nobody is in them."""
    found = Support.objects.filter(idea__in=ideas(order, user).values("pk"), **_within(order, "at"))
    return found.values("idea_id", day=TruncDate("at", tzinfo=BERLIN)).annotate(n=Count("id"))


def _decisions(order: Order, user: Person) -> QuerySet[Any, Any]:
    """About the ideas and about their comments; for the public what the story of an idea tells."""
    about = comments(order, user)
    of_ideas = Decision.objects.filter(idea__in=ideas(order, user).values("pk"))
    of_comments = Decision.objects.filter(comment__in=about.values("pk"))
    found = Decision.objects.filter(pk__in=of_ideas.values("pk").union(of_comments.values("pk"), all=True))
    if order.is_public:
        found = found.filter(kind__in=TOLD)
    return found.filter(**_within(order, "at")).values(
        "id", "idea_id", "comment_id", "version_id", "kind", "at", "rule_id", "message", "stage"
    )


_OF_KIND = {
    Kind.IDEAS: _ideas, Kind.VERSIONS: _versions, Kind.COMMENTS: _comments, Kind.SUPPORTS: _supports,
    Kind.DECISIONS: _decisions,
}  # fmt: skip
