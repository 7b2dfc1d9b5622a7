"""The forms of the discussion. They validate and never write."""

import uuid

from django import forms
from django.utils.translation import get_language, gettext_lazy as _

from ideas.models.discussion import COMMENT_LENGTH
from texts.fields import FormKeyField, ParagraphsField
from texts.languages import Language


def page_language() -> str:
    """The language of the page, as the first guess of what somebody writes in."""
    code = get_language() or Language.GERMAN
    return code if code in Language.values else Language.GERMAN


class CommentForm(forms.Form):
    """A contribution to a discussion. `form_key` makes one comment of a form sent twice."""

    text = ParagraphsField(
        label=_("Your contribution"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "data-counter": ""}),
        error_messages={"required": _("Please write your contribution.")},
    )
    language = forms.ChoiceField(label=_("Language of your text"), choices=Language.choices, initial=page_language)
    form_key = FormKeyField(initial=uuid.uuid4)


class CommentEditForm(forms.Form):
    """The text of one's own comment once more."""

    text = ParagraphsField(
        label=_("Your contribution"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "data-counter": ""}),
        error_messages={"required": _("Please write your contribution.")},
    )
