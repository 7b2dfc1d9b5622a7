"""What staff fill in about pages. The forms validate and never write."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from pages import markup
from pages.models import Page
from pages.models.page import BODY_LENGTH, SHORT_NAME_LENGTH, TITLE_LENGTH
from texts.cleaning import number_in
from texts.fields import LineField, ParagraphsField, TranslatedFormField
from texts.moments import NoSuchTime, TwiceThatNight, moment

NOW, LATER = "now", "later"
LEGAL = frozenset({"imprint", "privacy", "accessibility"})


class PageForm(forms.ModelForm[Page]):
    """Where a page stands and how it is found."""

    short_names = TranslatedFormField(
        label=_("Short name in the navigation"),
        help_text=_("For the navigation and the footer, where the title is too long. Empty: the title stands there."),
        limit=SHORT_NAME_LENGTH, required=False, needs_german=False,
    )  # fmt: skip

    class Meta:
        model = Page
        fields = ("slug", "place", "position", "short_names", "may_be_found", "readers_confirmed")

    def clean_place(self) -> str:
        """Legal notices stay in reach from every page (§ 5 DDG; Directive (EU) 2016/2102, Art. 7)."""
        place: str = self.cleaned_data["place"]
        if place == Page.Place.NONE and self.instance.key in LEGAL:
            raise forms.ValidationError(_("This page must be reached from every page."), code="legal")
        return place


class TextForm(forms.Form):
    """The words of a new version."""

    title = LineField(label=_("Title"), max_length=TITLE_LENGTH)
    body = ParagraphsField(label=_("Text"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 26}))
    note = LineField(
        label=_("What is new?"), help_text=_("For colleagues only, for example “new telephone hours”."),
        max_length=200, required=False,
    )  # fmt: skip
    # The key of the newest version when somebody began to write.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> int:
        """Nobody types it: what is no number counts as nothing seen, and is answered with what is there."""
        return number_in(self.cleaned_data["seen"])

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        unknown = markup.unknown_blocks(body)
        if unknown:
            names = ", ".join(f"[[{name}]]" for name in unknown)
            raise forms.ValidationError(_("There is no block %(names)s."), params={"names": names}, code="unknown")
        return body


class WallClockField(forms.DateTimeField):
    """Date and time as a clock on the wall shows them; which moment that is, is asked elsewhere."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):  # where every time exists, and once
            typed = super().to_python(value)
        return typed.replace(tzinfo=None) if typed else None


class PublishForm(forms.Form):
    """Now or at a time, on the clock of Europe/Berlin."""

    when = forms.ChoiceField(
        label=_("When?"), choices=[(NOW, _("Now")), (LATER, _("At a time"))], initial=NOW, widget=forms.RadioSelect
    )
    at = WallClockField(
        label=_("Date and time"), help_text=_("On the clock here, for example 2027-01-31 18:00."), required=False
    )
    second = forms.ChoiceField(
        label=_("If the clock shows this time twice that night"),
        choices=[
            ("", _("it does not")),
            ("0", _("the first time, summer time")),
            ("1", _("the second time, winter time")),
        ],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == NOW and cleaned.get("at"):
            self.add_error("when", _("You have entered a time. Please choose “At a time”, or empty the time."))
        if cleaned.get("when") == LATER and not self.errors:
            cleaned["moment"] = self._moment(cleaned)
        return cleaned

    def _moment(self, cleaned: dict[str, Any]) -> datetime | None:
        if not cleaned["at"]:
            self.add_error("at", _("Please enter date and time."))
            return None
        try:
            found = moment(cleaned["at"], second=cleaned["second"] == "1" if cleaned["second"] else None)
        except NoSuchTime:
            self.add_error("at", _("This time does not exist: that night the clock jumps over it."))
        except TwiceThatNight:
            self.add_error("second", _("That night the clock shows this time twice. Please choose which you mean."))
        except (OverflowError, ValueError):
            self.add_error("at", _("Please enter a time within the next ten years."))
        else:
            return self._to_come(found)
        return None

    def _to_come(self, found: datetime) -> datetime | None:
        now = timezone.now()
        if found <= now:
            self.add_error("at", _("This time is over already."))
            return None
        if found.year > now.year + 10:
            self.add_error("at", _("Please enter a time within the next ten years."))
            return None
        return found

    @property
    def moment(self) -> datetime | None:
        """Of a valid form; None for now."""
        return self.cleaned_data.get("moment")


def sentence_about(parts: list[str]) -> str:
    """Why a text cannot be published."""
    return gettext("This page may not be published without: %(parts)s") % {"parts": ", ".join(parts)}
