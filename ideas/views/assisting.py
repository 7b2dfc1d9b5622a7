"""Answers to a page while somebody writes an idea: its draft saves itself, similar ideas and places show up.

All are comfort: what goes wrong here costs nobody a word, the buttons of the page do the same.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import exceeded
from ideas import drafts
from texts.fields import FormKeyField
from ideas.forms.idea import IdeaForm
from ideas.models import Draft
from ideas.models.idea import TEXT_LENGTH, TITLE_LENGTH
from ideas.search.similar import similar
from texts.cleaning import clean, clean_line
from texts.languages import Language
from texts.stale import is_stale, keeps_text
from themes.catalogue import gazetteer

# Fewer words find a theme rather than an idea.
LEAST_WORDS = 3
# Of one origin, for a class at school that writes at the same time; some 50 ms of the database each.
LOOKUPS_PER_HOUR = 1200
# Seconds a browser keeps the names of places.
PLACES_KEPT = 3600


@keeps_text
@never_cache
@require_POST
def autosave(request: HttpRequest) -> HttpResponse:
    """Save as a draft what stands in the form now, right or wrong; the answer says so in words."""
    if is_stale(request):
        sentence = _("This page was open for too long. Your text is still here; please press “Save as draft”.")
        return JsonResponse({"text": sentence}, status=403)
    form = IdeaForm(request.POST)
    if not form.says_something:
        return JsonResponse({"text": ""})
    draft = drafts.find_or_begin(request, FormKeyField().clean(request.POST.get("key")))
    if draft.idea:
        sentence = _("This idea was sent from another window. What you change here is not saved.")
        return JsonResponse({"text": sentence}, status=409)
    typed = {name: request.POST.get(name, "") for name in ("window", "seen")}
    if drafts.is_changed_elsewhere(draft, **typed):
        return _saved(drafts.keep_apart(request, draft, form.as_typed), is_copy=True)
    return _saved(drafts.keep(request, draft.pk, form.as_typed))


def _saved(draft: Draft, *, is_copy: bool = False) -> JsonResponse:
    at = {"time": date_format(timezone.localtime(draft.changed_at), "TIME_FORMAT")}
    text = _("Draft saved, %(time)s") % at
    if is_copy:
        text = _("Another window changed this draft too. Yours is now one of its own: saved, %(time)s") % at
    return JsonResponse({"text": text, "key": str(draft.pk), "url": reverse("ideas:write_on", args=[draft.pk])})


@never_cache
@require_POST
def similar_ideas(request: HttpRequest) -> HttpResponse:
    """Published ideas like the title and text typed so far; nothing for a title of fewer than `LEAST_WORDS`.

    A POST, so that what somebody is only thinking about stands in no address and no log.
    """
    title = clean_line(request.POST.get("title", "")[:TITLE_LENGTH])
    if len(title.split()) < LEAST_WORDS:
        return HttpResponse()
    if exceeded(request, "similar", times=LOOKUPS_PER_HOUR, seconds=3600):
        return HttpResponse(status=204)
    text, language = request.POST.get("text", "")[:TEXT_LENGTH], request.POST.get("language", "")
    language = language if language in Language.values else Language.GERMAN
    alike = similar(title, clean(text), language=language)
    return render(request, "ideas/_similar_typed.html", {"similar": alike})


@cache_control(max_age=PLACES_KEPT, public=True)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Options for the place of an idea: the browser chooses among them, so that no letter typed is sent."""
    return render(request, "ideas/_places.html", {"places": gazetteer().places})
