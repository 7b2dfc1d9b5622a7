"""Text typed into a form whose sender first has to sign in: it waits in the session."""

from django.http import HttpRequest

KEPT = "kept_text"
MOST_KEPT = 3
Typed = dict[str, str]


def keep(request: HttpRequest, form: str, typed: Typed) -> None:
    """Keep what was typed into `form` until `forget`; older forms give way."""
    others = {name: text for name, text in request.session.get(KEPT, {}).items() if name != form}
    request.session[KEPT] = dict([*others.items(), (form, typed)][-MOST_KEPT:])


def typed_into(request: HttpRequest, form: str) -> Typed:
    """What was kept, to start the form with; empty when there is nothing."""
    typed: Typed = request.session.get(KEPT, {}).get(form, {})
    return typed


def forget(request: HttpRequest, form: str) -> None:
    """The text has arrived."""
    if form in request.session.get(KEPT, {}):
        request.session[KEPT] = {name: text for name, text in request.session[KEPT].items() if name != form}
