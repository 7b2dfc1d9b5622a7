"""The forms of writing, checking and sending an idea. They validate and never write."""

from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.names import clean_name
from ideas import references
from ideas.forms.tags import TagsForm, tags_of
from ideas.models import Agreement, Authorship, IdeaVersion
from ideas.models.idea import ANSWER_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from texts.cleaning import is_blank
from texts.fields import LineField, ParagraphsField
from texts.languages import Language


class IdeaForm(TagsForm):
    """What an idea says. Values of a draft are kept as typed and pass through here again.

    With `asked_about`, the text a moderator asked about, there is a field for the answer, which
    changed pictures can be as well; with `new_pictures` one for the right to them.
    """

    answer = ParagraphsField(
        label=_("Your answer"),
        help_text=_("Only the moderators read it."),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-counter": ""}),
    )
    title = LineField(
        label=_("Title"),
        help_text=_("Say in one sentence what it is about."),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"data-counter": ""}),
        error_messages={"required": _("Please give your idea a title.")},
    )
    text = ParagraphsField(
        label=_("Your idea"),
        help_text=_("What is the problem? What do you suggest? Who would benefit? You need not answer all of this."),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10, "data-counter": ""}),
        error_messages={"required": _("Please describe your idea.")},
    )
    language = forms.ChoiceField(label=_("Language of your text"), choices=Language.choices)
    rights = forms.BooleanField(
        label=_(
            "The new pictures may be published; the licence CC BY 4.0 does not hold for them. They are my own or I "
            "may use them, and everybody who can be recognised in them agrees that they are published; for children "
            "their parents."
        ),
        error_messages={"required": _("Please confirm that you may use the pictures.")},
    )
    field_order = ("answer", "title", "text", "themes", "place", "lat", "lon", "regions", "language", "rights")
    lines = ("answer", "title", "text", "place", "lat", "lon", "language")

    def __init__(
        self,
        *args: Any,
        asked_about: IdeaVersion | None = None,
        pictures_differ: bool = False,
        new_pictures: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._asked_about = None if pictures_differ else asked_about
        if not new_pictures:
            del self.fields["rights"]
        if asked_about is None:
            del self.fields["answer"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        asked_about = self._asked_about
        if asked_about and not self.errors and not cleaned["answer"] and asked_about.says(self.version):
            self.add_error("answer", _("Please answer the question or change your text."))
        return cleaned

    @property
    def as_typed(self) -> dict[str, Any]:
        """What was sent, for a draft: all of it, however wrong; requests have a limit of their own."""
        data = self.data
        lists = {
            name: data.getlist(name)[:20] if hasattr(data, "getlist") else data.get(name, [])
            for name in ("themes", "regions")
        }
        # With the window it was typed in (`drafts.is_changed_elsewhere`) and the version that was changed.
        kept = (*self.lines, "window", "base")
        return {**{name: str(data[name]) for name in kept if name in data}, **lists}

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep."""
        return any(not is_blank(str(self.data.get(name, ""))) for name in ("title", "text", "place"))

    @classmethod
    def of_typed(cls, typed: dict[str, Any], **kwargs: Any) -> Self:
        """The form as if `typed`, from `as_typed`, had just been sent."""
        data = QueryDict(mutable=True)
        for name, value in typed.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        return cls(data, **kwargs)

    @property
    def version(self) -> dict[str, Any]:
        """The columns of `IdeaVersion`; only of a valid form."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "language")} | self.tags


def initial_of(version: IdeaVersion | None) -> dict[str, Any]:
    """The form's values for an existing version."""
    if version is None:
        return {}
    return {"title": version.title, "text": version.text, "language": version.language, **tags_of(version)}


class SendForm(forms.Form):
    """Name, address and agreements on the check page."""

    name_shown = forms.ChoiceField(
        label=_("What may we show as the author?"),
        choices=Authorship.NameShown.choices,
        # Whoever chooses nothing stays unnamed (Regulation (EU) 2016/679, Art. 25).
        initial=Authorship.NameShown.NONE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what we may show as the author.")},
    )
    name = LineField(
        label=_("Your name"),
        help_text=_("Needed if we may show your name or your initials; also the name of a club or group."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("So that we can tell you what happens to your idea. It is never published."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    licence = forms.BooleanField(
        label=_(
            "My text may be published and reused under the licence CC BY 4.0. "
            "That means: everybody may use it if they name the source."
        ),
        error_messages={"required": _("We need your consent to publish the text.")},
    )
    privacy = forms.BooleanField(
        label=_("I have read the privacy notice."),
        error_messages={"required": _("Please confirm that you have read the privacy notice.")},
    )
    rights = forms.BooleanField(
        label=_("I wrote the text myself or may use it, and it names nobody who has not agreed."),
        error_messages={"required": _("Please confirm that you may use the text.")},
    )
    agreements = (Agreement.Kind.LICENCE, Agreement.Kind.PRIVACY, Agreement.Kind.RIGHTS)

    def __init__(self, *args: Any, signed_in: bool, with_pictures: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_pictures:
            self._speak_of_pictures()
        if signed_in:
            del self.fields["email"]

    def _speak_of_pictures(self) -> None:
        licence, rights = self.fields["licence"], self.fields["rights"]
        licence.label = _(
            "My text and my pictures may be published. The text may be reused under the licence CC BY 4.0. "
            "That means: everybody may use it if they name the source. The licence does not hold for the pictures."
        )
        licence.error_messages["required"] = _("We need your consent to publish the text and the pictures.")
        rights.label = _(
            "Text and pictures are my own or I may use them. The text names nobody who has not agreed. "
            "Everybody who can be recognised in the pictures agrees that they are published; for children "
            "their parents."
        )
        rights.error_messages["required"] = _("Please confirm that you may use the text and the pictures.")

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wants_name = cleaned.get("name_shown") in {Authorship.NameShown.FULL, Authorship.NameShown.INITIALS}
        if wants_name and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Please write your name, or choose that no name is shown."))
        return cleaned


class CodeForm(forms.Form):
    """The Ideen-Code, as typed from paper."""

    code = LineField(
        label=_("Your idea code"),
        help_text=_("16 letters and digits, for example 7KQ2-M4XA-93TR-B0CD. Capitals and dashes do not matter."),
        max_length=60,
        error_messages={"required": _("Please enter your idea code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if references.parse(code):
            raise forms.ValidationError(_("This is the number of your idea. The idea code has 16 characters."))
        return code
