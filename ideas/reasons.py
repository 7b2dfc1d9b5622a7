"""Why something is not published: the form that asks for it and the statement that tells it.

The statement is the core of the mail and is shown to the moderator before it is sent; both come from
`statement`, so that they cannot differ.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ideas.models import Authorship, Comment, Idea, Rule
from pages.office import current_office
from texts.fields import ParagraphsField
from texts.languages import answerable

REASONS_LENGTH = 4000
# Questions and words to somebody who may need help cite no rule.
WITHOUT_RULE = frozenset({"returned", "withheld", "comment_withheld"})
KINDS = WITHOUT_RULE | {
    "rejected", "amendment_rejected", "locked", "comment_removed", "redacted", "comment_redacted",
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


class ReasonsForm(forms.Form):
    """The facts and the rule, without which nothing is refused, removed or locked."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rules = {rule.key: rule for rule in Rule.objects.filter(is_active=True)}
        self.fields["rule"].choices = [(key, rule.label) for key, rule in self._rules.items()]  # type: ignore[attr-defined]

    @property
    def chosen_rule(self) -> Rule:
        """Of a valid form."""
        return self._rules[self.cleaned_data["rule"]]

    @property
    def message(self) -> str:
        """Of a valid form: what the author is told."""
        return str(self.cleaned_data["facts"])

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what refusing, removing and locking take."""
        return {"rule": self.chosen_rule, "facts": self.message}


class QuestionForm(forms.Form):
    """What the author is asked."""

    question = ParagraphsField(
        label=_("What would you like to know?"),
        help_text=_("This text is sent. The idea comes back to the queue with the answer."),
        max_length=REASONS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write your question.")},
    )
    chosen_rule = None

    @property
    def message(self) -> str:
        """Of a valid form: what the author is told."""
        return str(self.cleaned_data["question"])

    @property
    def arguments(self) -> dict[str, Any]:
        """Of a valid form: what `deciding.ask` takes."""
        return {"question": self.message}
