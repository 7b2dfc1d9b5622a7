"""Writing an idea: one page, one check page, then thanks. Nobody needs an account."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import origins
from accounts.limits import RETRY_AFTER, exceeded
from accounts.models import User
from ideas import drafts, pace, phases, submission
from ideas.facts import facts_of
from ideas.forms.idea import IdeaForm, SendForm, initial_of
from ideas.models import Authorship, Draft, IdeaVersion
from ideas.pictures import showing, tray
from ideas.search.similar import similar
from ideas.views import access, finding, kept
from texts.fields import FormKeyField
from texts.languages import answerable
from texts.stale import add_stale_error, is_stale, keeps_text
from themes.models import Authority, Theme

# A class at school or a stall at a market shares one connection.
# From one address, behind which may sit a school class, and by one person.
SENT_PER_HOUR, SENT_BY_ONE = 60, 20
_TOO_MANY = gettext_lazy(
    "Many ideas have come from your connection within an hour. Please send yours again later; it stays here."
)


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """The page where an idea is written; with a key, an earlier draft of this person."""
    draft = _draft(request, key)
    if draft and draft.idea:
        return redirect("ideas:thanks", key=draft.pk)
    if request.method != "POST":
        return _write_page(request, _form_to_show(request, draft), draft)
    form = IdeaForm(request.POST)
    if is_stale(request):
        add_stale_error(form)
        return _write_page(request, form, draft, status=403)
    if "save" in request.POST and not form.says_something:
        messages.info(request, _("You have not written anything yet that could be saved."))
        return redirect(request.get_full_path())
    return _after_writing(request, form, drafts.keep(request, draft.pk if draft else None, form.as_typed))


def _after_writing(request: HttpRequest, form: IdeaForm, written: Draft) -> HttpResponse:
    if "save" in request.POST:
        day = date_format(drafts.kept_until(request, written))
        messages.success(request, _("Your draft is saved until %(day)s.") % {"day": day})
        return redirect("ideas:write_on", key=written.pk)
    if "pictures" in request.POST:
        return redirect("ideas:pictures", key=written.pk)
    # What is wrong is said on a page that was fetched: the way back to it loses nothing.
    return redirect("ideas:check", key=written.pk) if form.is_valid() else _with_errors(written)


def _form_to_show(request: HttpRequest, draft: Draft | None) -> IdeaForm:
    if draft and kept.ERRORS in request.GET:
        return IdeaForm.of_typed(draft.content)
    return IdeaForm(initial=draft.content if draft else _preset(request))


def _with_errors(draft: Draft) -> HttpResponse:
    return redirect(f"{reverse('ideas:write_on', args=[draft.pk])}?{kept.ERRORS}")


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What was written, similar ideas, name and agreements; from here it is sent."""
    draft = drafts.find(request, key)
    if draft is None:
        return _check_again(request, key)
    if draft.idea:
        return redirect("ideas:thanks", key=draft.pk)
    idea_form = IdeaForm.of_typed(draft.content)
    if not idea_form.is_valid():
        return _with_errors(draft)
    if not tray.is_ready(draft):
        return _without_words(draft)
    form = _send_form(request, draft)
    stale = is_stale(request)
    if request.method == "POST" and not stale:
        return _send(request, draft, idea_form, form)
    if stale:
        add_stale_error(form)
    return _check_page(request, draft, idea_form, form, status=403 if stale else 200)


def _send(request: HttpRequest, draft: Draft, idea_form: IdeaForm, form: SendForm) -> HttpResponse:
    if "change" in request.POST or not form.is_valid():
        kept.keep(request, _about_sender(draft), form)
        return _back(request, draft)
    if _too_many(request):
        kept.keep(request, _about_sender(draft), form)
        form.add_error(None, _TOO_MANY)
        return _check_page(request, draft, idea_form, form, status=429)
    return _submit(request, draft, idea_form, form)


def _too_many(request: HttpRequest) -> bool:
    person = request.user if isinstance(request.user, User) else None
    if person and exceeded(request, "submit", times=SENT_BY_ONE, seconds=3600, person=person):
        return True
    return exceeded(request, "submit", times=SENT_PER_HOUR, seconds=3600)


def _submit(request: HttpRequest, draft: Draft, idea_form: IdeaForm, form: SendForm) -> HttpResponse:
    try:
        receipt = submission.submit(draft, version=idea_form.version, sender=_sender(request, form))
    except phases.Closed:  # while it was being checked
        kept.keep(request, _about_sender(draft), form)
        messages.warning(request, _("Your idea was not sent. It stays here as a draft."))
        return _check_page(request, draft, idea_form, form, status=409)
    except Draft.DoesNotExist:  # thrown away in the other tab a moment ago
        return _check_again(request, draft.pk)
    except tray.NotDescribed:  # a picture came in the other tab
        return _without_words(draft)
    except pace.TooFast as refusal:
        setattr(request, RETRY_AFTER, refusal.seconds)
        kept.keep(request, _about_sender(draft), form)
        form.add_error(None, refusal.sentence)
        return _check_page(request, draft, idea_form, form, status=429)
    kept.forget(request, _about_sender(draft))
    if receipt.code:
        access.remember_code(request, draft.pk, receipt.code)
        access.grant(request, receipt.idea)
    return redirect("ideas:thanks", key=draft.pk)


def _back(request: HttpRequest, draft: Draft) -> HttpResponse:
    """To the text or the pictures, where that was asked for, else to what is wrong on this page."""
    if "change" not in request.POST:
        return kept.say_what_is_wrong(request)
    return redirect("ideas:pictures" if request.POST["change"] == "pictures" else "ideas:write_on", key=draft.pk)


def _without_words(draft: Draft) -> HttpResponse:
    return redirect(f"{reverse('ideas:pictures', args=[draft.pk])}?{kept.ERRORS}")


@never_cache
@require_safe
def thanks(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Reference, code, and what happens by when; can be reloaded."""
    draft = drafts.find(request, key)
    if draft is None or draft.idea is None:
        return redirect("ideas:status")
    context = {
        "idea": draft.idea,
        "code": access.code_of(request, draft.pk),
        "email": draft.idea.authorship.email,
        "working_days": settings.DECISION_WORKING_DAYS,
    }
    return render(request, "ideas/idea_thanks.html", context)


@require_POST
def discard_draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw one's draft away."""
    draft = drafts.find_or_begin(request, key)
    if draft.idea is None:
        tray.throw_away([draft])
        messages.success(request, _("The draft is deleted."))
    return redirect("ideas:mine" if request.user.is_authenticated else "ideas:write")


def _draft(request: HttpRequest, key: uuid.UUID | None) -> Draft | None:
    """Of the address, or of the form, whose key is made with the page: pressed twice it is one draft."""
    if request.method == "POST":
        return drafts.find_or_begin(request, key or FormKeyField().clean(request.POST.get("key")))
    if key is None:
        return None
    draft = drafts.find(request, key)
    if draft is None:
        raise Http404
    return draft


def _preset(request: HttpRequest) -> dict[str, Any]:
    """What links choose in advance: a theme, a region, or an own idea that is written anew."""
    template = finding.by_reference(request.GET.get("vorlage", "")[:20])
    if template and access.is_own(request, template) and (version := template.latest_version):
        return initial_of(version)
    theme = Theme.objects.filter(slug=request.GET.get("thema", "")[:60], is_active=True).first()
    region = Authority.objects.filter(slug=request.GET.get("region", "")[:60], is_active=True).first()
    return {
        "language": answerable(get_language() or "de"),
        "themes": [theme.pk] if theme else [],
        "regions": [str(region.pk)] if region else [],
    }


def _about_sender(draft: Draft) -> str:
    """Under which name is kept what somebody typed beside this draft: agreements hold for one idea only."""
    return f"sender-{draft.pk}"


def _send_form(request: HttpRequest, draft: Draft) -> SendForm:
    name = _about_sender(draft)
    start = dict(kept.typed_into(request, name))
    if isinstance(request.user, User) and request.user.display_name:
        start = {"name": request.user.display_name, "name_shown": Authorship.NameShown.FULL, **start}
    data = request.POST if request.method == "POST" else kept.wrong(request, name)
    with_pictures = draft.pictures.exists()
    return SendForm(data, signed_in=request.user.is_authenticated, with_pictures=with_pictures, initial=start)


def _sender(request: HttpRequest, form: SendForm) -> submission.Sender:
    user = request.user if isinstance(request.user, User) else None
    return submission.Sender(
        user=user,
        name=form.cleaned_data["name"],
        name_shown=form.cleaned_data["name_shown"],
        email=form.cleaned_data.get("email", ""),
        language=answerable(get_language() or "de"),
        origin=origins.mark_of(request),
    )


def _check_again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The session is gone. The check page carries the text, so that it can be kept anew."""
    try:
        carried = json.loads(request.POST.get("carried", ""))
    except (ValueError, RecursionError):
        raise Http404 from None
    if request.method != "POST" or not isinstance(carried, dict):
        raise Http404
    form = IdeaForm.of_typed(carried)
    before = drafts.find_or_reopen(request, key)
    draft = drafts.keep(request, before.pk if before else None, form.as_typed)
    kept.keep(request, _about_sender(draft), _send_form(request, draft))
    messages.warning(
        request, _("You were away for a while. Your text is still here; please check it and send it again.")
    )
    if before is None and Draft.objects.filter(pk=key, pictures__isnull=False).exists():
        messages.warning(request, _("The pictures are in your earlier draft: sign in to find it, or add them again."))
    return redirect("ideas:check", key=draft.pk)


def _write_page(request: HttpRequest, form: IdeaForm, draft: Draft | None, *, status: int = 200) -> HttpResponse:
    seen = drafts.wording(draft) if draft and draft.changed_at else ""
    context = {
        "form": form,
        "key": draft.pk if draft else uuid.uuid4(),
        "window": uuid.uuid4(),
        "seen": seen,
        "pictures": draft.pictures.count() if draft else 0,
        "kept_until": drafts.kept_until(request, draft),
        "other_drafts": [] if seen else drafts.of_session(request),
        "closed": phases.closed(phases.Act.SUBMIT),
        "participation": phases.participation(),
        "working_days": settings.DECISION_WORKING_DAYS,
        "page_has_errors": bool(form.errors),
        "sign_in_url": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "ideas/idea_write.html", context, status=status)


def _check_page(
    request: HttpRequest, draft: Draft, idea_form: IdeaForm, form: SendForm, *, status: int = 200
) -> HttpResponse:
    scope = phases.Scope(*(idea_form.version[name] for name in phases.Scope._fields))
    context = {
        "form": form,
        "draft": draft,
        "closed": phases.closed(phases.Act.SUBMIT, scope),
        "kept_until": drafts.kept_until(request, draft),
        "facts": facts_of(IdeaVersion(**idea_form.version)),
        "where": idea_form.whereabouts.note,
        "version": idea_form.version,
        "pictures": showing.of_draft(draft),
        "carried": json.dumps(draft.content),
        "similar": similar(
            *(idea_form.version[name] for name in ("title", "text")), language=idea_form.version["language"]
        ),
        "page_has_errors": bool(form.errors),
    }
    return render(request, "ideas/idea_check.html", context, status=status)
