"""What to export. The names of the filters are those of the list of ideas in the administration,
so that its address carries over.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _
from django_stubs_ext import StrOrPromise

from ideas.listfilters import NOWHERE, WHOLE_REGION
from ideas.models import Comment, Idea, Source, Stage, Status
from texts.fields import LineField
from texts.languages import Language
from themes.catalogue import authorities, themes

IDEAS, COMMENTS = "ideas", "comments"
ALL = [("", _("all"))]
# Only what everybody can read anyway is chosen beforehand.
STATUSES = [
    (Status.PUBLISHED, Status.PUBLISHED.label),
    *((status, status.label) for status in Status if status != Status.PUBLISHED),
    ("", _("all of these, public or not")),
]


def _themes() -> Iterator[tuple[str, str]]:
    yield "", gettext("all")
    yield from ((str(theme.pk), theme.label) for theme in themes())


def _authorities() -> Iterator[tuple[str, str]]:
    yield "", gettext("all")
    yield from ((str(authority.pk), authority.label) for authority in authorities())
    yield from ((WHOLE_REGION, gettext("the whole Lausitz")), (NOWHERE, gettext("none named")))


def _day(label: StrOrPromise) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"])


class ExportForm(forms.Form):
    """Ideas, or the comments on them, under the filters of the list."""

    what = forms.ChoiceField(
        label=_("What"),
        choices=[(IDEAS, _("Ideas")), (COMMENTS, _("Comments on these ideas"))],
        initial=IDEAS,
        widget=forms.RadioSelect,
    )
    status__exact = forms.ChoiceField(
        label=_("Publication"),
        help_text=_("Other texts than published ones were never public or are no longer. Do not pass them on."),
        required=False,
        choices=STATUSES,
        initial=Status.PUBLISHED,
    )
    stage__exact = forms.ChoiceField(label=_("State"), required=False, choices=ALL + Stage.choices)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=_themes)
    authority = forms.ChoiceField(label=_("District or city"), required=False, choices=_authorities)
    language__exact = forms.ChoiceField(label=_("Language"), required=False, choices=ALL + Language.choices)
    source__exact = forms.ChoiceField(label=_("Came in"), required=False, choices=ALL + Source.choices)
    q = LineField(label=_("Number or words of the title"), required=False, max_length=250)
    since = _day(_("Received or written since"))
    until = _day(_("Received or written until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.all_optional = True

    @classmethod
    def filled_from(cls, address: Mapping[str, str]) -> Self:
        """With the filters of the list's address; one that the form does not know is left out."""
        known = {
            name: address[name]
            for name, field in cls.base_fields.items()
            if name in address and (not isinstance(field, forms.ChoiceField) or field.valid_value(address[name]))
        }
        return cls(initial=known)

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            raise ValidationError(_("The period ends before it begins."))

    def ideas(self, request: HttpRequest) -> QuerySet[Idea]:
        """The ideas the person may read, under all filters."""
        return self._ideas(request).filter(**self._period("submitted_at"))

    def comments(self, request: HttpRequest) -> QuerySet[Comment]:
        """The comments on ideas under the filters; the period is when they were written.

        Of published ideas the published comments alone: "published" means that everybody can read it.
        """
        comments = Comment.objects.filter(idea__in=self._ideas(request), **self._period("created_at"))
        comments = comments.readable_by(request.user)
        return comments.published() if self.cleaned_data["status__exact"] == Status.PUBLISHED else comments

    def _ideas(self, request: HttpRequest) -> QuerySet[Idea]:
        chosen = self.cleaned_data
        found = _in(chosen["authority"], Idea.objects.in_scope_of(request.user))
        for name in ("status", "stage", "language", "source"):
            if chosen[f"{name}__exact"]:
                found = found.filter(**{name: chosen[f"{name}__exact"]})
        if chosen["theme"]:
            found = found.filter(theme_ids__contains=[int(chosen["theme"])])
        if chosen["q"]:
            # The list's own search, so that its hits and the export are the same.
            found, _doubled = admin.site.get_model_admin(Idea).get_search_results(request, found, chosen["q"])
        return found

    def _period(self, field: str) -> dict[str, date]:
        """Days of Europe/Berlin, both included."""
        period = {f"{field}__date__gte": self.cleaned_data["since"], f"{field}__date__lte": self.cleaned_data["until"]}
        return {lookup: day for lookup, day in period.items() if day}


def _in(authority: str, ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    if authority == WHOLE_REGION:
        return ideas.filter(whole_region=True)
    if authority == NOWHERE:
        return ideas.filter(authority_ids=[], whole_region=False)
    return ideas.filter(authority_ids__contains=[int(authority)]) if authority else ideas
