"""What readers report with, and what they and authors complain with."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import EMAIL_LENGTH
from ideas.models import Rule
from moderation.models import Report
from moderation.models.cases import COMPLAINT_LENGTH, REPORT_LENGTH
from texts import traps
from texts.fields import FormKeyField, ParagraphsField

OTHER = "other"


class ReportForm(forms.Form):
    """A reader says what breaks the rules; no account is needed, and an address only to be told the result.

    `has_pictures` and `name` say what else than the text stands there; `asks_email` is for those without an account.
    """

    part = forms.ChoiceField(
        label=_("What do you mean?"), widget=forms.RadioSelect, initial=Report.Part.TEXT, required=False,
        error_messages={"required": _("Please choose what you mean.")},
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    text = ParagraphsField(
        label=_("Please explain it in your own words"),
        help_text=_("Which passage do you mean, and what is wrong with it?"),
        max_length=REPORT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "data-counter": ""}),
        error_messages={"required": _("Please explain what is wrong.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only if you want to be told the result by e-mail. Nobody else sees it."),
        max_length=EMAIL_LENGTH,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Please write the address like this: name@example.org")},
    )
    form_key = FormKeyField(initial=uuid.uuid4)
    website = traps.TrapField()

    def __init__(
        self, *args: Any, has_pictures: bool = False, name: str = "", asks_email: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parts = [Report.Part.TEXT]
        parts += [Report.Part.PICTURE] if has_pictures else []
        parts += [Report.Part.NAME] if name else []
        if len(parts) > 1:
            self.fields["part"].choices = [(part, part.label) for part in parts]  # type: ignore[attr-defined]
        else:
            del self.fields["part"]
        if not asks_email:
            del self.fields["email"]
        self._rules = {rule.key: rule for rule in Rule.objects.filter(is_active=True)}
        choices = [(key, rule.label) for key, rule in self._rules.items()]
        self.fields["rule"].choices = [*choices, (OTHER, _("Something else"))]  # type: ignore[attr-defined]

    def clean_website(self) -> str:
        return traps.emptied(self, "website")

    @property
    def chosen_rule(self) -> Rule | None:
        """Of a valid form; None for something else."""
        return self._rules.get(self.cleaned_data["rule"])


class ComplainForm(forms.Form):
    """Why a decision is wrong, in one's own words."""

    text = ParagraphsField(
        label=_("Why do you not agree?"),
        help_text=_("Write it in your own words. Somebody who did not take this decision reads it."),
        max_length=COMPLAINT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "data-counter": ""}),
        error_messages={"required": _("Please write why you do not agree.")},
    )
