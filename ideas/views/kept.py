"""Text typed into a form that could not be taken yet: it waits in the session.

Its sender first has to sign in, goes back to change something, or reads what is wrong: on a page that
was fetched (POST, redirect, GET), so that the browser's way back to it loses nothing.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

KEPT = "kept_text"
MOST_KEPT = 3
# In the address of a page that says what is wrong with what is kept.
ERRORS = "fehler"
Typed = dict[str, str]


def keep(request: HttpRequest, name: str, form: forms.Form) -> None:
    """Keep what was typed into `form` under `name` until `forget`; older forms give way."""
    typed = {field: str(form.data[field]) for field in form.fields if field in form.data}
    others = {other: text for other, text in request.session.get(KEPT, {}).items() if other != name}
    request.session[KEPT] = dict([*others.items(), (name, typed)][-MOST_KEPT:])


def typed_into(request: HttpRequest, name: str) -> Typed:
    """What was kept, to start the form with; empty when there is nothing."""
    typed: Typed = request.session.get(KEPT, {}).get(name, {})
    return typed


def wrong(request: HttpRequest, name: str) -> Typed | None:
    """What was kept, to bind the form to, where the page is to say what is wrong with it; otherwise None."""
    return typed_into(request, name) or None if ERRORS in request.GET else None


def say_what_is_wrong(request: HttpRequest) -> HttpResponse:
    """To the same page, fetched, which says what is wrong with what is kept."""
    query = request.GET.copy()
    query[ERRORS] = ""
    return redirect(f"{request.path}?{query.urlencode()}")


def forget(request: HttpRequest, name: str) -> None:
    """The text has arrived."""
    if name in request.session.get(KEPT, {}):
        request.session[KEPT] = {other: text for other, text in request.session[KEPT].items() if other != name}
