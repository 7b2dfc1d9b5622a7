"""Ideas, comments and rules in the administration: read, never edited; decisions go through the lifecycle."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext, gettext_lazy as _

from ideas import admin_pages, curating, curating_pages, merging_pages, references, rules
from ideas.desk_admin import ReadOnlyAdmin
from ideas.facts import facts_of
from ideas.listfilters import AuthorityFilter, ChoicesFilter, ReceivedFilter, ThemeFilter, YesNoFilter
from ideas.collection_admin import CollectionAdmin
from ideas.feature_admin import FeatureAdmin
from ideas.merge_admin import MergeAdmin
from ideas.models import Comment, Idea, Merge, Rule, Sentence, Status
from ideas.phase_admin import PhaseAdmin
from ideas.pictures import showing
from journal import words
from journal.models import Entry
from texts import memory
from texts.fields import TranslatedFormField

__all__ = [
    "CollectionAdmin",
    "CommentAdmin",
    "FeatureAdmin",
    "IdeaAdmin",
    "MergeAdmin",
    "PhaseAdmin",
    "RuleAdmin",
    "SentenceAdmin",
]


@admin.register(Idea)
class IdeaAdmin(ReadOnlyAdmin):
    """An idea with its versions, its decisions and its story."""

    list_display = (
        "reference",
        "title",
        "status",
        "stage",
        "language",
        "submitted_at",
        "published_at",
        "file_reference",
    )
    list_display_links = ("reference", "title")
    list_filter = (
        ("status", ChoicesFilter), ("stage", ChoicesFilter), ("is_answered", YesNoFilter), ReceivedFilter,
        AuthorityFilter, ThemeFilter, ("language", ChoicesFilter), ("source", ChoicesFilter),
    )  # fmt: skip
    search_fields = ("title", "file_reference")
    search_help_text = _("Number, words of the title, or file reference")
    ordering = ("-id",)
    change_list_template = "admin/desk/idea_list.html"
    change_form_template = "admin/desk/idea.html"
    fields = (
        "reference", "status", "stage", "lead", "file_reference", "written_by", "source",
        "submitted_at", "published_at", "changed_at", "pending_since",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Idea]:
        return Idea.objects.in_scope_of(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        number = references.parse(search_term)
        if number:
            return queryset.filter(reference_year=number[0], reference_number=number[1]), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:pk>/stage/", admin_pages.set_stage, "stage"),
            self.page("<int:pk>/lock/", admin_pages.lock, "lock"),
            self.page("<int:pk>/unlock/", admin_pages.unlock, "unlock"),
            self.page("<int:pk>/merge/", merging_pages.merge, "merge"),
            self.page("<int:pk>/retag/", curating_pages.retag, "retag"),
            self.page("<int:pk>/file-reference/", curating_pages.file_reference, "file_reference"),
            self.page("<int:pk>/translations/", curating_pages.translations, "translations"),
            self.page("<int:pk>/translations/<str:language>/", curating_pages.translate, "translate"),
            self.page(
                "<int:pk>/translations/<str:language>/remove/", curating_pages.remove_translation, "remove_translation"
            ),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        idea: Idea = kwargs["obj"]
        versions = list(idea.versions.order_by("-number"))
        pictures = showing.of_versions(versions)
        entries = Entry.objects.about("idea", idea.pk).select_related("actor")
        context |= {
            "title": str(idea),
            "idea": idea,
            "versions": [(version, facts_of(version), pictures.get(version.pk, ())) for version in versions],
            "decisions": idea.decisions.select_related("by", "rule").order_by("-id"),
            "entries": [(entry, words.happened(entry.verb)) for entry in entries],
            "queue_key": f"idea-{idea.pk}" if idea.pending_since else "",
            "desk_key": f"idea-{idea.pk}",
            "retaggings": [(row, curating.changes_of(row)) for row in curating.all_of(idea)],
            "merges": merging_pages.as_told_to(request.user, Merge.objects.of(idea)[:20]),
            "can_curate": request.user.has_perm(curating_pages.PERMISSION),
            "can_set_stage": idea.status == Status.PUBLISHED and request.user.has_perm("ideas.set_stage"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("number"), ordering="id")
    def reference(self, idea: Idea) -> str:
        return idea.reference

    @admin.display(description=_("lead"))
    def lead(self, idea: Idea) -> str:
        return idea.lead_authority.formal_label if idea.lead_authority else gettext("Project office")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments on the ideas a moderator is responsible for."""

    list_display = ("id", "excerpt", "about", "status", "language", "created_at")
    list_display_links = ("id", "excerpt")
    list_filter = (("status", ChoicesFilter), ("language", ChoicesFilter))
    list_select_related = ("idea",)
    ordering = ("-id",)
    change_form_template = "admin/desk/comment.html"
    fields = ("about", "status", "written_by", "byline", "language", "created_at", "published_at", "edited_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return Comment.objects.in_scope_of(request.user).select_related("idea", "author")

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:pk>/remove/", admin_pages.remove_comment, "remove"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        comment: Comment = kwargs["obj"]
        context |= {
            "title": _("Comment on %(idea)s") % {"idea": comment.idea},
            "comment": comment,
            "decisions": comment.decisions.select_related("by", "rule").order_by("-id"),
            "queue_key": f"comment-{comment.pk}",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("text"))
    def excerpt(self, comment: Comment) -> str:
        return " ".join(comment.text.split())[:100]

    @admin.display(description=_("idea"), ordering="idea")
    def about(self, comment: Comment) -> str:
        return str(comment.idea)


class RuleForm(ModelForm[Rule]):
    """Name and wording in every language."""

    name = TranslatedFormField(label=_("Name"))
    text = TranslatedFormField(label=_("Wording"), long=True)

    class Meta:
        model = Rule
        fields = ("number", "key", "name", "text", "is_active")


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin[Rule]):
    """Rules are cited by decisions: they are switched off, not deleted, and keep their key."""

    form = RuleForm
    list_display = ("number", "label", "is_active")
    list_display_links = ("number", "label")

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def view_on_site(self, obj: Rule) -> str:
        """Where everybody reads it."""
        return reverse("pages:netiquette")

    def get_readonly_fields(self, request: HttpRequest, obj: Rule | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        rules.show_on_netiquette(by=request.user)
        memory.forget()

    @admin.display(description=_("name"))
    def label(self, rule: Rule) -> str:
        return rule.label


class SentenceForm(ModelForm[Sentence]):
    """The sentence in every language."""

    text = TranslatedFormField(label=_("Sentence"), long=True)

    class Meta:
        model = Sentence
        fields = ("rule", "text", "position", "is_active")


@admin.register(Sentence)
class SentenceAdmin(admin.ModelAdmin[Sentence]):
    """What moderators tick instead of typing it; switched off, not deleted."""

    form = SentenceForm
    list_display = ("text_in_short", "rule", "position", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("rule",)
    view_on_site = False

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Sentence | None = None) -> bool:
        return False

    @admin.display(description=_("sentence"))
    def text_in_short(self, sentence: Sentence) -> str:
        return str(sentence)
