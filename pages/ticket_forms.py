"""What people write to the office with, and what staff answer with. The forms never write."""

import uuid
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import EMAIL_LENGTH, User
from pages import addresses
from pages.models import Ticket
from pages.models.ticket import PAGE_LENGTH
from texts import traps
from texts.fields import FormKeyField, LineField, ParagraphsField

MESSAGE_LENGTH = 4000
COLUMNS = frozenset({"name", "email", "message", "page", "aid"})


class TicketForm(forms.Form):
    """Name, address and message; no account is needed."""

    kind = Ticket.Kind.CONTACT
    message = ParagraphsField(
        label=gettext_lazy("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 7, "data-counter": ""}),
        error_messages={"required": gettext_lazy("Please write what it is about.")},
    )
    name = LineField(
        label=gettext_lazy("Your name"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Our answer goes there. We use it for nothing else."),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please enter your e-mail address, so that we can answer you."),
            "invalid": gettext_lazy("Please enter a valid e-mail address."),
        },
    )
    form_key = FormKeyField(initial=uuid.uuid4)
    opened = traps.OpenedField()
    remark = traps.TrapField()

    def __init__(self, *args: Any, host: str, **kwargs: Any) -> None:
        """`host` is the one the portal was asked under."""
        super().__init__(*args, **kwargs)
        self._host = host

    def clean(self) -> dict[str, Any]:
        """Whoever has something to correct takes the time; that they were quick need not be said too."""
        if len(self.errors) > 1 and self.has_error("opened", "quick"):
            del self.errors["opened"]
        return self.cleaned_data

    def clean_remark(self) -> str:
        return traps.emptied(self, "remark")

    @property
    def content(self) -> dict[str, str]:
        """Of a valid form: the columns of the ticket that were typed."""
        return {name: text for name, text in self.cleaned_data.items() if name in COLUMNS}


class BarrierForm(TicketForm):
    """What does not work for somebody; an address is needed for an answer only."""

    kind = Ticket.Kind.BARRIER
    page = LineField(
        label=gettext_lazy("On which page?"),
        help_text=gettext_lazy("Its address, or in your own words."),
        required=False,
    )
    aid = LineField(
        label=gettext_lazy("Do you use an aid?"),
        help_text=gettext_lazy("For instance a screen reader, a magnifier or the keyboard alone."),
        max_length=200, required=False,
    )  # fmt: skip
    field_order = ("message", "page", "aid", "name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].label = _("What is the barrier?")
        self.fields["message"].help_text = _("What did you want to do, and what did not work?")
        self.fields["email"].required = False
        self.fields["email"].help_text = _(
            "If you want an answer. You can also call us instead; then leave this empty."
        )

    def clean_page(self) -> str:
        """Never a reason to refuse a report. An address of the portal loses what should stay private."""
        told = addresses.as_told(self.cleaned_data["page"], host=self._host)
        return Truncator(told).chars(PAGE_LENGTH)


class AnswerForm(forms.Form):
    """The words of the office. `seen` is how many answers there were when somebody began to write."""

    text = ParagraphsField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Greeting, number and the address of the project office are added around it."),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write an answer.")},
    )
    seen = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """Why nobody answers by mail."""

    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For the staff only, for instance: answered on the telephone, or spam."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please give a reason.")},
    )


class AssignForm(forms.Form):
    """Who looks after it; nobody is a choice too."""

    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"), queryset=User.objects.none(), required=False,
        empty_label=gettext_lazy("nobody"),
    )  # fmt: skip

    def __init__(self, *args: Any, staff: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assigned_to"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in staff]).order_by("email")  # type: ignore[attr-defined]
