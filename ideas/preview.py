"""Nothing with reasons is sent before its mail was seen: typed, previewed, then sent."""

from enum import Enum
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ideas.reasons import Addressee
from texts.languages import Language, answerable
from texts.stale import add_stale_error, is_stale


class Step(Enum):
    """Where a form that is previewed stands."""

    TYPING = "typing"
    PREVIEW = "preview"
    SENDING = "sending"


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
    form: forms.Form,
    *,
    title: str,
    statement: str,
    addressee: Addressee,
    send_label: str,
    **hidden: Any,
) -> HttpResponse:
    """The mail's text as it will be sent, with what was typed carried in hidden fields."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "statement": statement,
        "language": answerable(addressee.language),
        "addressee": addressee,
        "author_language": Language(addressee.language).label,
        "send_label": send_label,
        "hidden": {**{name: form.cleaned_data[name] for name in form.fields}, **hidden},
    }
    return render(request, "admin/desk/preview.html", context)
