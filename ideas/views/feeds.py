"""A list of ideas to follow in a feed reader: the newest that fit a filter, as Atom (RFC 4287)."""

from dataclasses import replace
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from ideas.forms.filters import Filter
from ideas.listing import NEWEST
from ideas.models import Idea
from ideas.views import results
from pages.office import current_office
from themes.catalogue import themes_by_id


@require_safe
def idea_feed(request: HttpRequest) -> HttpResponse:
    """The first page of the list by date, whatever order and page the address asks for."""
    asked = replace(Filter.from_query(request.GET), order=NEWEST, seed=0, page=1, cursor=None)
    body = _feed(asked, results.of(asked).ideas).writeString("utf-8").encode()
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers={"ETag": etag})
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _feed(asked: Filter, ideas: list[Idea]) -> Atom1Feed:
    office = current_office()
    name = _("Ideas for the Lausitz of tomorrow")
    feed = Atom1Feed(
        title=f"{name}: {asked.label}" if asked.label else name,
        link=settings.PORTAL_URL + asked.url,
        description="",
        author_name=office.name if office else name,  # a must (RFC 4287, 4.1.1)
        language=get_language(),
        feed_url=settings.PORTAL_URL + asked.feed_url,
        feed_guid=settings.PORTAL_URL + asked.feed_url,
    )
    names = {pk: theme.label for pk, theme in themes_by_id().items()}
    for idea in ideas:
        feed.add_item(
            title=f"{idea.title} ({idea.reference})",
            link=settings.PORTAL_URL + idea.get_absolute_url(),
            unique_id=settings.PORTAL_URL + reverse("ideas:detail_by_reference", args=[idea.reference]),
            description=idea.excerpt,
            pubdate=idea.published_at,
            updateddate=idea.changed_at,
            categories=[str(names[pk]) for pk in idea.theme_ids if pk in names],
        )
    return feed
