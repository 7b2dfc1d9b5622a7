"""Collections in the administration: their words, their ideas, and how they look before they are public."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ideas import collections
from ideas.curating_pages import PERMISSION
from ideas.door import guarded
from ideas.feature_admin import CuratorAdmin
from ideas.forms.filters import Filter
from ideas.models import Collection, CollectionIdea, Idea, Status
from ideas.models.collection import INTRODUCTION_LENGTH, TITLE_LENGTH
from ideas.models.idea import IdeaQuerySet
from ideas.views import collecting, finding, results
from texts.cleaning import clean_line, number_in
from texts.fields import TranslatedFormField

FOUND, WORDS_LENGTH = 10, 200


class CollectionForm(forms.ModelForm[Collection]):
    """Name and introduction in every language."""

    title = TranslatedFormField(
        label=gettext_lazy("Title"),
        limit=TITLE_LENGTH,
        help_text=gettext_lazy("For example: Bus and train in the Revier."),
    )
    introduction = TranslatedFormField(label=gettext_lazy("Introduction"), long=True, limit=INTRODUCTION_LENGTH)

    class Meta:
        model = Collection
        fields = ("title", "slug", "introduction", "position", "is_public")


@admin.register(Collection)
class CollectionAdmin(CuratorAdmin):
    """A collection that holds an idea of somebody else's authority is not there for a moderator."""

    form = CollectionForm
    list_display = ("label", "ideas", "is_public", "position", "links")
    list_display_links = ("label",)
    change_form_template = "admin/desk/collection.html"
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return Collection.objects.in_scope_of(request.user).annotate(number=Count("entries"))

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("<int:pk>/ideas/", ideas, "ideas"),
            self._page("<int:pk>/ideas/change/", change_ideas, "change_ideas"),
            self._page("<int:pk>/preview/", preview, "preview"),
            *super().get_urls(),
        ]

    def _page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        return path(route, guarded(view, self.admin_site), name=f"ideas_collection_{name}")

    def save_model(self, request: HttpRequest, obj: Collection, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            collections.keep_address(obj.pk, new=obj.slug)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Collection, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:ideas_collection_ideas", obj.pk)

    @admin.display(description=gettext_lazy("title"))
    def label(self, collection: Collection) -> str:
        return collection.label

    @admin.display(description=gettext_lazy("ideas"))
    def ideas(self, collection: Any) -> SafeString:
        url = reverse("admin:ideas_collection_ideas", args=[collection.pk])
        return format_html('<a href="{}">{}</a>', url, collection.number)

    @admin.display(description=gettext_lazy("How it looks"))
    def links(self, collection: Collection) -> SafeString:
        url = reverse("admin:ideas_collection_preview", args=[collection.pk])
        return format_html('<a href="{}">{}</a>', url, _("Preview"))


def _collection(request: HttpRequest, pk: int) -> Collection:
    """Raises `PermissionDenied`, `Http404`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(Collection.objects.in_scope_of(request.user), pk=pk)


@require_safe
def ideas(request: HttpRequest, pk: int) -> HttpResponse:
    """The ideas in their order, and a search for more."""
    collection = _collection(request, pk)
    scope = Idea.objects.in_scope_of(request.user)
    entries = list(CollectionIdea.objects.filter(collection=collection, idea__in=scope).select_related("idea"))
    words = clean_line(request.GET.get("q", "")[:WORDS_LENGTH])
    there = {entry.idea_id for entry in entries}
    context = {
        **admin.site.each_context(request),
        "title": _("Ideas of the collection “%(title)s”") % {"title": collection.label},
        "collection": collection,
        "entries": entries,
        "words": words,
        "found": [(idea, idea.pk in there) for idea in _found(words, scope)] if words else [],
    }
    return render(request, "admin/desk/collection_ideas.html", context)


def _found(words: str, scope: IdeaQuerySet) -> list[Idea]:
    """A number leads to its idea, words to what the portal's own search finds."""
    named = finding.by_reference(words, scope) or finding.by_number(words, scope)
    if named:
        return [named] if named.status == Status.PUBLISHED else []
    query = QueryDict(mutable=True)
    query["q"] = words
    found = results.everywhere(Filter.from_query(query))
    return list(found.filter(pk__in=scope.values("pk")).newest()[:FOUND])


@require_POST
def change_ideas(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an idea, take one out, or move it by one place."""
    collection = _collection(request, pk)
    scope = Idea.objects.in_scope_of(request.user)
    idea = get_object_or_404(scope, pk=number_in(request.POST.get("idea", "")))
    verb = request.POST.get("verb", "")
    if verb == "add" and idea.status == Status.PUBLISHED:
        done, said = collections.add(collection.pk, idea), _("Added: %(reference)s.")
    elif verb == "remove":
        done, said = collections.remove(collection.pk, idea.pk), _("Taken out: %(reference)s.")
    elif verb in {"up", "down"}:
        done, said = collections.move(collection.pk, idea.pk, up=verb == "up"), _("Moved: %(reference)s.")
    else:
        done, said = False, ""
    if done:
        said = said % {"reference": idea.reference}
        # Numbers only: the log stays, and personal data may be taken out of a title.
        user: Any = request.user
        LogEntry.objects.log_actions(user.pk, [collection], CHANGE, said, single_object=True)
        messages.success(request, said)
    else:
        messages.warning(request, _("Nothing has changed: somebody was faster, or the idea is not published."))
    return redirect("admin:ideas_collection_ideas", pk)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as everybody will see it."""
    collection = _collection(request, pk)
    context = collecting.contents(collection, max(1, number_in(request.GET.get("seite", "")[:9])))
    return render(request, "ideas/collection_detail.html", {**context, "is_preview": True})
