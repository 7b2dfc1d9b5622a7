"""Support: a page with one button. A GET changes nothing, a second click neither."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from ideas import article, phases, policies, supporting
from ideas.models import Idea, Support
from ideas.views import finding, said
from texts.stale import is_stale, keeps_text


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, reference: str) -> HttpResponse:
    """Say yes to an idea; who is not signed in comes back to this button."""
    idea = finding.readable(reference, request.user)
    if request.method == "POST" and not is_stale(request):
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if policies.may_support(request.user, idea):
            return _give(request, request.user, idea)
    return _page(request, idea, "ideas/idea_support.html")


def _give(request: HttpRequest, user: User, idea: Idea) -> HttpResponse:
    try:
        given = supporting.give(idea.pk, user=user)
    except phases.Closed as closed:
        supports = Support.objects.filter(idea=idea, user=user).exists()
        return _done(request, idea, closed.sentence, supports=supports, level=messages.WARNING)
    return _done(request, idea, _("You now support this idea. Thank you!") if given else "", supports=True)


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one's support back."""
    idea = finding.readable(reference, request.user)
    if request.method == "POST" and not is_stale(request):
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if policies.may_support(request.user, idea):
            taken = supporting.take_back(idea.pk, user=request.user)
            return _done(request, idea, _("You have taken your support back.") if taken else "", supports=False)
    return _page(request, idea, "ideas/idea_take_back.html")


def _page(request: HttpRequest, idea: Idea, template: str) -> HttpResponse:
    person = request.user if isinstance(request.user, User) else None
    allowed = person is None or policies.may_support(person, idea)
    context = {
        "idea": idea,
        "allowed": allowed,
        "is_own": person is not None and idea.author_id == person.pk,
        "supports": person is not None and Support.objects.filter(idea=idea, user=person).exists(),
        "stale": is_stale(request),
        "closed": phases.closed(phases.Act.SUPPORT, phases.Scope.of(idea)),
    }
    return render(request, template, context, status=200 if allowed and not is_stale(request) else 403)


def _done(
    request: HttpRequest, idea: Idea, sentence: str, *, supports: bool, level: int = messages.SUCCESS
) -> HttpResponse:
    """Back to the idea; a page that asked by htmx gets the new support block alone."""
    if "HX-Request" in request.headers:
        return HttpResponse(article.support_html(idea, request.user, is_supported=supports, done=sentence))
    if sentence and level == messages.SUCCESS:
        said.done(request, sentence, at=article.SUPPORT)
    elif sentence:
        messages.add_message(request, level, sentence)
    return HttpResponseRedirect(f"{idea.get_absolute_url()}#{article.SUPPORT}")
