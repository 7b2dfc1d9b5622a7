"""What tells programs from people without asking anybody a riddle: a field nobody sees, and a signed time.

Whoever falls into a trap is told and sends once more: a person whose browser filled the field in
by itself, or who was very quick, loses nothing.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _, gettext_lazy

_SALT = "texts.traps"
QUICKEST_SECONDS = 2
# One stamp must not serve a program for ever.
LONGEST = timedelta(days=1)


class TrapField(forms.CharField):
    """People do not see the field, programs fill it in. Its name must mean nothing to a browser that fills in forms."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"autocomplete": "nope"}))


def emptied(form: forms.BaseForm, name: str) -> str:
    """For the `clean_` of a `TrapField`: refused, not swallowed, and empty again."""
    if form.cleaned_data[name]:
        form.add_error(None, _("A hidden field was filled in. It is empty again: please send the form once more."))
    return ""


def stamp() -> str:
    """The present moment, signed."""
    return signing.TimestampSigner(salt=_SALT).sign("")


class OpenedField(forms.CharField):
    """When the form was opened, signed; a wrong or old stamp is replaced when the form comes back."""

    widget = forms.HiddenInput
    default_error_messages = {  # noqa: RUF012 - Django's name and shape
        "required": gettext_lazy("Please check what you have written and send it once more."),
        "quick": gettext_lazy("That was very quick. Please check what you have written and send it once more."),
        "old": gettext_lazy("This page was open for too long. Your text is still here. Please send it once more."),
    }

    def __init__(self) -> None:
        super().__init__(initial=stamp)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if _is_stamp(data, LONGEST) else initial

    def clean(self, value: Any) -> str:
        """Raises `ValidationError` for a stamp that is missing, too young or too old."""
        if not _is_stamp(value, None):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if not _is_stamp(value, LONGEST):
            raise forms.ValidationError(self.error_messages["old"], code="old")
        if _is_stamp(value, timedelta(seconds=QUICKEST_SECONDS)):
            raise forms.ValidationError(self.error_messages["quick"], code="quick")
        return str(value)


def _is_stamp(value: Any, at_most: timedelta | None) -> bool:
    try:
        return signing.TimestampSigner(salt=_SALT).unsign(str(value), max_age=at_most) == ""
    except signing.BadSignature:
        return False
