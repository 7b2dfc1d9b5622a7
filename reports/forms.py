"""What to export. The names of the filters are those of the list of ideas in the administration,
so that its address carries over.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from ideas.listfilters import NOWHERE, WHOLE_REGION
from ideas.models import Source, Stage, Status
from reports import policies, sheets
from reports.models import NAME_LENGTH, PURPOSE_LENGTH, Export, SavedFilter
from reports.selection import BERLIN, Order
from texts.fields import LineField
from texts.languages import Language
from themes.catalogue import authorities, themes

Profile = Export.Profile
ALL = [("", _("all"))]
# Only what everybody can read anyway is chosen beforehand.
STATUSES = [
    (Status.PUBLISHED, Status.PUBLISHED.label),
    *((status, status.label) for status in Status if status != Status.PUBLISHED),
    ("", _("all of these, public or not")),
]
SHORTEST_PURPOSE = 10
# Typed for this one export, so not kept in a filter.
OF_ONE_EXPORT = frozenset({"purpose", "has_persons"})


def _themes() -> Iterator[tuple[str, str]]:
    yield "", gettext("all")
    yield from ((str(theme.pk), theme.label) for theme in themes())


def _authorities() -> Iterator[tuple[str, str]]:
    yield "", gettext("all")
    yield from ((str(authority.pk), authority.label) for authority in authorities())
    yield from ((WHOLE_REGION, gettext("the whole Lausitz")), (NOWHERE, gettext("none named")))


def day_field(label: StrOrPromise, help_text: StrOrPromise = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, help_text=help_text, required=required, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"]
    )


class ExportForm(forms.Form):
    """Ideas, or what belongs to them, under the filters of the list."""

    what = forms.ChoiceField(
        label=_("What"), choices=Export.Kind.choices, initial=Export.Kind.IDEAS, widget=forms.RadioSelect
    )
    profile = forms.ChoiceField(
        label=_("Profile"), choices=Profile.choices, initial=Profile.PUBLIC, widget=forms.RadioSelect,
        help_text=_("What is not public, or no longer, must not be passed on."),
    )  # fmt: skip
    has_persons = forms.BooleanField(
        label=_("With the names shown and the e-mail addresses of the authors"), required=False,
        help_text=_("Only of ideas and comments, in the internal profile. We keep for ever who asked for it and why."),
    )  # fmt: skip
    purpose = LineField(
        label=_("Purpose"), required=False, max_length=PURPOSE_LENGTH, min_length=SHORTEST_PURPOSE,
        help_text=_("What is it for? At least 10 characters. Necessary with names and addresses."),
    )  # fmt: skip
    format = forms.ChoiceField(
        label=_("File"), choices=Export.Format.choices, initial=Export.Format.CSV, widget=forms.RadioSelect
    )
    as_of = day_field(_("As of"), _("How it was at the end of this day. Empty: as it is now."))
    status__exact = forms.ChoiceField(
        label=_("Publication"), help_text=_("Others than published ones only in the internal profile."),
        required=False, choices=STATUSES, initial=Status.PUBLISHED,
    )  # fmt: skip
    stage__exact = forms.ChoiceField(label=_("State"), required=False, choices=ALL + Stage.choices)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=_themes)
    authority = forms.ChoiceField(label=_("District or city"), required=False, choices=_authorities)
    language__exact = forms.ChoiceField(label=_("Language"), required=False, choices=ALL + Language.choices)
    source__exact = forms.ChoiceField(label=_("Came in"), required=False, choices=ALL + Source.choices)
    q = LineField(label=_("Number or words of the title"), required=False, max_length=250)
    since = day_field(_("Received, written or decided since"))
    until = day_field(_("Received, written or decided until"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not policies.may_export_persons(user):
            del self.fields["has_persons"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.all_optional = True
        persons = [name for name in ("has_persons",) if name in self.fields]
        self.helper.layout = Layout(
            Div(
                Div("what", "as_of", "format"),
                Div("profile", *persons, "purpose"),
                css_class="export-columns",
            ),
            Fieldset(
                _("Which ideas"),
                Div(
                    "status__exact", "stage__exact", "theme", "authority", "language__exact", "source__exact",
                    "q", "since", "until", css_class="export-filters",
                ),
            ),
        )  # fmt: skip

    @classmethod
    def filled_from(cls, chosen: Mapping[str, str], *, user: User) -> Self:
        """With the filters of the list's address or of a saved filter; what the form does not know is left out."""
        known = {
            name: chosen[name]
            for name, field in cls.base_fields.items()
            if name in chosen and name not in OF_ONE_EXPORT
            and (not isinstance(field, forms.ChoiceField) or field.valid_value(chosen[name]))
        }  # fmt: skip
        if known.get("status__exact", Status.PUBLISHED) != Status.PUBLISHED:
            known.setdefault("profile", Profile.INTERNAL)
        return cls(initial=known, user=user)

    def clean(self) -> None:
        chosen = self.cleaned_data
        since, until, as_of = chosen.get("since"), chosen.get("until"), chosen.get("as_of")
        if since and until and until < since:
            raise ValidationError(_("The period ends before it begins."))
        if as_of and as_of > timezone.localdate(timezone=BERLIN):
            self.add_error("as_of", _("This day is still to come."))
        status = chosen.get("status__exact", "")
        if (
            chosen.get("profile") == Profile.PUBLIC
            and status != Status.PUBLISHED
            and "status__exact" not in self.errors
        ):
            self.add_error("status__exact", _("These ideas are not public. Choose the internal profile for them."))
        if chosen.get("has_persons"):
            self._check_persons()

    def _check_persons(self) -> None:
        chosen = self.cleaned_data
        if chosen.get("profile") == Profile.PUBLIC:
            self.add_error("has_persons", _("Names and addresses are only in the internal profile."))
        if chosen.get("what") and chosen["what"] not in sheets.WITH_PERSONS:
            self.add_error("has_persons", _("In these rows there are no persons."))
        if not chosen.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", _("Please say what the names and addresses are for."))

    def order(self) -> Order:
        """What was asked for; of a form without errors."""
        chosen = self.cleaned_data
        return Order(
            kind=chosen["what"], profile=chosen["profile"], format=chosen["format"],
            has_persons=chosen.get("has_persons", False), as_of=chosen["as_of"],
            since=chosen["since"], until=chosen["until"], status=chosen["status__exact"],
            stage=chosen["stage__exact"], language=chosen["language__exact"], source=chosen["source__exact"],
            theme=int(chosen["theme"]) if chosen["theme"] else None, authority=chosen["authority"],
            words=chosen["q"],
        )  # fmt: skip

    def kept(self) -> dict[str, str]:
        """What was chosen, to be read again as if it were sent; without the purpose."""
        chosen = {name: self.cleaned_data.get(name) for name in self.fields if name != "purpose"}
        return {name: _sent(value) for name, value in chosen.items() if value}

    def is_savable(self) -> bool:
        """Whether what a saved filter keeps has no errors; purpose and persons belong to one export."""
        self.full_clean()
        return not set(self.errors) - OF_ONE_EXPORT

    def to_save(self) -> dict[str, str]:
        """Of that what a saved filter has."""
        # "All" is a choice of its own: published is chosen beforehand.
        kept = {**self.kept(), "status__exact": self.cleaned_data["status__exact"]}
        return {name: value for name, value in kept.items() if name not in OF_ONE_EXPORT}


def in_words(filters: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was chosen, as the page names it; without what has columns of its own."""
    said = []
    for name, value in filters.items():
        field: Any = ExportForm.base_fields.get(name)
        if field is not None and name not in {"what", "profile", "format", "has_persons"}:
            choices = dict(getattr(field, "choices", ()))
            said.append((str(field.label), str(choices.get(value, value))))
    return said


def _sent(value: Any) -> str:
    return "on" if value is True else str(value)


class SaveForm(forms.Form):
    """A name for what is chosen."""

    name = LineField(label=_("Name of the filter"), max_length=NAME_LENGTH)
    is_shared = forms.BooleanField(
        label=_("Share with everybody who may export"), required=False, help_text=_("Only you can delete it.")
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["name"].widget.attrs.pop("required", None)
        self.use_required_attribute = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.hide_error_summary = True
        self.helper.all_optional = True
        self.helper.layout = Layout("name", "is_shared")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if SavedFilter.objects.filter(owner=self.owner, name=name).exists():
            raise ValidationError(self.taken())
        return name

    @staticmethod
    def taken() -> str:
        """What is wrong when the name is in use."""
        return gettext("You have a filter of this name already. Please choose another or delete that one.")
