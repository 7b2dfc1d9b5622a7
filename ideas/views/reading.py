"""Reading one idea with what has become of it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ideas import article, phases, policies, thread, timeline
from ideas.forms.discussion import page_language
from texts.cleaning import number_in
from ideas.models import Idea, IdeaTranslation, IdeaVersion, Merge, Status, Support
from ideas.models.discussion import COMMENT_LENGTH
from ideas.models.idea import IdeaQuerySet
from ideas.policies import Person
from ideas.views import finding, kept, paging
from ideas.views.said import Said
from texts.languages import Language

LAST_THREAD_PAGE = 10_000


@require_safe
def detail(request: HttpRequest, reference: str, slug: str = "") -> HttpResponse:
    """One idea with its discussion; a wrong slug leads to the right address."""
    idea = finding.by_reference(reference, _with_everything(request.user))
    if idea is None:
        raise Http404
    if target := finding.led_to(idea):
        return _leads_on(request, target.get_absolute_url())
    if not finding.is_readable(idea, request.user):
        return _tombstone(request, idea)
    address = idea.get_absolute_url()
    if request.path != address:
        return _moved(request, address)
    if idea.status != Status.PUBLISHED:
        return _preview(request, idea)
    context = {"address": address, "portal_url": settings.PORTAL_URL, **_everything(request, idea)}
    return render(request, "ideas/idea_detail.html", context)


def _everything(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    decisions = list(timeline.decisions_shown(idea))
    supported = getattr(idea, "is_supported", False)
    said = Said.to(request)
    done = said.placed.get(article.SUPPORT, "")
    return {
        "idea": idea,
        "messages": said.others,
        "article": article.public_html(idea, _version(idea), is_translated=getattr(idea, "is_translated", False)),
        "merged": article.merged_html(idea) if getattr(idea, "has_merged", False) else "",
        "support": article.support_html(idea, request.user, is_supported=supported, done=done),
        "state": article.state_html(idea, timeline.path(idea, decisions)),
        "history": article.history_html(timeline.events(idea, decisions)),
        "comments_closed": phases.closed(phases.Act.COMMENT, phases.Scope.of(idea)),
        "comment_form": _comment_form(request, idea),
        **_discussion(request, idea, said.placed),
    }


def _with_everything(user: Person) -> IdeaQuerySet:
    """Ideas with what their page needs, whether this person supports them, and whether there are translations."""
    supported: Exists | Value = Value(False)
    if user.is_authenticated:
        supported = Exists(Support.objects.filter(idea=OuterRef("pk"), user=user))
    ideas = Idea.objects.select_related("counter", "authorship", "released_version")
    translated = Exists(IdeaTranslation.objects.filter(version=OuterRef("released_version")))
    merged = Exists(Merge.objects.done().filter(target=OuterRef("pk")))
    return ideas.annotate(is_supported=supported, is_translated=translated, has_merged=merged)


def _version(idea: Idea) -> IdeaVersion:
    """The text that is shown: the released one, for an idea that is not public the latest."""
    released = idea.status == Status.PUBLISHED or idea.pending_version is None
    version = idea.released_version if released else idea.pending_version
    if version is None:
        raise Http404
    return version


def _is_own(request: HttpRequest, idea: Idea) -> bool:
    return request.user.is_authenticated and idea.author_id == request.user.pk


def _discussion(request: HttpRequest, idea: Idea, said: Mapping[str, str] | None = None) -> dict[str, Any]:
    single = number_in(request.GET["faden"]) if "faden" in request.GET else None
    page = min(max(1, number_in(request.GET.get("kommentare", "")[:9])), LAST_THREAD_PAGE)
    shown = thread.read(idea, request.user, page=page, single=single, said=said)
    query = f"faden={single}&" if single else ""
    return {
        "thread": shown,
        "thread_pages": paging.neighbours(
            page, lambda number: f"?{query}kommentare={number}#diskussion", has_next=shown.has_next
        ),
    }


def _comment_form(request: HttpRequest, idea: Idea) -> dict[str, Any] | None:
    """For those signed in; anonymous pages have no form and so need no cookie.

    The values of `CommentForm` without the form: building it costs a third of this page.
    """
    if not policies.may_comment(request.user, idea):
        return None
    start = {
        "text": "",
        "limit": COMMENT_LENGTH,
        "language": page_language(),
        "form_key": uuid.uuid4(),
        "languages": Language.choices,
    }
    return {**start, **kept.typed_into(request, idea.reference)}


def _preview(request: HttpRequest, idea: Idea) -> HttpResponse:
    """What is not public, for its author and the moderators responsible."""
    html = article.preview_html(idea, _version(idea))
    context = {"idea": idea, "article": html, "is_own": _is_own(request, idea)}
    return render(request, "ideas/idea_preview.html", context)


def _tombstone(request: HttpRequest, idea: Idea) -> HttpResponse:
    """In place of a withdrawn idea: nothing of it, but what others wrote. Its address has no slug."""
    if not policies.leaves_thread(idea):
        raise Http404
    address = reverse("ideas:detail_by_reference", args=[idea.reference])
    if request.path != address:
        return _moved(request, address)
    return render(request, "ideas/idea_tombstone.html", {"reference": idea.reference, **_discussion(request, idea)})


def _leads_on(request: HttpRequest, address: str) -> HttpResponse:
    """To the idea this one has gone into; that can be undone."""
    return HttpResponseRedirect(_with_query(request, address))


def _with_query(request: HttpRequest, address: str) -> str:
    query = request.META["QUERY_STRING"]
    return f"{address}?{query}" if query else address


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    response = HttpResponsePermanentRedirect(_with_query(request, address))
    # A title may change back; a browser that remembers the detour would go in circles.
    response["Cache-Control"] = "no-cache"
    return response
