"""The office's desk: what waits, answered after a look at the mail, closed with a reason, never deleted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from pages import tickets
from pages.models import Inbox, Ticket, TicketAnswer
from tests import make
from tests.conftest import signed_in_staff

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/ticket/"


def page(ticket: Ticket, action: str = "") -> str:
    return f"{LIST}{ticket.pk}/{action}"


def test_what_waits_stands_first_and_says_for_how_long(as_editor: Client, editor: User) -> None:
    done, _young, old = make.ticket("Erledigt"), make.ticket("Jung"), make.ticket("Alt", kind="barrier")
    tickets.answer(done.pk, text="Ja.", seen=0, by=editor)
    moment = timezone.now() - timedelta(days=23)
    Ticket.objects.filter(pk=old.pk).update(created_at=moment, reminded_at=timezone.now(), assigned_to=editor)
    response = as_editor.get(LIST)
    assert [ticket.message for ticket in response.context["cl"].result_list] == ["Alt", "Jung", "Erledigt"]
    text = response.content.decode()
    assert re.search(r">23 \w+ <span>", text)
    assert old.number.replace(str(timezone.localdate().year), str(timezone.localtime(moment).year)) in text
    assert [t.message for t in as_editor.get(LIST, {"kind__exact": "barrier"}).context["cl"].result_list] == ["Alt"]


def test_looking_at_the_list_arms_the_bell(as_editor: Client) -> None:
    Inbox.objects.create(pk=1, told_at=timezone.now())
    as_editor.get(LIST)
    assert Inbox.objects.get().opened_at


def test_the_page_shows_everything_escaped(as_editor: Client) -> None:
    ticket = make.ticket("<script>alert(1)</script>", name="<b>Gerda", page="/themen/", aid="<i>Lupe")
    text = as_editor.get(page(ticket)).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>Gerda" not in text
    assert "<i>Lupe" not in text
    assert '<a href="/themen/">' in text


def test_an_answer_is_looked_at_then_sent(as_editor: Client, editor: User) -> None:
    ticket = make.ticket(language="en")
    typed = {"text": "Auf der <b>Startseite</b>.", "seen": "0"}
    preview = as_editor.post(page(ticket, "answer/"), typed)
    assert preview.status_code == 200
    assert f"You wrote to us, no. {ticket.number}." in preview.content.decode()
    assert "Auf der &lt;b&gt;Startseite&lt;/b&gt;." in preview.content.decode()
    assert TicketAnswer.objects.count() == 0
    changed = as_editor.post(page(ticket, "answer/"), {**typed, "change": "1"}).content.decode()
    assert "Auf der &lt;b&gt;Startseite&lt;/b&gt;.</textarea>" in changed
    assert as_editor.post(page(ticket, "answer/"), {**typed, "send": "1"})["Location"] == page(ticket)
    answer = TicketAnswer.objects.get()
    assert (answer.text, answer.by) == ("Auf der <b>Startseite</b>.", editor)
    verbs = [entry.verb for entry in Entry.objects.about("ticket", ticket.pk)]
    assert verbs == ["ticket.filed", "ticket.answered"]


def test_a_second_answer_meanwhile_keeps_the_words(as_editor: Client) -> None:
    ticket = make.ticket()
    tickets.answer(ticket.pk, text="Schneller.", seen=0, by=make.user(groups=["Redaktion"]))
    late = as_editor.post(page(ticket, "answer/"), {"text": "Langsamer.", "seen": "0", "send": "1"})
    assert late.status_code == 409
    assert "Langsamer.</textarea>" in late.content.decode()
    assert "Schneller." in late.content.decode()
    assert 'name="seen" value="1"' in late.content.decode()
    assert TicketAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "typed", [{}, {"text": " ", "seen": "0"}, {"text": "x", "seen": "x"}, {"text": "x" * 4001, "seen": "0"}]
)
def test_wrong_answers_are_answered(as_editor: Client, typed: dict[str, str]) -> None:
    response = as_editor.post(page(make.ticket(), "answer/"), {**typed, "send": "1"})
    assert response.status_code == 200
    assert 'id="error-summary"' in response.content.decode()
    assert TicketAnswer.objects.count() == 0


def test_closing_needs_a_reason(as_editor: Client) -> None:
    ticket = make.ticket(email="")
    assert as_editor.post(page(ticket, "close/"), {"reason": " "}).status_code == 200
    assert Ticket.objects.get().status == "open"
    as_editor.post(page(ticket, "close/"), {"reason": "Angerufen."})
    as_editor.post(page(ticket, "close/"), {"reason": "Noch einmal."})
    assert (Ticket.objects.get().status, Ticket.objects.get().reason) == ("closed", "Angerufen.")
    # Nobody can answer by mail what has no address.
    as_editor.post(page(ticket, "answer/"), {"text": "Hallo", "seen": "0", "send": "1"})
    assert TicketAnswer.objects.count() == 0


def test_somebody_looks_after_it(as_editor: Client, editor: User, moderator: User) -> None:
    ticket = make.ticket()
    as_editor.post(page(ticket, "assign/"), {"assigned_to": editor.pk})
    assert Ticket.objects.get().assigned_to == editor
    as_editor.post(page(ticket, "assign/"), {"assigned_to": moderator.pk})
    assert Ticket.objects.get().assigned_to == editor
    as_editor.post(page(ticket, "assign/"), {"assigned_to": ""})
    assert Ticket.objects.get().assigned_to is None
    assert Entry.objects.filter(verb="ticket.assigned").count() == 2


def test_words_survive_a_stale_token_and_a_lost_session(editor: User) -> None:
    ticket = make.ticket()
    signed_in = signed_in_staff(editor)
    tab = Client(enforce_csrf_checks=True)
    typed = {"text": "Eine lange Antwort.", "seen": "0", "send": "1"}
    lost = tab.post(page(ticket, "answer/"), typed)
    tab.cookies = signed_in.cookies
    stale = tab.post(page(ticket, "answer/"), typed)
    for response in (lost, stale):
        assert response.status_code == 403
        assert "Eine lange Antwort." in response.content.decode()
    assert TicketAnswer.objects.count() == 0


@pytest.mark.parametrize("path", ["", "1/", "1/answer/", "1/close/", "1/assign/"])
def test_moderators_do_not_see_it(as_moderator: Client, path: str) -> None:
    make.ticket()
    for method in ("get", "post"):
        assert getattr(as_moderator, method)(LIST + path).status_code == 403


def test_nothing_is_added_or_deleted(as_administrator: Client) -> None:
    ticket = make.ticket()
    for path in (f"{LIST}add/", page(ticket, "delete/"), page(ticket, "change/")):
        assert as_administrator.post(path, {"post": "yes"}).status_code == 404
    answer: Any = as_administrator.post(LIST, {"action": "delete_selected", "_selected_action": ticket.pk})
    assert answer.status_code in {200, 302}
    assert Ticket.objects.count() == 1


def test_the_list_costs_the_same_for_two_and_for_twenty(as_editor: Client, editor: User) -> None:
    def queries() -> int:
        as_editor.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            as_editor.get(LIST)
        return len(captured)

    make.ticket()
    few = queries()
    for _n in range(20):
        Ticket.objects.filter(pk=make.ticket().pk).update(assigned_to=editor)
    assert queries() == few
