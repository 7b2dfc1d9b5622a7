"""How two ideas become one, and how an author says no."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from ideas import merging
from ideas.models import Idea
from ideas.models.idea import TEXT_LENGTH, TITLE_LENGTH
from ideas.models.merging import MERGE_REASON_LENGTH, OBJECTION_LENGTH
from texts.fields import LineField, ParagraphsField

THERE, HERE, COMMON = "there", "here", "common"


class PartnerForm(forms.Form):
    """The other idea by its number; of a link, so it stands in the address."""

    other = LineField(
        label=_("Number of the other idea"),
        help_text=_("For example 2026-00042, or the address of its page."),
        max_length=300,
        error_messages={"required": _("Please give the number of the other idea.")},
    )


class MergeForm(forms.Form):
    """Which way, and why; for a common idea its words."""

    way = forms.ChoiceField(
        label=_("What becomes of them?"),
        widget=forms.RadioSelect,
        initial=THERE,
        error_messages={"required": _("Please choose what becomes of them.")},
    )
    title = LineField(label=_("Title of the common idea"), max_length=TITLE_LENGTH, required=False)
    text = ParagraphsField(
        label=_("Text of the common idea"),
        help_text=_("In words of the project office. The two texts stay readable below it."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    reason = ParagraphsField(
        label=_("Why?"),
        help_text=_("One or two sentences. Both authors read them."),
        max_length=MERGE_REASON_LENGTH,
        initial=_("Both ideas want the same. Together they carry more weight."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write why they should be merged.")},
    )
    # What stood on the page; nobody types it, and what is wrong in it is only another state.
    seen = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, idea: Idea, other: Idea) -> None:
        super().__init__(data, initial={"title": other.title, "seen": merging.seen(idea, other)})
        names = {"this": idea.reference, "other": other.reference}
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (THERE, gettext("Idea %(this)s goes into idea %(other)s") % names),
            (HERE, gettext("Idea %(other)s goes into idea %(this)s") % names),
            (COMMON, gettext("Both go into a new common idea")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("way") == COMMON:
            if not cleaned.get("title") and "title" not in self.errors:
                self.add_error("title", gettext("Please write a title for the common idea."))
            if not cleaned.get("text") and "text" not in self.errors:
                self.add_error("text", gettext("Please write what both ideas want."))
        return cleaned


class ObjectionForm(forms.Form):
    """Nobody has to say why."""

    words = ParagraphsField(
        label=_("Would you like to tell us why?"),
        help_text=_("You need not. Only moderators read it."),
        max_length=OBJECTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": ""}),
    )
