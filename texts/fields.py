"""Form and model fields for text that people write."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy as _, ngettext

from texts.cleaning import clean, clean_line, is_blank
from texts.languages import Language
from texts.wording import Wording


class CountedField(forms.CharField):
    """Says how long a text may be and how long it is.

    With a counter beside it, nothing is cut off: browsers do that without a word to pasted text.
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if "data-counter" in widget.attrs:
            attrs.pop("maxlength", None)
        return attrs

    def run_validators(self, value: Any) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            raise ValidationError(_too_long(self.max_length, len(value)), code="max_length")
        super().run_validators(value)


def _too_long(limit: int, length: int) -> str:
    """Django's own sentence writes 10000 where everything else on the page says 10,000."""
    sentence = ngettext(
        "Please write at most %(limit)s character. At the moment there are %(length)s.",
        "Please write at most %(limit)s characters. At the moment there are %(length)s.",
        limit,
    )
    return sentence % {
        "limit": number_format(limit, force_grouping=True),
        "length": number_format(length, force_grouping=True),
    }


class LineField(CountedField):
    """One line of typed text, cleaned; text that only looks empty counts as empty."""

    def to_python(self, value: Any) -> str:
        text = clean_line(str(value)) if value is not None else ""
        return "" if is_blank(text) else text


class ParagraphsField(CountedField):
    """Typed text with paragraphs, cleaned; blank lines at both ends go, nothing else."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = clean(str(value)) if value is not None else ""
        return "" if is_blank(text) else text.strip()


class FormKeyField(forms.UUIDField):
    """A key nobody types: what is no key is answered by a new one, never by an error."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class TranslatedInput(forms.MultiWidget):
    """One labelled input a language."""

    template_name = "texts/translated_input.html"

    def __init__(self, *, long: bool = False, limit: int | None = None, attrs: dict[str, Any] | None = None) -> None:
        self.limit = limit
        widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
        super().__init__(dict.fromkeys(Language.values, widget), attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict) else {}
        return [texts.get(code, "") for code in Language.values]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, code in zip(context["widget"]["subwidgets"], Language.values, strict=True):
            subwidget["label"] = Language(code).label
            subwidget["attrs"]["lang"] = code
            subwidget["attrs"].pop("required", None)
            if self.limit:
                subwidget["limit"] = self.limit
                about = [subwidget["attrs"].get("aria-describedby", ""), f"{subwidget['attrs']['id']}_counter"]
                subwidget["attrs"]["aria-describedby"] = " ".join(about).strip()
        return context


class TranslatedFormField(forms.MultiValueField):
    """A `TranslatedField` typed as one text a language, each of at most `limit` characters.

    German is required, the others are not; with `needs_german=False` none is.
    """

    def __init__(
        self, *, long: bool = False, limit: int | None = None, needs_german: bool = True, **kwargs: Any
    ) -> None:
        self.limit = limit
        kind = ParagraphsField if long else LineField
        fields = [kind(required=needs_german and code == Language.GERMAN) for code in Language.values]
        for name in ("encoder", "decoder", "max_length"):
            kwargs.pop(name, None)
        super().__init__(fields, require_all_fields=False, widget=TranslatedInput(long=long, limit=limit), **kwargs)
        fields[0].error_messages["incomplete"] = _("The German text is required.")

    def compress(self, data_list: list[str]) -> dict[str, str]:
        texts = {code: text for code, text in zip(Language.values, data_list, strict=False) if text}
        too_long = [
            ValidationError(f"{Language(code).label}: {_too_long(self.limit, len(text))}", code="max_length")
            for code, text in texts.items()
            if self.limit and len(text) > self.limit
        ]
        if too_long:
            raise ValidationError(too_long)
        return texts


def require_german(value: object) -> None:
    """Validator: a JSON object of language code to text, with German present."""
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValidationError(_("Give one text for each language."), code="not_texts")
    if is_blank(value.get("de", "")):
        raise ValidationError(_("The German text is required."), code="german_missing")


class TranslatedField(models.JSONField):
    """One text in several languages as JSON, such as {"de": "…", "en": "…"}; German is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("validators", [require_german])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs


def in_language(texts: dict[str, str], code: str | None = None) -> Wording:
    """The text in `code` (default: the active language), falling back to German."""
    code = code or get_language() or "de"
    return Wording.of((texts[code], code)) if texts.get(code) else Wording.of((texts.get("de", ""), "de"))
