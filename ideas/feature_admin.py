"""Recommendations in the administration: which idea, where, from when to when."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy as _

from ideas import features
from ideas.curating_pages import PERMISSION
from ideas.models import Feature, Idea, Status
from ideas.models.curating import today
from ideas.models.idea import IdeaQuerySet
from ideas.views import finding
from texts import memory
from texts.fields import LineField
from themes.catalogue import authorities, themes

HOME = "home"


class CuratorAdmin(admin.ModelAdmin[Any]):
    """For whoever may curate, and nobody else; a change is seen at once in this process, within seconds in others."""

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """As Django's, but 404 where Django redirects."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        memory.forget()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        memory.forget()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        memory.forget()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(PERMISSION))


class FeatureForm(forms.ModelForm[Feature]):
    """The idea by its number; the page as one choice."""

    # Those a person is responsible for; `FeatureAdmin.get_form` says which.
    ideas: ClassVar[IdeaQuerySet] = Idea.objects.none()

    reference = LineField(
        label=_("Number of the idea"),
        help_text=_("For example 2026-00042, or the address of its page."),
        max_length=300,
    )
    where = forms.ChoiceField(label=_("Where"))

    class Meta:
        model = Feature
        fields = ("position", "since", "until")
        help_texts: ClassVar = {
            "position": _("The smallest number comes first. Three are shown on a page."),
            "until": _("Until midnight of this day. Empty: until you take it away."),
        }

    field_order = ("reference", "where", "position", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["where"]
        where.choices = [
            (HOME, _("Home")),
            (_("Themes"), [(f"theme-{row.pk}", row.label) for row in themes()]),
            (_("Regions"), [(f"authority-{row.pk}", row.label) for row in authorities()]),
        ]
        if self.instance.pk:
            self.initial.update(reference=self.instance.idea.reference, where=_where(self.instance))

    def clean_reference(self) -> Idea:
        typed: str = self.cleaned_data["reference"]
        idea = finding.by_reference(typed, self.ideas) or finding.by_number(typed, self.ideas)
        if idea is None:
            raise forms.ValidationError(_("We find no idea with this number. It looks like 2026-00042."))
        if idea.status != Status.PUBLISHED:
            raise forms.ValidationError(_("This idea is not published."))
        return idea

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        if "reference" in cleaned and "where" in cleaned:
            self._place(cleaned["reference"], *cleaned["where"].partition("-")[::2])
        return cleaned

    def _place(self, idea: Idea, kind: str, pk: str) -> None:
        self.instance.idea = idea
        self.instance.theme_id = int(pk) if kind == "theme" else None
        self.instance.authority_id = int(pk) if kind == "authority" else None
        same = Feature.objects.filter(
            idea=idea, theme=self.instance.theme_id, authority=self.instance.authority_id
        ).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("reference", _("This idea is recommended there already. Please change its days."))


class OrderForm(forms.ModelForm[Feature]):
    """One row of the list: its heading is no label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without a row stands the form that Django makes for its scripts and styles alone.
        if self.instance.pk:
            label = gettext("position")
            self.fields["position"].widget.attrs["aria-label"] = f"{label}: {self.instance}"


@admin.register(Feature)
class FeatureAdmin(CuratorAdmin):
    """Of ideas a moderator is responsible for."""

    form = FeatureForm
    list_display = ("__str__", "title", "where", "position", "days", "state")
    list_editable = ("position",)
    list_per_page = 50
    ordering = (
        F("theme__position").asc(nulls_first=True), F("authority__position").asc(nulls_first=True), "position", "id",
    )  # fmt: skip
    view_on_site = False
    fields = ("reference", "where", "position", "since", "until", "look")
    readonly_fields = ("look",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feature]:
        mine = Feature.objects.filter(idea__in=Idea.objects.in_scope_of(request.user))
        is_shown = ExpressionWrapper(Q(pk__in=features.shown_now()), output_field=BooleanField())
        return mine.select_related("idea", "theme", "authority").annotate(is_shown=is_shown)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form: Any = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"ideas": Idea.objects.in_scope_of(request.user)})

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return OrderForm

    def save_model(self, request: HttpRequest, obj: Feature, form: Any, change: bool) -> None:  # noqa: FBT001
        user: Any = request.user
        obj.by = user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("title"))
    def title(self, feature: Feature) -> SafeString:
        return format_html('<span lang="{}">{}</span>', feature.idea.language, feature.idea.title)

    @admin.display(description=_("where"))
    def where(self, feature: Feature) -> str:
        return str(feature.theme or feature.authority or gettext("Home"))

    @admin.display(description=_("days"), ordering="since")
    def days(self, feature: Feature) -> str:
        start = date_format(feature.since)
        if feature.until is None:
            return gettext("from %(day)s") % {"day": start}
        return gettext("%(start)s to %(end)s") % {"start": start, "end": date_format(feature.until)}

    @admin.display(description=_("state"))
    def state(self, feature: Any) -> str:
        """Why it is shown now or not."""
        if feature.is_shown:
            return gettext("is shown")
        if feature.idea.status != Status.PUBLISHED:
            return gettext("not shown: the idea is not published")
        if feature.since > today():
            return gettext("not yet")
        if feature.until and feature.until < today():
            return gettext("over")
        return gettext("not shown: three others come before")

    @admin.display(description=_("How it looks"))
    def look(self, feature: Feature) -> SafeString | str:
        """A link to the page."""
        if feature.pk is None:
            return gettext("After saving, a link leads to the page.")
        page = feature.theme or feature.authority
        url = f"{page.get_absolute_url() if page else reverse('home')}#empfohlen"
        return format_html('{}: <a href="{}">{}</a>', self.state(feature), url, self.where(feature))


def _where(feature: Feature) -> str:
    if feature.theme_id:
        return f"theme-{feature.theme_id}"
    return f"authority-{feature.authority_id}" if feature.authority_id else HOME
