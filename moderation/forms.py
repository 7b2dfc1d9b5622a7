"""What moderators decide with."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from ideas import redaction, resemblance
from ideas.models import Comment, IdeaVersion, Status
from ideas.models.idea import TEXT_LENGTH, TITLE_LENGTH
from ideas.pictures import tray
from ideas.reasons import REASONS_LENGTH, ReasonsForm
from moderation.models import Complaint
from texts.cleaning import clean_line
from texts.fields import LineField, ParagraphsField
from themes.catalogue import authorities

OFFICE = "office"
PASSAGES_LENGTH = 10_000
MOST_PASSAGES = 100
SHORTEST_PASSAGE = 2
# The rule that is suggested: no personal data about others.
PERSONAL_DATA = "persoenliche-angaben"


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


class AnswerForm(forms.Form):
    """What readers who have reported something are told beside that it keeps the rules."""

    answer = ParagraphsField(
        label=_("What we answer those who reported it"),
        help_text=_("They read this beside the decision. You can leave it empty."),
        max_length=REASONS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CorrectionForm(ReasonsForm):
    """The words of a version as they are released, with the reasons for what is changed."""

    title = LineField(label=_("Title"), max_length=TITLE_LENGTH)
    text = ParagraphsField(label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 12}))
    field_order = ("lead", "title", "text", "rule", "sentences", "facts")

    def __init__(self, *args: Any, version: IdeaVersion, **kwargs: Any) -> None:
        super().__init__(*args, language=version.language, **kwargs)
        self._version = version
        self.fields["title"].initial, self.fields["text"].initial = version.title, version.text
        self.fields["facts"].label = _("What is corrected, and why?")
        if version.idea.status == Status.SUBMITTED:
            self.fields["lead"] = ReleaseForm(version=version).fields["lead"]
        self.order_fields([*self.field_order])

    def clean(self) -> dict[str, Any]:
        """Something must differ."""
        cleaned = super().clean()
        before = self._version
        if not self.errors and (cleaned["title"], cleaned["text"]) == (before.title, before.text):
            self.add_error("text", _("Nothing is changed. To release the text as it is, choose “Release”."))
        return cleaned

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.correct` takes."""
        lead = self.cleaned_data.get("lead", OFFICE)
        words = {name: self.cleaned_data[name] for name in ("title", "text")}
        return {**super().arguments, **words, "lead_authority_id": None if lead == OFFICE else int(lead)}


class ComplaintForm(forms.Form):
    """Whether a decision stays, and why."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (Complaint.Outcome.UPHELD, _("The complaint is right: the decision is put right")),
            (Complaint.Outcome.REJECTED, _("The decision stays")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what you decide.")},
    )
    reasons = ParagraphsField(
        label=_("Why?"),
        help_text=_("This text is sent."),
        max_length=REASONS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write why.")},
    )
    chosen_rule = None

    @property
    def is_upheld(self) -> bool:
        """Of a valid form."""
        return str(self.cleaned_data["outcome"]) == Complaint.Outcome.UPHELD

    @property
    def message(self) -> str:
        """Of a valid form: what they are told."""
        return str(self.cleaned_data["reasons"])

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.answer_complaint` takes."""
        return {"outcome": self.cleaned_data["outcome"], "reasons": self.message}


class RedactionForm(ReasonsForm):
    """Which passages and pictures are taken out of `about`; for a new idea also who leads, since it is released."""

    passages = ParagraphsField(
        label=_("What is removed?"),
        help_text=_("One passage on each line, exactly as it stands in the text: a name, an address, a number."),
        max_length=PASSAGES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please give at least one passage.")},
    )
    pictures = forms.TypedMultipleChoiceField(
        label=_("Which pictures are removed?"),
        help_text=_("A picture is removed as a whole and deleted for good."),
        coerce=uuid.UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    point = forms.BooleanField(
        label=_("Remove the exact point"),
        help_text=_("For example when it is somebody’s home."),
        required=False,
    )
    name = forms.BooleanField(
        label=_("Remove the name that is shown"),
        help_text=_("The contribution then stands there without a name."),
        required=False,
    )
    field_order = ("lead", "passages", "pictures", "point", "name", "rule", "sentences", "facts")

    # What else than passages can go.
    OTHERS = ("pictures", "point", "name")

    def __init__(self, *args: Any, about: IdeaVersion | Comment, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, language=about.language, **kwargs)
        self._about = about
        self.fields["rule"].initial = PERSONAL_DATA
        self.fields["facts"].help_text = _("This text is sent. Please do not repeat what is removed.")
        placed = tray.of_version(about) if isinstance(about, IdeaVersion) else []
        if placed:
            choices = [(str(one.picture_id), _numbered(number, one)) for number, one in enumerate(placed, start=1)]
            self.fields["pictures"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["pictures"]
        if not isinstance(about, IdeaVersion) or about.lat is None:
            del self.fields["point"]
        if not redaction.byline(about):
            del self.fields["name"]
        self.fields["passages"].required = not set(self.OTHERS) & self.fields.keys()
        if is_new and isinstance(about, IdeaVersion):
            self.fields["lead"] = ReleaseForm(version=about).fields["lead"]
            self.order_fields(self.field_order)

    def clean_passages(self) -> str:
        """The lines, each once; names the first one that stands neither in the text nor in an earlier version."""
        lines = list(dict.fromkeys(filter(None, map(clean_line, self.cleaned_data["passages"].split("\n")))))
        if len(lines) > MOST_PASSAGES:
            raise forms.ValidationError(_("Please give at most %(most)s passages.") % {"most": MOST_PASSAGES})
        texts = [source.text for source in resemblance.sources(self._about)]
        for line in lines:
            if len(re.findall(r"\w", line)) < SHORTEST_PASSAGE:
                raise forms.ValidationError(_("“%(line)s” is too short.") % {"line": line})
            if not redaction.Blackout([line]).concerns(*texts):
                raise forms.ValidationError(
                    _("“%(line)s” does not stand in the text. Please copy it from there, as whole words.")
                    % {"line": line}
                )
        self._check_length(lines)
        return "\n".join(lines)

    def _check_length(self, lines: list[str]) -> None:
        blackout, texts = redaction.Blackout(lines), redaction.typed(self._about)
        for name, most in redaction.LONGEST.items():
            if len(blackout.of(texts.get(name, ""), language=self._about.language)) > most:
                raise forms.ValidationError(
                    _("Title or place would become too long. Please remove a longer passage in one piece.")
                )

    def clean(self) -> dict[str, Any]:
        """What the author is told is kept: the words must not stand there either."""
        super().clean()
        lines, facts = self.cleaned_data.get("passages", ""), self.cleaned_data.get("facts", "")
        others = any(self.cleaned_data.get(name) for name in self.OTHERS)
        if not (lines or others or "passages" in self.errors):
            self.add_error("passages", _("Please say what is removed: a passage, or something else that is offered."))
        if redaction.Blackout(filter(None, lines.split("\n"))).concerns(facts):
            self.add_error("facts", _("Words that are removed stand here. This text is sent and kept."))
        return self.cleaned_data

    @property
    def blackout(self) -> redaction.Blackout:
        """Of a valid form."""
        others = {name: self.cleaned_data[name] for name in self.OTHERS if name in self.cleaned_data}
        return redaction.Blackout(self.lines, **others)

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.redact` takes."""
        lead = self.cleaned_data.get("lead", OFFICE)
        chosen = {"lead_authority_id": None if lead == OFFICE else int(lead)}
        return {**super().arguments, **chosen, "blackout": self.blackout}

    @property
    def lines(self) -> list[str]:
        """Of a valid form: the passages."""
        return [line for line in self.cleaned_data["passages"].split("\n") if line]


def _numbered(number: int, placed: tray.Placed) -> str:
    return gettext("Picture %(number)s: %(words)s") % {"number": number, "words": placed.alternative}


class WordsForm(forms.Form):
    """What is said to somebody who may need help; no rule, no reproach."""

    words = ParagraphsField(
        label=_("What we write to the author"),
        help_text=_("Prepared by the project office. Please read it once more: does it fit this text?"),
        max_length=REASONS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": _("Please write something to the author.")},
    )
    chosen_rule = None

    @property
    def message(self) -> str:
        """Of a valid form: what the author is told."""
        return str(self.cleaned_data["words"])

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.withhold` takes."""
        return {"message": self.message}


class ThreatForm(ReasonsForm):
    """A threat is refused like anything that breaks a rule."""

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.withhold` takes."""
        return {"message": self.message, "rule": self.chosen_rule}
