"""Reading ideas: the list with its filters, and one idea with what has become of it."""

from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ideas import numbers, policies, presentation, references, thread, timeline
from ideas.facts import facts_of
from ideas.forms.discussion import CommentForm
from ideas.forms.filters import LAST_PAGE, PAGE_SIZE, Filter, number
from ideas.models import Idea, IdeaVersion, Status, Support
from ideas.models.idea import IdeaQuerySet
from ideas.policies import Person
from ideas.views import finding, kept, paging


@require_safe
def idea_list(request: HttpRequest) -> HttpResponse:
    """Published ideas, filtered; a reference as search goes to its idea."""
    asked = Filter.from_query(request.GET)
    named = finding.by_reference(asked.words, Idea.objects.public())
    if named:
        return redirect(named)
    context = {"filter": asked, "names_reference": references.parse(asked.words) is not None, **_page(asked)}
    return render(request, "ideas/idea_list.html", context)


def _page(asked: Filter) -> dict[str, Any]:
    if asked.page > LAST_PAGE:
        return {"too_far": True}
    found = asked.narrow(Idea.objects.public())
    total = numbers.capped(found)
    start = (asked.page - 1) * PAGE_SIZE
    ideas = asked.ordered(found).with_counts()[start : start + PAGE_SIZE]
    last = min(-(-total // PAGE_SIZE), LAST_PAGE)
    return {
        "rows": presentation.rows(ideas),
        "total": total,
        "most_counted": numbers.MOST_COUNTED,
        "pages": paging.numbered(asked.page, last, asked.on_page),
    }


@require_safe
def detail(request: HttpRequest, reference: str, slug: str = "") -> HttpResponse:
    """One idea with its discussion; a wrong slug leads to the right address."""
    idea = finding.by_reference(reference, _with_everything(request.user))
    if idea is None:
        raise Http404
    if not finding.is_readable(idea, request.user):
        return _tombstone(request, idea)
    if request.path != idea.get_absolute_url():
        return _moved(request, idea.get_absolute_url())
    if idea.status != Status.PUBLISHED:
        return _preview(request, idea)
    decisions = list(timeline.decisions_shown(idea))
    context = {
        **_shown(idea, idea.released_version),
        **_discussion(request, idea),
        "comment_form": _comment_form(request, idea),
        "path": timeline.path(idea, decisions),
        "events": timeline.events(idea, decisions),
        "is_own": request.user.is_authenticated and idea.author_id == request.user.pk,
        **_addresses(idea),
    }
    return render(request, "ideas/idea_detail.html", context)


def _with_everything(user: Person) -> IdeaQuerySet:
    """Ideas with all that their page needs, and whether this person supports them."""
    related = ("counter", "authorship", "released_version", "pending_version", "lead_authority")
    supported: Exists | Value = Value(False)
    if user.is_authenticated:
        supported = Exists(Support.objects.filter(idea=OuterRef("pk"), user=user))
    return Idea.objects.select_related(*related).annotate(is_supported=supported)


def _shown(idea: Idea, version: IdeaVersion | None) -> dict[str, Any]:
    source = idea.authorship.source_url
    return {
        "idea": idea,
        "version": version,
        "facts": facts_of(version or idea),
        "authorship": idea.authorship,
        # An import may bring anything as an address; only a web address becomes a link.
        "source_url": source if source.startswith(("https://", "http://")) else "",
    }


def _discussion(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    single = number(request.GET["faden"]) if "faden" in request.GET else None
    page = max(1, number(request.GET.get("kommentare", "")))
    shown = thread.read(idea, request.user, page=page, single=single)
    query = f"faden={single}&" if single else ""
    return {
        "thread": shown,
        "thread_pages": paging.neighbours(
            page, lambda number: f"?{query}kommentare={number}#diskussion", has_next=shown.has_next
        ),
    }


def _addresses(idea: Idea) -> dict[str, str]:
    """The idea's one address, and a mail that passes it on (RFC 6068)."""
    canonical = f"{settings.PORTAL_URL}{idea.get_absolute_url()}"
    mail = urlencode({"subject": idea.title, "body": canonical}, quote_via=quote)
    return {"canonical": canonical, "mail_url": f"mailto:?{mail}"}


def _comment_form(request: HttpRequest, idea: Idea) -> CommentForm | None:
    """For those signed in; anonymous pages have no form and so need no cookie."""
    if not policies.may_comment(request.user, idea):
        return None
    return CommentForm(initial=kept.typed_into(request, idea.reference))


def _preview(request: HttpRequest, idea: Idea) -> HttpResponse:
    """What is not public, for its author and the moderators responsible."""
    own = request.user.is_authenticated and idea.author_id == request.user.pk
    context = {**_shown(idea, idea.pending_version or idea.released_version), "is_own": own}
    return render(request, "ideas/idea_preview.html", context)


def _tombstone(request: HttpRequest, idea: Idea) -> HttpResponse:
    """In place of a withdrawn idea: nothing of it, but what others wrote. Its address has no slug."""
    if not policies.leaves_thread(idea):
        raise Http404
    address = reverse("ideas:detail_by_reference", args=[idea.reference])
    if request.path != address:
        return _moved(request, address)
    return render(request, "ideas/idea_tombstone.html", {"reference": idea.reference, **_discussion(request, idea)})


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    query = request.META["QUERY_STRING"]
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    # A title may change back; a browser that remembers the detour would go in circles.
    response["Cache-Control"] = "no-cache"
    return response
