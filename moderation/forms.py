"""What moderators decide with, and what readers report with."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas.models import IdeaVersion, Rule
from texts import traps
from texts.fields import FormKeyField, ParagraphsField
from themes.catalogue import authorities

REPORT_LENGTH = 4000
OTHER = "other"
OFFICE = "office"


class ReleaseForm(forms.Form):
    """Who leads; nobody of the authorities means the project office."""

    lead = forms.ChoiceField(label=_("Who leads?"))

    def __init__(self, *args: Any, version: IdeaVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [(str(authority.pk), authority.formal_label) for authority in authorities()]
        lead = self.fields["lead"]
        lead.choices = [(OFFICE, _("Project office")), *offices]  # type: ignore[attr-defined]
        if version and len(version.authority_ids) == 1 and not version.whole_region:
            lead.initial = str(version.authority_ids[0])

    @property
    def lead_authority_id(self) -> int | None:
        """Of a valid form; None for the project office."""
        lead: str = self.cleaned_data["lead"]
        return None if lead == OFFICE else int(lead)


class ReportForm(forms.Form):
    """A reader says what breaks the rules; neither account nor address is asked for."""

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
    form_key = FormKeyField(initial=uuid.uuid4)
    website = traps.TrapField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rules = {rule.key: rule for rule in Rule.objects.filter(is_active=True)}
        choices = [(key, rule.label) for key, rule in self._rules.items()]
        self.fields["rule"].choices = [*choices, (OTHER, _("Something else"))]  # type: ignore[attr-defined]

    def clean_website(self) -> str:
        return traps.emptied(self, "website")

    @property
    def chosen_rule(self) -> Rule | None:
        """Of a valid form; None for something else."""
        return self._rules.get(self.cleaned_data["rule"])
