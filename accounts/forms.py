"""Forms about the person: what sign-up asks beyond address and password."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy as _

from accounts.models import User
from accounts.names import clean_name
from texts.fields import LineField
from texts.languages import answerable


class SignupForm(forms.Form):
    """The part of allauth's sign-up form that is ours."""

    display_name = LineField(
        label=_("Name shown with your contributions"),
        help_text=_("Your real name or another one. You can leave this empty."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ("email", "display_name", "password1")

    def clean_display_name(self) -> str:
        return clean_name(self.cleaned_data["display_name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        user.display_name = self.cleaned_data["display_name"]
        user.language = answerable(get_language() or "de")
        user.save(update_fields=["display_name", "language"])


class ProfileForm(forms.ModelForm[User]):
    """Name and language of the person who is signed in."""

    display_name = LineField(
        label=_("Name shown with your contributions"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )  # fmt: skip

    class Meta:
        model = User
        fields = ("display_name", "language")
        labels: ClassVar = {"language": _("Language of our mails")}

    def clean_display_name(self) -> Any:
        return clean_name(self.cleaned_data["display_name"])
