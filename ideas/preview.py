"""Nothing with reasons is sent before its mail was seen: typed, previewed, then sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from ideas.models import Comment, Idea
from ideas.reasons import Addressee, Explaining, addressee, statement
from texts.languages import Language, answerable
from texts.stale import add_stale_error, is_stale

NOTHING = SafeString("")


class Step(Enum):
    """Where a form that is previewed stands."""

    TYPING = "typing"
    PREVIEW = "preview"
    SENDING = "sending"


@dataclass(frozen=True)
class Words:
    """What a decision with reasons is called: its statement, its page, its button, its message."""

    kind: str
    title: str
    send_label: str
    done: str


def step_of(request: HttpRequest, form: forms.Form) -> Step:
    """What to answer to a POST of `form`; a stale one gets its error and is typed on."""
    if is_stale(request):
        add_stale_error(form)
        return Step.TYPING
    if not form.is_valid() or "change" in request.POST:
        return Step.TYPING
    return Step.SENDING if "send" in request.POST else Step.PREVIEW


def preview_page(
    request: HttpRequest,
    form: Explaining,
    words: Words,
    about: Idea | Comment,
    *,
    to: Addressee | None = None,
    above: SafeString = NOTHING,
    **hidden: Any,
) -> HttpResponse:
    """The mail's text as it will be sent, with what was typed carried in hidden fields.

    `to` is who reads it, the author where nobody is named; `above` what else is decided on, as HTML.
    """
    to = to or addressee(about)
    reference = about.idea.reference if isinstance(about, Comment) else about.reference
    text = statement(words.kind, rule=form.chosen_rule, message=form.message, language=to.language, reference=reference)
    context = {
        **admin.site.each_context(request),
        "title": words.title,
        "send_label": words.send_label,
        "statement": text,
        "above": above,
        "language": answerable(to.language),
        "addressee": to,
        "author_language": Language(to.language).label,
        "hidden": list(carried({**{name: form.cleaned_data[name] for name in form.fields}, **hidden})),
    }
    return render(request, "admin/desk/preview.html", context)


def carried(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Name and value of each hidden field; one for each thing that was chosen."""
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, one
