"""Forms about the person: allauth's in the portal's words, and one's own details."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy as _

from accounts.models import User
from accounts.names import clean_name
from texts import traps
from texts.fields import LineField
from texts.languages import answerable, offered


class InOurWords(forms.BaseForm):
    """One word for the e-mail address, whichever of allauth's forms asks for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login" if "login" in self.fields else "email"]
        field.label = _("E-mail address")
        field.error_messages["invalid"] = _("Please enter a valid e-mail address.")


class LoginForm(InOurWords, allauth.LoginForm):  # type: ignore[misc] # allauth has no types
    """Address and password."""


class LoginCodeForm(InOurWords, allauth.RequestLoginCodeForm):  # type: ignore[misc]
    """Where the code for signing in goes."""


class PasswordResetForm(InOurWords, allauth.ResetPasswordForm):  # type: ignore[misc]
    """Where the code for a new password goes."""


class NewEmailForm(InOurWords, allauth.AddEmailForm):  # type: ignore[misc]
    """The address that takes the place of the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class SignupForm(InOurWords, allauth.SignupForm):  # type: ignore[misc]
    """Address, password and the name to show."""

    display_name = LineField(
        label=_("Name shown with your contributions"),
        help_text=_("Your real name or another one. You can leave this empty."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    remark = traps.TrapField()
    field_order = ("email", "display_name", "password1")

    def clean_display_name(self) -> str:
        return clean_name(self.cleaned_data["display_name"])

    def clean_remark(self) -> str:
        return traps.emptied(self, "remark")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """As allauth's; a known address costs one hashing of the password as well, or the time would tell."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved

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
    # Those that mails are written in; somebody may have chosen another one before.
    language = forms.ChoiceField(label=_("Language of our mails"), choices=offered)

    class Meta:
        model = User
        fields = ("display_name", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = answerable(self.instance.language)

    def clean_display_name(self) -> Any:
        return clean_name(self.cleaned_data["display_name"])
