"""The forms of writing, checking and sending an idea. They validate and never write."""

from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.names import clean_name
from ideas import references, whereabouts
from ideas.models import Agreement, Authorship, IdeaVersion
from ideas.models.draft import WHOLE_REGION
from ideas.models.idea import ANSWER_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from ideas.models.located import PLACE_LENGTH
from texts.cleaning import is_blank
from texts.fields import LineField, ParagraphsField
from texts.languages import Language
from themes import points
from themes.catalogue import authorities, themes


class PlaceInput(forms.TextInput):
    """Free text; the browser's own list suggests places, which come once somebody is at the field."""

    template_name = "ideas/place_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return context


class NumberInput(forms.TextInput):
    """For a number with a comma or a point, which a field of type "number" would not take alike."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class IdeaForm(forms.Form):
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
    themes = forms.TypedMultipleChoiceField(
        label=_("Theme"),
        help_text=_("Choose one or two."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose a theme.")},
    )
    place = LineField(
        label=_("Place"),
        help_text=_("For example Weißwasser, Lübbenau or the name of a lake or street."),
        max_length=PLACE_LENGTH,
        required=False,
        widget=PlaceInput,
    )
    lat = LineField(label=_("Latitude (north)"), max_length=60, required=False, widget=NumberInput)
    lon = LineField(label=_("Longitude (east)"), max_length=60, required=False, widget=NumberInput)
    regions = forms.MultipleChoiceField(
        label=_("District or city"),
        help_text=_("Choose the ones your idea is about. If you are not sure, leave this empty."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
        chosen = [(theme.pk, theme.label) for theme in themes() if theme.is_active]
        self.fields["themes"].choices = chosen  # type: ignore[attr-defined]
        here = [(str(authority.pk), authority.label) for authority in authorities()]
        self.fields["regions"].choices = [*here, (WHOLE_REGION, _("the whole Lausitz"))]  # type: ignore[attr-defined]

    def clean_themes(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["themes"]
        if len(chosen) > 2:
            raise forms.ValidationError(_("Please choose at most two themes."), code="too_many")
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["point"] = points.read(f"{cleaned.get('lat', '')} {cleaned.get('lon', '')}")
        except points.NotAPoint as problem:
            self.add_error("lat", str(problem))
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
        # With the window it was typed in: see `drafts.is_changed_elsewhere`.
        return {**{name: str(data[name]) for name in (*self.lines, "window") if name in data}, **lists}

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
        cleaned, where, point = self.cleaned_data, self.whereabouts, self.cleaned_data["point"]
        return {
            "title": cleaned["title"],
            "text": cleaned["text"],
            "language": cleaned["language"],
            "theme_ids": sorted(cleaned["themes"]),
            "authority_ids": where.authority_ids,
            "whole_region": WHOLE_REGION in cleaned["regions"],
            "place_name": cleaned["place"],
            "place_id": where.place_id,
            "lon": point.lon if point else None,
            "lat": point.lat if point else None,
        }

    @property
    def whereabouts(self) -> whereabouts.Whereabouts:
        """Municipality and authorities; only of a valid form."""
        regions, place = self.cleaned_data["regions"], self.cleaned_data["place"]
        if WHOLE_REGION in regions:
            return whereabouts.of_typed(place, [], whole_region=True)
        return whereabouts.of_typed(place, sorted(int(pk) for pk in regions))

    @property
    def has_point(self) -> bool:
        """Whether something stands in the fields for the point, right or wrong: then they are not folded."""
        return any(self[name].value() or self[name].errors for name in ("lat", "lon"))


def initial_of(version: IdeaVersion | None) -> dict[str, Any]:
    """The form's values for an existing version."""
    if version is None:
        return {}
    regions = [WHOLE_REGION] if version.whole_region else [str(pk) for pk in version.authority_ids]
    return {
        "title": version.title,
        "text": version.text,
        "themes": version.theme_ids,
        "place": version.place_name,
        "lat": "" if version.lat is None else points.written(version.lat),
        "lon": "" if version.lon is None else points.written(version.lon),
        "regions": regions,
        "language": version.language,
    }


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
