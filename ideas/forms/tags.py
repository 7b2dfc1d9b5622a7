"""What stands around the words of an idea, as its author and the office choose it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas import whereabouts
from ideas.models import IdeaVersion
from ideas.models.draft import WHOLE_REGION
from ideas.models.located import PLACE_LENGTH
from texts.fields import LineField
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


class TagsForm(forms.Form):
    """One or two themes, a place, districts or cities. Municipality and authority follow from the place."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(theme.pk, theme.label) for theme in themes() if theme.is_active]
        self.fields["themes"].choices = chosen  # type: ignore[attr-defined]
        here = [(str(authority.pk), authority.label) for authority in authorities()]
        self.fields["regions"].choices = [*here, (WHOLE_REGION, _("the whole Lausitz"))]  # type: ignore[attr-defined]

    def clean_themes(self) -> list[int]:
        chosen = sorted(set(self.cleaned_data["themes"]))
        if len(chosen) > 2:
            raise forms.ValidationError(_("Please choose at most two themes."), code="too_many")
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["point"] = points.read(f"{cleaned.get('lat', '')} {cleaned.get('lon', '')}")
        except points.NotAPoint as problem:
            self.add_error("lat", str(problem))
        return cleaned

    @property
    def tags(self) -> dict[str, Any]:
        """The columns of `IdeaVersion`; only of a valid form."""
        cleaned, where, point = self.cleaned_data, self.whereabouts, self.cleaned_data["point"]
        return {
            "theme_ids": cleaned["themes"],
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
        return whereabouts.of_typed(place, sorted({int(pk) for pk in regions}))

    @property
    def has_point(self) -> bool:
        """Whether something stands in the fields for the point, right or wrong: then they are not folded."""
        return any(self[name].value() or self[name].errors for name in ("lat", "lon"))


def tags_of(version: IdeaVersion) -> dict[str, Any]:
    """The form's values for an existing version."""
    regions = [WHOLE_REGION] if version.whole_region else [str(pk) for pk in version.authority_ids]
    return {
        "themes": version.theme_ids,
        "place": version.place_name,
        "lat": "" if version.lat is None else points.written(version.lat),
        "lon": "" if version.lon is None else points.written(version.lon),
        "regions": regions,
    }
