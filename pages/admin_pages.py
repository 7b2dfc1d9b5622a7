"""Writing, comparing, previewing and publishing versions of pages in the administration."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages import catalogue, markup, publishing
from pages.forms import PublishForm, TextForm, sentence_about
from pages.models import Page, PageVersion
from texts import memory
from texts.cleaning import number_in
from texts.difference import Change, differing
from texts.languages import Language
from texts.stale import add_stale_error, is_stale, keeps_text

PREVIEW = "pages.preview"
PREVIEW_SECONDS = 24 * 3600
VERSIONS_SHOWN = 50
open_to_all_methods = require_http_methods(["GET", "HEAD", "POST"])


def overview(page: Page, user: Any) -> dict[str, Any]:
    """What the page of a page shows below its settings."""
    public = {version.pk for version in PageVersion.objects.public().filter(page=page)}
    versions = page.versions.select_related("created_by")
    return {
        "page": page,
        "languages": [
            {
                "code": code,
                "label": label,
                "rows": [(one, one.pk in public) for one in versions.filter(language=code)[:VERSIONS_SHOWN]],
            }
            for code, label in Language.choices
        ],
        "is_public": bool(public),
        "may_change": user.has_perm("pages.change_page"),
        "may_publish": user.has_perm("pages.publish_page"),
    }


@keeps_text
@open_to_all_methods
def edit(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Write a new version; it starts from the newest one or, with `?from=`, from another."""
    page = get_object_or_404(Page, pk=pk)
    if language not in Language.values:
        raise Http404
    _require(request, "change_page")
    form = TextForm(request.POST if request.method == "POST" else None, initial=_start(request, page, language))
    if is_stale(request):
        add_stale_error(form)
        return _edit_page(request, page, language, form, status=403)
    if not form.is_valid():
        return _edit_page(request, page, language, form)
    user: Any = request.user
    try:
        version = publishing.write(page, language=language, by=user, **form.cleaned_data)
    except publishing.WrittenMeanwhile as refusal:
        return _overtaken(request, page, form, refusal.newest)
    messages.success(request, _("The draft is saved. Nobody but the staff sees it."))
    return redirect("admin:pages_page_version", version.pk)


def _start(request: HttpRequest, page: Page, language: str) -> dict[str, Any]:
    """A first text in another language begins as the German one."""
    asked = page.versions.filter(pk=number_in(request.GET.get("from", ""))).first()
    newest = page.versions.filter(language=language).first()
    base = asked or newest or page.versions.filter(language=catalogue.GERMAN).first()
    words = {"title": base.title, "body": base.body} if base else {}
    return {**words, "seen": newest.pk if newest else 0}


def _overtaken(request: HttpRequest, page: Page, typed: TextForm, newest: PageVersion) -> HttpResponse:
    """What was typed, and how it differs from what somebody has saved meanwhile; saved once more it is the newest."""
    about = {"name": newest.created_by, "date": date_format(localtime(newest.created_at), "DATETIME_FORMAT")}
    said = (
        _("This page was changed by %(name)s in the meantime, on %(date)s.")
        if newest.created_by
        else _("This page was changed in the meantime, on %(date)s.")
    )
    form = TextForm({**request.POST.dict(), "seen": newest.pk})
    form.add_error(None, said % about)
    form.add_error(None, _("Your text is still here. See below what is different. Save again to make it the newest."))
    theirs = {_("Title"): newest.title, _("Text"): newest.body}
    own = {_("Title"): typed.cleaned_data["title"], _("Text"): typed.cleaned_data["body"]}
    changes = differing(theirs, own)
    return _edit_page(request, page, newest.language, form, status=409, newest=newest, changes=changes)


def _edit_page(
    request: HttpRequest, page: Page, language: str, form: TextForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        **more,
        "title": _("Write: %(page)s") % {"page": page.slug},
        "page": page,
        "language": Language(language),
        "form": form,
        "blocks": [(f"[[{name}]]", words) for name, words in markup.BLOCKS.items()],
        "page_has_errors": bool(form.errors),
    }
    return _render(request, "edit", context, status=status)


@keeps_text
@open_to_all_methods
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it changes, how it looks, and publishing it."""
    version = get_object_or_404(PageVersion.objects.select_related("page", "created_by"), pk=pk)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        _require(request, "publish_page")
        if is_stale(request):
            add_stale_error(form)
            return _version_page(request, version, form, status=403)
        if form.is_valid() and _published(request, version, form):
            return redirect("admin:pages_page_change", version.page_id)
    return _version_page(request, version, form)


def _published(request: HttpRequest, version: PageVersion, form: PublishForm) -> bool:
    user: Any = request.user
    try:
        done = publishing.publish(version.pk, by=user, at=form.moment)
    except publishing.PartsMissing as refusal:
        form.add_error(None, sentence_about(refusal.parts))
    except publishing.GermanMissing:
        form.add_error(None, _("Please publish the German text first: it is shown where others are missing."))
    except publishing.NotPossible:
        form.add_error(None, _("This version was published or discarded, or the page is removed. Write a new version."))
    else:
        memory.forget()
        told = _("It becomes public at the time you set.") if done.is_scheduled else _("It is public now.")
        messages.success(request, told)
        return True
    return False


def _version_page(request: HttpRequest, version: PageVersion, form: PublishForm, *, status: int = 200) -> HttpResponse:
    others = version.page.versions.filter(language=version.language).exclude(pk=version.pk)
    before = _compared_with(request, version, others)
    with translation.override(version.language):
        body = catalogue.rendered(version)
    context = {
        "title": _("%(title)s: version %(number)s") % {"title": version.title, "number": version.number},
        "page": version.page,
        "version": version,
        "language": Language(version.language),
        "body": body,
        "others": others[:VERSIONS_SHOWN],
        "before": before,
        "changes": _changes(before, version) if before else [],
        "token": signing.dumps(version.pk, salt=PREVIEW),
        "form": form,
        "may_change": request.user.has_perm("pages.change_page"),
        "may_publish": request.user.has_perm("pages.publish_page") and not version.is_published,
        "lacks_rules": catalogue.lacks_rules(version),
        "page_has_errors": bool(form.errors),
    }
    return _render(request, "version", context, status=status)


def _compared_with(request: HttpRequest, version: PageVersion, others: Any) -> PageVersion | None:
    """The version asked for, otherwise the public one, otherwise the one before."""
    if number := number_in(request.GET.get("with", "")):
        return others.filter(pk=number).first()  # type: ignore[no-any-return]
    public = PageVersion.objects.public().filter(page=version.page, language=version.language)
    shown = public.exclude(pk=version.pk).first() if not version.is_published else None
    return shown or others.filter(number__lt=version.number).order_by("-number").first()


def _changes(before: PageVersion, after: PageVersion) -> list[Change]:
    old, new = ({_("Title"): one.title, _("Text"): one.body, _("Rules"): _rules(one)} for one in (before, after))
    return differing(old, new)


def _rules(version: PageVersion) -> str:
    return "\n\n".join(f"{rule['number']}. {rule['name']}\n{rule['text']}" for rule in version.appendix)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A version as the public would see it. The address is signed and good for a day, for staff only."""
    try:
        pk = signing.loads(token, salt=PREVIEW, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    version = get_object_or_404(PageVersion.objects.select_related("page"), pk=pk)
    language = version.language if version.language in dict(settings.LANGUAGES) else catalogue.GERMAN
    with translation.override(language):
        shown = catalogue.Shown(version.page, {version.language: version, catalogue.GERMAN: version})
        context = {
            **catalogue.context(shown, version, catalogue.rendered(version)),
            "preview": True,
            "lacks_rules": catalogue.lacks_rules(version),
        }
        response = render(request, "pages/page.html", context)
    response["Content-Language"] = language
    return response


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of an earlier version as a new draft."""
    _require(request, "change_page")
    version = get_object_or_404(PageVersion.objects.select_related("page"), pk=pk)
    user: Any = request.user
    note = _("text of version %(number)s") % {"number": version.number}
    new = publishing.restore(version, note=note, by=user)
    messages.success(request, _("The earlier text is a new draft. Publish it when you are ready."))
    return redirect("admin:pages_page_version", new.pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the time set for a version."""
    _require(request, "publish_page")
    version = get_object_or_404(PageVersion, pk=pk)
    user: Any = request.user
    try:
        publishing.cancel(version.pk, by=user)
    except publishing.NotPossible:
        messages.warning(request, _("There is no time set that is still to come."))
    else:
        messages.success(request, _("It is a draft again."))
    return redirect("admin:pages_page_version", version.pk)


@open_to_all_methods
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a draft."""
    _require(request, "change_page")
    version = PageVersion.objects.select_related("page", "created_by").filter(pk=pk).first()
    if version is None:
        messages.warning(request, _("This draft is not there any more."))
        return redirect("admin:pages_page_changelist")
    if request.method != "POST" and version.is_draft:
        context = {"title": _("Discard the draft"), "page": version.page, "version": version}
        return _render(request, "discard", context, status=200)
    user: Any = request.user
    try:
        publishing.discard(version.pk, by=user)
    except publishing.NotPossible:
        messages.warning(request, _("Only drafts can be discarded: nothing that is or was public or has a time set."))
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect("admin:pages_page_change", version.page_id)


Verb = Callable[..., None]
VERBS: dict[str, tuple[str, Verb]] = {
    "reviewed": ("change_page", publishing.reviewed),
    "unpublish": ("publish_page", publishing.unpublish),
    "remove": ("publish_page", publishing.remove),
    "bring-back": ("publish_page", publishing.bring_back),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A button on the page of a page."""
    if verb not in VERBS:
        raise Http404
    permission, do = VERBS[verb]
    _require(request, permission)
    page = get_object_or_404(Page, pk=pk)
    try:
        do(page.pk, by=request.user)
    except publishing.NotPossible:
        messages.warning(request, _("The portal refers to this page. It cannot be taken away."))
    else:
        memory.forget()
        messages.success(request, _("Done."))
    return redirect(reverse("admin:pages_page_change", args=[page.pk]))


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(f"pages.{permission}"):
        raise PermissionDenied


def _render(request: HttpRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    site = admin.site.each_context(request)
    return render(request, f"admin/pages/page/{name}.html", {**site, **context}, status=status)
