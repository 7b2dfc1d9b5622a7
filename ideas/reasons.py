"""Why something is not published: the form that asks for it and the statement that tells it.

The statement is the core of the mail and is shown to the moderator before it is sent; both come from
`statement`, so that they cannot differ.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ideas.models import Authorship, Comment, Idea, Rule, Sentence
from pages.office import current_office
from texts.fields import ParagraphsField
from texts.languages import answerable

REASONS_LENGTH = 4000
# Questions, words to somebody who may need help and answers to complaints cite no rule.
WITHOUT_RULE = frozenset({"returned", "withheld", "comment_withheld", "complaint_upheld", "complaint_rejected"})
KINDS = WITHOUT_RULE | {
    "rejected", "amendment_rejected", "locked", "comment_removed", "redacted", "comment_redacted", "corrected",
}  # fmt: skip


def statement(kind: str, *, rule: Rule | None, message: str, language: str, reference: str) -> str:
    """Decision, facts, rule and what the person can do, as plain text (Regulation (EU) 2022/2065, Art. 17).

    `kind` is one of `KINDS`; `message` the facts, or what is asked or said; `reference` the idea's
    number, for a comment that of the idea it stands under. In `language` where the portal speaks it,
    otherwise in German. Raises `ValueError` for another kind, and for a refusal without rule.
    """
    if kind not in KINDS or (rule is None and kind not in WITHOUT_RULE):
        raise ValueError(f"No statement for {kind}.")
    with translation.override(answerable(language)):
        context = {"kind": kind, "rule": rule, "message": message, "reference": reference, "office": current_office()}
        text = render_to_string("mail/_statement.txt", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@dataclass(frozen=True)
class Addressee:
    """Who reads a statement: in which language, and whether a mail reaches them."""

    language: str
    by_mail: bool


def addressee(about: Idea | Comment) -> Addressee:
    """The author, in the language they wrote in; a guest without an address reads it with the Ideen-Code."""
    if about.author:
        reached = about.author.is_active
    else:
        reached = isinstance(about, Idea) and Authorship.objects.filter(idea=about).exclude(email="").exists()
    return Addressee(about.language, by_mail=reached)


class Explaining(Protocol):
    """A form with what the author is told, and the rule where one is cited."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    @property
    def chosen_rule(self) -> Rule | None: ...
    @property
    def message(self) -> str: ...


class SentencesForm(forms.Form):
    """Ready sentences to be ticked, and one's own words below them; `language` is that of whoever reads them.

    `own` names the field of one's own words, which may stay empty where a sentence is ticked.
    """

    own = ""
    sentences = forms.MultipleChoiceField(
        label=_("Ready sentences"),
        help_text=_("They are sent in the language of the author, before your own words."),
        required=False,
        initial=list,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, language: str = "de", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._language = answerable(language)
        self._sentences = {_choice(sentence): sentence for sentence in self.offered()}
        if self._sentences:
            choices = [(value, str(sentence)) for value, sentence in self._sentences.items()]
            self.fields["sentences"].choices = choices  # type: ignore[attr-defined]
            # One of the two is needed, so neither is called optional.
            for name in (self.own, "sentences"):
                self.fields[name].required = False
                self.fields[name].one_of = True  # type: ignore[attr-defined]
        else:
            del self.fields["sentences"]

    def offered(self) -> list[Sentence]:
        """Those that fit this form."""
        active = Sentence.objects.filter(is_active=True, rule__is_active=True)
        return list(active.select_related("rule").order_by("rule__number", "position", "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if not (cleaned.get(self.own) or cleaned.get("sentences") or self.errors):
            required = self.fields[self.own].error_messages["required"]
            self.add_error(self.own, required)
        if self._sentences and not self.errors and len(self.message) > REASONS_LENGTH:
            self.add_error(self.own, _("Sentences and words together are too long."))
        return cleaned

    @property
    def message(self) -> str:
        """Of a valid form: what the author is told."""
        ticked = [self._sentences[value].said_in(self._language) for value in self.cleaned_data.get("sentences", [])]
        return "\n\n".join(filter(None, [*ticked, self.cleaned_data[self.own]]))


def _choice(sentence: Sentence) -> str:
    """Says by its beginning which rule it belongs to."""
    return f"{sentence.rule.key if sentence.rule else ''}-{sentence.pk}"


class ReasonsForm(SentencesForm):
    """The facts and the rule, without which nothing is refused, removed or locked."""

    own = "facts"
    rule = forms.ChoiceField(
        label=_("Which rule is broken?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the rule.")},
    )
    facts = ParagraphsField(
        label=_("What exactly breaks the rule?"),
        help_text=_("The facts, in a way the author understands. This text is sent."),
        max_length=REASONS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write what breaks the rule.")},
    )
    field_order: Iterable[str] | None = ("rule", "sentences", "facts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rules = {rule.key: rule for rule in Rule.objects.filter(is_active=True)}
        self.fields["rule"].choices = [(key, rule.label) for key, rule in self._rules.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A sentence goes with its own rule."""
        cleaned = super().clean()
        others = [value for value in cleaned.get("sentences", []) if value.rpartition("-")[0] != cleaned.get("rule")]
        if others and cleaned.get("rule"):
            self.add_error("sentences", _("These sentences belong to another rule: please choose one of yours."))
        return cleaned

    @property
    def chosen_rule(self) -> Rule:
        """Of a valid form."""
        return self._rules[self.cleaned_data["rule"]]

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what refusing, removing and locking take."""
        return {"rule": self.chosen_rule, "facts": self.message}


class QuestionForm(SentencesForm):
    """What the author is asked."""

    own = "question"
    question = ParagraphsField(
        label=_("What would you like to know?"),
        help_text=_("This text is sent. The idea comes back to the queue with the answer."),
        max_length=REASONS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write your question.")},
    )
    chosen_rule = None

    def offered(self) -> list[Sentence]:
        return list(Sentence.objects.filter(is_active=True, rule=None).order_by("position", "pk"))

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.ask` takes."""
        return {"question": self.message}
