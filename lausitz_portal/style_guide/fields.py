"""One form with every kind of field, in each state a field can be in."""

from datetime import date
from typing import Any, NamedTuple

from crispy_forms.bootstrap import FormActions, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from ideas.models import Authorship, Stage
from texts.fields import LineField, ParagraphsField
from texts.languages import Language

FILLED = {
    "title": "Abendbus im Spreewald",
    "text": "Wer in Lübben im Kino war, kommt ohne Auto nicht heim.\n\nEin Rufbus würde reichen.",
    "email": "katrin@example.org",
    "language": Language.LOWER_SORBIAN,
    "name_shown": Authorship.NameShown.INITIALS,
    "stages": [Stage.NEW, Stage.TAKEN_UP],
    "day": date(2026, 9, 14),
    "privacy": True,
}


class FieldKinds(forms.Form):
    """Every kind of field the portal has."""

    title = LineField(label=_("Title"), max_length=250, help_text=_("Say in one sentence what it is about."))
    text = ParagraphsField(
        label=_("Your idea"),
        help_text=_("What is the problem? What do you suggest? Who would benefit? You need not answer all of this."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": ""}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("So that we can tell you what happens to your idea. It is never published."),
    )
    language = forms.ChoiceField(
        label=_("Language of your text"), choices=Language.choices, help_text=_("Sorbian texts are welcome.")
    )
    name_shown = forms.ChoiceField(
        label=_("What may we show as the author?"),
        choices=Authorship.NameShown.choices,
        widget=forms.RadioSelect,
        help_text=_("Whoever chooses nothing stays unnamed."),
    )
    stages = forms.MultipleChoiceField(
        label=_("What has become of it"),
        choices=Stage.choices[:3],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose one or two."),
    )
    day = forms.DateField(
        label=_("Date"),
        help_text=_("The day of the event, for example."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    picture = forms.FileField(
        label=_("Picture"), widget=forms.FileInput, help_text=_("A photo from a phone is good enough.")
    )
    privacy = forms.BooleanField(
        label=_("I have read the privacy notice."), help_text=_("It says what becomes of your data.")
    )


class State(NamedTuple):
    """All kinds of fields in one state; `name` is the word of HTML or Django for it."""

    name: str
    form: FieldKinds


def states(prefix: str) -> list[State]:
    """Each state once; `prefix` keeps ids apart."""
    return [
        State("required", _form(f"{prefix}-empty", help_text="")),
        State("help_text, required=False", _form(f"{prefix}-optional", required=False)),
        State("initial", _form(f"{prefix}-filled", initial=FILLED, help_text="")),
        State("errors", _form(f"{prefix}-wrong", data={f"{prefix}-wrong-email": "katrin@example"})),
        State("disabled", _form(f"{prefix}-disabled", initial=FILLED, help_text="", disabled=True)),
    ]


def _form(prefix: str, *, data: Any = None, initial: Any = None, **attributes: Any) -> FieldKinds:
    form = FieldKinds(data, prefix=prefix, initial=initial)
    for field in form.fields.values():
        for name, value in attributes.items():
            setattr(field, name, value)
    return form


class WholeForm(forms.Form):
    """A short form as crispy-forms lays it out: a group, fields in a row, short choices in a line."""

    title = LineField(label=_("Title"), max_length=250)
    place = LineField(label=_("Place"), max_length=120, required=False)
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    display = forms.ChoiceField(
        label=_("Light or dark"), choices=[("light", _("Light")), ("dark", _("Dark"))], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "form"
        self.helper.form_id = f"{self.prefix}-form"
        self.helper.layout = Layout(
            Fieldset(_("Your idea"), "title", Row("place", "day"), InlineRadios("display")),
            FormActions(
                Submit(self.add_prefix("send"), _("Continue")),
                Submit(self.add_prefix("save"), _("Save as draft"), css_class="button--secondary"),
            ),
        )
