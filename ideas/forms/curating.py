"""What the office changes around an idea: its tags, its file reference, its words in another language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas import curating
from ideas.forms.tags import TagsForm, tags_of
from ideas.models import Idea, IdeaVersion, Status
from ideas.models.idea import FILE_REFERENCE_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from texts.fields import LineField, ParagraphsField
from themes.catalogue import authorities_by_id, themes_by_id
from themes.models import Authority

OFFICE = "office"
REASON_LENGTH = 1000


def _seen() -> LineField:
    """What stood on the page; nobody types it, and what is wrong in it is only another state."""
    return LineField(required=False, widget=forms.HiddenInput)


class RetagForm(TagsForm):
    """Themes, regions and place, for a published idea who leads, and the reason for its author."""

    lead = forms.ChoiceField(label=_("Who leads?"))
    reason = ParagraphsField(
        label=_("Why?"),
        help_text=_("One or two sentences. The author reads them."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write why you change this.")},
    )
    seen = _seen()

    def __init__(self, *args: Any, idea: Idea, version: IdeaVersion, **kwargs: Any) -> None:
        initial = {**tags_of(version), "lead": str(idea.lead_authority_id or OFFICE), "seen": curating.state(idea)}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self._version, self._lead = version, idea.lead_authority_id
        # The author's form says "your idea".
        self.fields["regions"].help_text = ""
        if idea.status != Status.PUBLISHED:
            del self.fields["lead"]
        self._offer_what_it_has()

    def _offer_what_it_has(self) -> None:
        """Also a theme that can no longer be chosen, and an authority that has left."""
        themes: Any = self.fields["themes"]
        offered = {pk for pk, _label in themes.choices}
        known = themes_by_id()
        themes.choices += [(pk, known[pk].label) for pk in self._version.theme_ids if pk in known and pk not in offered]
        left = {*self._version.authority_ids, *filter(None, [self._lead])} - authorities_by_id().keys()
        gone = [(str(row.pk), row.formal_label) for row in Authority.objects.filter(pk__in=left)] if left else []
        regions: Any = self.fields["regions"]
        regions.choices += [pair for pair in gone if int(pair[0]) in self._version.authority_ids]
        if "lead" in self.fields:
            here = [(str(row.pk), row.formal_label) for row in authorities_by_id().values()]
            self.fields["lead"].choices = [(OFFICE, _("Project office")), *here, *gone]  # type: ignore[attr-defined]

    @property
    def lead_authority_id(self) -> int | None:
        """Of a valid form; None for the project office."""
        lead: str = self.cleaned_data.get("lead", OFFICE)
        return None if lead == OFFICE else int(lead)


class FileReferenceForm(forms.Form):
    """One line; empty takes it away."""

    file_reference = LineField(
        label=_("File reference"),
        help_text=_("Where your administration keeps its papers about this idea. Only the staff see it."),
        max_length=FILE_REFERENCE_LENGTH,
        required=False,
    )
    seen = _seen()


class TranslationForm(forms.Form):
    """The words of a version in another language."""

    title = LineField(
        label=_("Title"), max_length=TITLE_LENGTH, error_messages={"required": _("Please translate the title.")}
    )
    text = ParagraphsField(
        label=_("Text"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Please translate the text.")},
    )
    seen = _seen()

    def __init__(self, *args: Any, version: IdeaVersion, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = bool(version.text)
        for name in ("title", "text"):
            self.fields[name].widget.attrs["lang"] = language
