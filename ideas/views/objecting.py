"""What is to become of one's idea: read, and objected to where it shall be merged."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from ideas import merging
from ideas.forms.merging import ObjectionForm
from ideas.models import Idea, Merge
from ideas.views import kept
from ideas.views.status import own
from texts.stale import add_stale_error, is_stale, keeps_text


@keeps_text
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One proposal that one's idea is part of, with a button to object."""
    name = f"merge-{pk}"
    idea = own(request, reference)
    if idea is None:
        return _without_access(request, name)
    row = Merge.objects.of(idea).filter(pk=pk).first()
    objects = request.method == "POST" and row is not None and row.state == Merge.State.OBJECTED
    if row is None or not (row.is_open or objects):
        return _ended(request, idea, row)
    if request.method != "POST":
        form = ObjectionForm(kept.wrong(request, name), initial=kept.typed_into(request, name))
        return _page(request, idea, row, form)
    return _object(request, idea, row, ObjectionForm(request.POST))


def _object(request: HttpRequest, idea: Idea, row: Merge, form: ObjectionForm) -> HttpResponse:
    name = f"merge-{row.pk}"
    if is_stale(request):
        add_stale_error(form)
        return _page(request, idea, row, form, status=403)
    if not form.is_valid():
        kept.keep(request, name, form)
        return kept.say_what_is_wrong(request)
    try:
        merging.object_to(
            row.pk, by=request.user if isinstance(request.user, User) else None, words=form.cleaned_data["words"]
        )
    except merging.Ended:
        row.refresh_from_db(fields=["state"])
        return _ended(request, idea, row)
    messages.success(request, _("Your objection has arrived. The two ideas are not merged."))
    kept.forget(request, name)
    return redirect("ideas:status_idea", reference=idea.reference)


def _ended(request: HttpRequest, idea: Idea, row: Merge | None) -> HttpResponse:
    """Whoever clicks twice reads the second answer: it says that nothing is merged."""
    if row and row.state == Merge.State.OBJECTED:
        messages.info(request, _("There is an objection. The two ideas are not merged."))
    else:
        messages.info(request, _("This proposal has ended. Below you can read what became of it."))
    return redirect("ideas:status_idea", reference=idea.reference)


def _without_access(request: HttpRequest, name: str) -> HttpResponse:
    """The session is gone: what was typed waits in the new one until the person is known again."""
    if request.method == "POST":
        kept.keep(request, name, ObjectionForm(request.POST))
        messages.warning(
            request,
            _(
                "Your session has ended. You have not objected yet. What you typed is kept. Sign in or enter your idea "
                "code, then choose “Read why, or object”."
            ),
        )
    return redirect("ideas:status")


def _page(request: HttpRequest, idea: Idea, row: Merge, form: ObjectionForm, *, status: int = 200) -> HttpResponse:
    other = row.target if row.source_id == idea.pk else row.source
    context = {
        "idea": idea,
        "other": other,
        "merge": row,
        "last_day": row.last_day,
        "goes": row.source_id == idea.pk,
        "form": form,
        "page_has_errors": bool(form.errors),
    }
    return render(request, "ideas/idea_merge.html", context, status=status)
